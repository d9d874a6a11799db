package xps.crypto.orchestrator.attest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Value;

/** Reads a manifest field by field, and the rules between its fields once each of them is sound. */
final class ManifestReader {
  private static final List<String> SYSTEMS = List.of("linux");

  private final String file;
  private final List<Problem> problems = new ArrayList<>();

  private ManifestReader(String file) {
    this.file = file;
  }

  static Outcome<Manifest.Contents> read(String file, byte[] text) {
    return Json.parse(file, text, Code.MANIFEST_INVALID)
        .flatMap(value -> new ManifestReader(file).manifest(value));
  }

  private Outcome<Manifest.Contents> manifest(Value value) {
    var manifest = new Fields(value, Code.MANIFEST_INVALID, problems, "the manifest");
    var id = manifest.id("id");
    var version = manifest.version("version");
    var artifacts = artifacts(manifest);
    var targets = targets(manifest);
    var metadata = manifest.object("metadata");
    var declared =
        metadata.optionalOneOf("change_class", ChangeClass.texts()).flatMap(ChangeClass::parse);
    var about = metadata(metadata);
    metadata.done();
    manifest.done();
    boolean named = artifacts.stream().noneMatch(artifact -> artifact.name().isEmpty());
    if (named) {
      checkNames(artifacts);
      checkRequires(artifacts);
    }
    if (problems.isEmpty()) {
      declared.ifPresent(
          changeClass -> checkClass(metadata, changeClass, derived(version, artifacts)));
    }
    return Outcome.unless(
        problems,
        () -> {
          var document = manifest.value();
          var body = Canonical.bytes(withoutSignatures(document));
          return new Manifest.Contents(
              file,
              document,
              id,
              version,
              artifacts,
              targets,
              about,
              declared.orElse(derived(version, artifacts)),
              body,
              body.sha256());
        });
  }

  private List<Artifact> artifacts(Fields manifest) {
    var entries = manifest.array("artifacts");
    if (manifest.has("artifacts")
        && (entries.isEmpty() || entries.size() > Manifest.MOST_ARTIFACTS)) {
      manifest.problem(
          "artifacts",
          "artifacts has "
              + entries.size()
              + " entries; it has to have 1 to "
              + Manifest.MOST_ARTIFACTS,
          "list the files of the patch, and split a patch that has too many");
      return List.of();
    }
    var artifacts = new ArrayList<Artifact>(entries.size());
    for (var entry : entries) {
      artifacts.add(artifact(entry));
    }
    return artifacts;
  }

  private Artifact artifact(Value value) {
    var entry = new Fields(value, Code.MANIFEST_INVALID, problems, "an artifact");
    var name =
        entry.text("name", Grammar::isArtifactName, "a file name of letters, digits and . _ + -");
    var sha256 = entry.sha256("sha256");
    var size = entry.optionalInteger("size", 0, Value.LARGEST_INTEGER);
    var kind = entry.optionalOneOf("kind", Kind.texts()).flatMap(Kind::parse);
    var requires =
        entry.optionalTexts("requires", Grammar::isArtifactName, "the name of an artifact");
    var abi = entry.optionalObject("abi").map(ManifestReader::abi);
    var tree = entry.optionalObject("tree").map(ManifestReader::tree);
    if (tree.isPresent() && size.isEmpty()) {
      entry.problem("tree", "a tree needs the artifact's size", "add the size in bytes");
    }
    var signatures = SignatureReader.read(entry, problems);
    entry.done();
    return new Artifact(
        name,
        sha256,
        size.isPresent() ? OptionalLong.of(size.get()) : OptionalLong.empty(),
        kind.orElse(Kind.ofName(name)),
        requires.orElse(List.of()),
        abi,
        tree,
        signatures,
        value.place());
  }

  private static Artifact.Abi abi(Fields entry) {
    var machine = entry.oneOf("machine", ElfHead.machines());
    var os = entry.oneOf("os", SYSTEMS);
    entry.done();
    return new Artifact.Abi(machine, os);
  }

  private static Artifact.DigestTree tree(Fields entry) {
    int smallest = Artifact.DigestTree.SMALLEST_CHUNK_BYTES;
    int largest = Artifact.DigestTree.LARGEST_CHUNK_BYTES;
    int chunk = (int) entry.integer("chunk", smallest, largest);
    if (Integer.bitCount(chunk) != 1) {
      entry.problem(
          "chunk", "chunk is " + chunk + "; it has to be a power of two", "write 1048576");
    }
    var root = entry.sha256("root");
    entry.done();
    return new Artifact.DigestTree(chunk, root);
  }

  private static List<String> targets(Fields manifest) {
    var targets =
        manifest.texts("targets", Grammar::isTarget, "a role of letters, digits and . _ -");
    if (manifest.value().get("targets").orElse(manifest.value()) instanceof Value.Arr(var items, _)
        && items.isEmpty()) {
      manifest.problem(
          "targets",
          "targets is empty: the patch would be for nobody",
          "name the roles that need it");
    }
    var seen = new HashSet<String>();
    for (var target : targets) {
      if (!seen.add(target)) {
        manifest.problem("targets", "targets has " + target + " twice", "take one of them out");
      }
    }
    return targets;
  }

  private static Metadata metadata(Fields metadata) {
    var sbom =
        metadata.optionalText(
            "sbom", Grammar::isArtifactName, "the name of a file beside the manifest");
    var sbomSha256 = metadata.optionalSha256("sbom_sha256");
    if (sbomSha256.isPresent() && !metadata.has("sbom")) {
      metadata.problem(
          "sbom_sha256", "sbom_sha256 is there, but sbom is not", "name the file in sbom");
    }
    return new Metadata(
        sbom,
        sbomSha256,
        metadata.optionalVersion("min_orchestrator"),
        metadata.optionalBool("requires_restart").orElse(false),
        metadata.optionalTime("expires"),
        metadata.optionalId("author"));
  }

  /** Without regard to case: on some file systems the two would be one file. */
  private void checkNames(List<Artifact> artifacts) {
    var seen = new HashMap<String, String>();
    for (var artifact : artifacts) {
      var earlier = seen.putIfAbsent(artifact.name().toLowerCase(Locale.ROOT), artifact.name());
      if (earlier != null) {
        problems.add(
            Problem.at(
                artifact.place(),
                Code.MANIFEST_INVALID,
                earlier.equals(artifact.name())
                    ? "the artifact " + earlier + " stands here twice"
                    : "the artifact names "
                        + earlier
                        + " and "
                        + artifact.name()
                        + " differ by case alone",
                "give every artifact a name of its own"));
      }
    }
  }

  private void checkRequires(List<Artifact> artifacts) {
    var names = new HashSet<String>();
    for (var artifact : artifacts) {
      names.add(artifact.name());
    }
    for (var artifact : artifacts) {
      for (var required : artifact.requires()) {
        if (!names.contains(required)) {
          problems.add(
              Problem.at(
                  artifact.place(),
                  Code.MANIFEST_INVALID,
                  artifact.name()
                      + " requires "
                      + required
                      + ", which is no artifact of this manifest",
                  "name an artifact of this manifest, or leave it out"));
        }
      }
    }
    if (names.size() == artifacts.size() && names.containsAll(required(artifacts))) {
      findCycle(artifacts).ifPresent(problems::add);
    }
  }

  private static Set<String> required(List<Artifact> artifacts) {
    var required = new HashSet<String>();
    artifacts.forEach(artifact -> required.addAll(artifact.requires()));
    return required;
  }

  /** Takes away whatever nobody waits for any more; what is left waits for itself. */
  private static Optional<Problem> findCycle(List<Artifact> artifacts) {
    var waiting = new HashMap<String, Integer>();
    var dependants = new HashMap<String, List<String>>();
    var free = new ArrayDeque<String>();
    for (var artifact : artifacts) {
      var requires = new HashSet<>(artifact.requires());
      waiting.put(artifact.name(), requires.size());
      for (var required : requires) {
        dependants.computeIfAbsent(required, _ -> new ArrayList<>()).add(artifact.name());
      }
      if (requires.isEmpty()) {
        free.add(artifact.name());
      }
    }
    while (!free.isEmpty()) {
      var done = free.remove();
      waiting.remove(done);
      for (var dependant : dependants.getOrDefault(done, List.of())) {
        if (waiting.merge(dependant, -1, Integer::sum) == 0) {
          free.add(dependant);
        }
      }
    }
    var stuck = new ArrayList<Artifact>(artifacts);
    stuck.removeIf(artifact -> !waiting.containsKey(artifact.name()));
    return stuck.isEmpty() ? Optional.empty() : Optional.of(cycle(stuck));
  }

  private static Problem cycle(List<Artifact> stuck) {
    var names = new ArrayList<String>();
    for (var artifact : stuck) {
      names.add(artifact.name());
    }
    return Problem.at(
        stuck.getFirst().place(),
        Code.DEPENDENCY_CYCLE,
        "these artifacts wait for each other to become active: " + String.join(", ", names),
        "take one requires out of the circle");
  }

  private static void checkClass(Fields metadata, ChangeClass declared, ChangeClass derived) {
    if (isLighter(declared, derived)) {
      metadata.problem(
          "change_class",
          "change_class is "
              + declared.text()
              + ", which is lighter than the "
              + derived.text()
              + " that this patch is",
          "write " + derived.text() + ", or leave it out");
    }
  }

  private static boolean isLighter(ChangeClass declared, ChangeClass derived) {
    return switch (declared) {
      case PATCH, MINOR, MAJOR -> declared.compareTo(derived) < 0;
      case HOTFIX, CRITICAL -> derived == ChangeClass.KEY_ROTATION;
      case KEY_ROTATION -> false;
    };
  }

  private static ChangeClass derived(SemVer version, List<Artifact> artifacts) {
    for (var artifact : artifacts) {
      if (artifact.kind() == Kind.KEYRING) {
        return ChangeClass.KEY_ROTATION;
      }
    }
    if (version.patch() > 0) {
      return ChangeClass.PATCH;
    }
    return version.minor() > 0 ? ChangeClass.MINOR : ChangeClass.MAJOR;
  }

  /**
   * The same document without {@code sig} and {@code sigs} in every artifact: what signatures
   * cover.
   */
  private static Value withoutSignatures(Value.Obj document) {
    if (!(document.members().get("artifacts") instanceof Value.Arr artifacts)) {
      return document;
    }
    var bare = new ArrayList<Value>(artifacts.items().size());
    for (var artifact : artifacts.items()) {
      bare.add(artifact instanceof Value.Obj entry ? entry.without("sig", "sigs") : artifact);
    }
    return document.with("artifacts", Value.array(bare));
  }
}

package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.ProductVersion;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Value;

/**
 * An unsigned manifest in the making: files are read for their sizes and digests, the SBOM is bound
 * by its own. For one owner; what comes out has been read back as strictly as any other manifest.
 */
public final class ManifestDraft {
  private final String id;
  private final String version;
  private final List<String> targets;
  private final List<Path> files;
  private Optional<Path> sbom = Optional.empty();
  private String minOrchestrator = ProductVersion.CURRENT.toString();
  private boolean requiresRestart;
  private Optional<ChangeClass> changeClass = Optional.empty();
  private Optional<Instant> expires = Optional.empty();
  private Optional<String> author = Optional.empty();
  private OptionalInt treeChunkBytes = OptionalInt.empty();
  private final Map<Path, FileContent> contents = new HashMap<>();

  /**
   * A manifest, and what belongs beside it.
   *
   * @param leaves for each artifact with a digest tree the hashes of its chunks, by the name that
   *     the tree gives them; without them a wrong chunk goes unnamed
   */
  public record Draft(Value.Obj document, SortedMap<String, Bytes> leaves) {
    public Draft {
      leaves = Collections.unmodifiableSortedMap(new TreeMap<>(leaves));
    }
  }

  private ManifestDraft(String id, String version, List<String> targets, List<Path> files) {
    this.id = id;
    this.version = version;
    this.targets = List.copyOf(targets);
    this.files = List.copyOf(files);
  }

  /** A patch of these files, for the nodes of these roles. */
  public static ManifestDraft of(
      String id, String version, List<String> targets, List<Path> files) {
    return new ManifestDraft(id, version, targets, files);
  }

  /** The bill of materials, which has to lie beside the manifest. */
  public ManifestDraft sbom(Path file) {
    sbom = Optional.of(file);
    return this;
  }

  /** The oldest orchestrator that may handle the patch; this one unless said. */
  public ManifestDraft minOrchestrator(SemVer oldest) {
    minOrchestrator = oldest.toString();
    return this;
  }

  /** Marks that nodes have to restart the application. */
  public ManifestDraft requiresRestart() {
    requiresRestart = true;
    return this;
  }

  /** A class other than what the version makes of the patch. */
  public ManifestDraft changeClass(ChangeClass declared) {
    changeClass = Optional.of(declared);
    return this;
  }

  /** Nobody starts to install from then on. */
  public ManifestDraft expires(Instant bound) {
    expires = Optional.of(bound);
    return this;
  }

  /** The person who made the patch. */
  public ManifestDraft author(String person) {
    author = Optional.of(person);
    return this;
  }

  /**
   * A digest tree for every artifact that is longer than one chunk, so that a download can be
   * checked while it comes, and resumed.
   *
   * @param chunkBytes see {@link Artifact.DigestTree#isChunk}
   */
  public ManifestDraft tree(int chunkBytes) {
    if (!Artifact.DigestTree.isChunk(chunkBytes)) {
      throw new IllegalArgumentException("no size for a chunk: " + chunkBytes);
    }
    treeChunkBytes = OptionalInt.of(chunkBytes);
    contents.clear();
    return this;
  }

  /** The document of {@link #draft}. */
  public Outcome<Value.Obj> document() {
    return draft().map(Draft::document);
  }

  /**
   * Reads the files and says the document; refused where a file can't be read or the manifest would
   * be invalid.
   */
  public Outcome<Draft> draft() {
    var problems = new ArrayList<Problem>();
    var artifacts = new ArrayList<Value>();
    var leaves = new TreeMap<String, Bytes>();
    for (var file : files) {
      artifact(file, problems)
          .ifPresent(content -> {
            artifacts.add(artifact(content));
            content
                .tree()
                .ifPresent(tree -> leaves.put(tree.leavesName(), content.leaves().orElseThrow()));
          });
    }
    var metadata = metadata(problems);
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    var targetValues = new ArrayList<Value>();
    for (var target : targets) {
      targetValues.add(Value.text(target));
    }
    var document =
        Value.object()
            .put("id", id)
            .put("version", version)
            .put("artifacts", artifacts)
            .put("targets", targetValues)
            .put("metadata", metadata)
            .build();
    return Manifest.parse(
            "the new manifest", Json.pretty(document).getBytes(StandardCharsets.UTF_8))
        .map(manifest -> new Draft(manifest.document(), leaves));
  }

  private static Value artifact(FileContent content) {
    var artifact =
        Value.object()
            .put("name", content.name())
            .put("sha256", content.sha256().hex())
            .put("size", content.sizeBytes());
    content
        .tree()
        .ifPresent(tree ->
            artifact.put(
                "tree",
                Value.object()
                    .put("chunk", tree.chunkBytes())
                    .put("root", tree.root().hex())
                    .build()));
    return artifact.build();
  }

  private Value metadata(List<Problem> problems) {
    var metadata = Value.object();
    sbom.flatMap(file -> content(file, OptionalInt.empty(), problems))
        .ifPresent(content ->
            metadata.put("sbom", content.name()).put("sbom_sha256", content.sha256().hex()));
    metadata.put("min_orchestrator", minOrchestrator).put("requires_restart", requiresRestart);
    changeClass.ifPresent(declared -> metadata.put("change_class", declared.text()));
    expires.ifPresent(bound -> metadata.put("expires", Grammar.time(bound)));
    author.ifPresent(person -> metadata.put("author", person));
    return metadata.build();
  }

  /** Artifacts are long and read once, however often the draft is asked for. */
  private Optional<FileContent> artifact(Path file, List<Problem> problems) {
    var known = Optional.ofNullable(contents.get(file));
    if (known.isPresent()) {
      return known;
    }
    var content = content(file, treeChunkBytes, problems);
    content.ifPresent(read -> contents.put(file, read));
    return content;
  }

  private static Optional<FileContent> content(
      Path file, OptionalInt chunkBytes, List<Problem> problems) {
    return switch (FileContent.of(file, chunkBytes)) {
      case Outcome.Ok<FileContent>(var read, _) -> Optional.of(read);
      case Outcome.Refused<FileContent>(var refused) -> {
        problems.addAll(refused);
        yield Optional.empty();
      }
    };
  }
}

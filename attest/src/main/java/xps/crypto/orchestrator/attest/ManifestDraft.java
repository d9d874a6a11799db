package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
   * Reads the files and says the document; refused where a file can't be read or the manifest would
   * be invalid.
   */
  public Outcome<Value.Obj> document() {
    var problems = new ArrayList<Problem>();
    var artifacts = new ArrayList<Value>();
    for (var file : files) {
      digests(file, problems)
          .ifPresent(digests ->
              artifacts.add(
                  Value.object()
                      .put("name", digests.name())
                      .put("sha256", digests.sha256().hex())
                      .put("size", digests.sizeBytes())
                      .build()));
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
        .map(Manifest::document);
  }

  private Value metadata(List<Problem> problems) {
    var metadata = Value.object();
    sbom.flatMap(file -> digests(file, problems))
        .ifPresent(digests ->
            metadata.put("sbom", digests.name()).put("sbom_sha256", digests.sha256().hex()));
    metadata.put("min_orchestrator", minOrchestrator).put("requires_restart", requiresRestart);
    changeClass.ifPresent(declared -> metadata.put("change_class", declared.text()));
    expires.ifPresent(bound -> metadata.put("expires", Grammar.time(bound)));
    author.ifPresent(person -> metadata.put("author", person));
    return metadata.build();
  }

  private static Optional<FileDigests> digests(Path file, List<Problem> problems) {
    return switch (FileDigests.of(file)) {
      case Outcome.Ok<FileDigests>(var read, _) -> Optional.of(read);
      case Outcome.Refused<FileDigests>(var refused) -> {
        problems.addAll(refused);
        yield Optional.empty();
      }
    };
  }
}

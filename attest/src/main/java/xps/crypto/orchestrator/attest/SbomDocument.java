package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * What a bill of materials lists, in whatever format it is written.
 *
 * <p>Every file that it lists anywhere is one of the bundle, unless it is said to be in an archive
 * that is an artifact itself: a name with a folder before it, or a place further down, hides
 * nothing.
 *
 * @param listed every file, in the order of the document
 */
record SbomDocument(String file, List<Listed> listed, SbomSummary summary) {
  SbomDocument {
    listed = List.copyOf(listed);
  }

  private static final Json.Limits LIMITS =
      new Json.Limits(SbomSummary.MOST_BYTES, Json.Limits.DOCUMENT.maxDepth(), true);

  /** Reads whichever of the two formats it is; smaller flaws are findings. */
  static Outcome<SbomDocument> read(String file, byte[] text) {
    return Json.parse(file, text, Code.SBOM_INVALID, LIMITS).flatMap(value -> read(file, value));
  }

  private static Outcome<SbomDocument> read(String file, Value value) {
    if (!(value instanceof Value.Obj document)) {
      return Outcome.refused(
          Problem.at(
              value.place(), Code.SBOM_INVALID, "an SBOM is an object", "name an SBOM in JSON"));
    }
    return document.members().containsKey("bomFormat")
        ? CycloneDxReader.read(file, document)
        : SpdxReader.read(file, document);
  }

  /**
   * A file by name and SHA-256.
   *
   * @param archives the names of those that the document says it is in; none for a file of the
   *     bundle itself
   */
  record Listed(String name, Optional<String> sha256, Place place, List<String> archives) {
    Listed {
      archives = List.copyOf(archives);
    }

    /** A name as artifacts have it: without the {@code ./} that SPDX puts before it. */
    static String bare(String name) {
      return name.startsWith("./") ? name.substring(2) : name;
    }

    /** Whether it is in archives among those artifacts. A shared library holds no files. */
    boolean isInside(Map<String, Artifact> artifacts) {
      return !archives.isEmpty()
          && archives.stream()
              .allMatch(name -> {
                var archive = artifacts.get(name);
                return archive != null && mayHoldFiles(archive.kind());
              });
    }

    private static boolean mayHoldFiles(Kind kind) {
      return switch (kind) {
        case JAR, PACKAGE, FILE -> true;
        case MODULE, KEYRING -> false;
      };
    }
  }

  /** Every way in which the artifacts of the manifest are not exactly what is listed. */
  List<Problem> differences(Manifest manifest) {
    var problems = new ArrayList<Problem>();
    var artifacts = new HashMap<String, Artifact>();
    for (var artifact : manifest.artifacts()) {
      artifacts.put(artifact.name(), artifact);
    }
    var found = new HashSet<String>();
    for (var entry : listed) {
      if (!entry.isInside(artifacts)) {
        found.add(entry.name());
        compare(entry, artifacts).ifPresent(problems::add);
      }
    }
    for (var artifact : manifest.artifacts()) {
      if (!found.contains(artifact.name())) {
        problems.add(mismatch("the SBOM does not list the artifact " + artifact.name(), file));
      }
    }
    return problems;
  }

  private static Optional<Problem> compare(Listed entry, Map<String, Artifact> artifacts) {
    var artifact = artifacts.get(entry.name());
    var where = entry.place().toString();
    if (artifact == null) {
      return Optional.of(
          new Problem(
              Code.SBOM_MISMATCH,
              SbomFields.shortened(
                  "the SBOM lists " + entry.name() + ", which the manifest does not have"),
              where,
              "list no other files than the artifacts; what is in one of them is listed as the"
                  + " content of that archive"));
    }
    if (entry.sha256().isEmpty()) {
      return Optional.of(mismatch("the SBOM gives no SHA256 for " + entry.name(), where));
    }
    if (!entry.sha256().get().equals(artifact.sha256().hex())) {
      return Optional.of(
          mismatch(
              "the SBOM describes another "
                  + entry.name()
                  + ", with the SHA-256 "
                  + entry.sha256().get()
                  + "; the manifest says "
                  + artifact.sha256().hex(),
              where));
    }
    return Optional.empty();
  }

  private static Problem mismatch(String message, String where) {
    return new Problem(
        Code.SBOM_MISMATCH,
        message,
        where,
        "write the SBOM anew from the artifacts, and have the manifest signed again");
  }
}

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
 * @param listed every file of the bundle and of packages, in the order of the document
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
   * A file by name (without {@code ./}) and SHA-256. A name with a folder in it is content of some
   * package, not a file of the bundle.
   */
  record Listed(String name, Optional<String> sha256, Place place) {
    boolean isOfTheBundle() {
      return name.indexOf('/') < 0;
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
      if (entry.isOfTheBundle()) {
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
          mismatch("the SBOM lists " + entry.name() + ", which the manifest does not have", where));
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

package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Whether the bill of materials is the one that was signed for, and lists exactly the artifacts of
 * the patch.
 */
final class SbomCheck {
  private final Manifest manifest;
  private final Optional<Advisories> advisories;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> findings = new ArrayList<>();
  private Optional<SbomSummary> summary = Optional.empty();

  private SbomCheck(Manifest manifest, Optional<Advisories> advisories) {
    this.manifest = manifest;
    this.advisories = advisories;
  }

  /**
   * @param trusted whether the signatures count: only then is the document parsed, so that no
   *     stranger reaches a parser
   */
  static SbomCheck of(
      Manifest manifest, ArtifactSource source, boolean trusted, Optional<Advisories> advisories) {
    var check = new SbomCheck(manifest, advisories);
    var name = manifest.metadata().sbom();
    if (name.isEmpty()) {
      check.findings.add(missing("the manifest names no SBOM", manifest.whereOf("metadata")));
    } else {
      check.read(source, name.get(), trusted);
    }
    return check;
  }

  /** Without its file an SBOM is as good as its digest in the manifest. */
  static List<Problem> ofManifestAlone(Manifest manifest) {
    var findings = new ArrayList<Problem>();
    if (manifest.metadata().sbomSha256().isEmpty()) {
      findings.add(
          missing("the manifest binds no SBOM by its digest", manifest.whereOf("metadata")));
      if (manifest.metadata().sbom().isPresent()) {
        findings.add(unbound(manifest));
      }
    }
    return findings;
  }

  List<Problem> problems() {
    return problems;
  }

  List<Problem> findings() {
    return findings;
  }

  Optional<SbomSummary> summary() {
    return summary;
  }

  private void read(ArtifactSource source, String name, boolean trusted) {
    var where = source.placeOf(name);
    if (manifest.metadata().sbomSha256().isEmpty()) {
      findings.add(unbound(manifest));
    }
    try {
      var content = source.beside(name, manifest.metadata().sbomSha256(), SbomSummary.MOST_BYTES);
      if (content.isEmpty()) {
        findings.add(missing("the SBOM " + name + " is not there as a regular file", where));
      } else if (isTheBoundOne(content.get(), where) && trusted) {
        compare(where, content.get());
      }
    } catch (IOException e) {
      problems.add(
          new Problem(
              Code.SBOM_INVALID,
              "the SBOM cannot be read: " + e.getMessage(),
              where,
              "make the file readable, or get it again"));
    }
  }

  private boolean isTheBoundOne(byte[] content, String where) {
    var bound = manifest.metadata().sbomSha256();
    if (bound.isEmpty() || content.length > SbomSummary.MOST_BYTES) {
      return true; // one that is too long is refused for that when it is parsed
    }
    var digest = Sha256.of(content);
    if (digest.equals(bound.get())) {
      return true;
    }
    problems.add(
        new Problem(
            Code.SBOM_MISMATCH,
            "this is not the SBOM that was signed for: its SHA-256 is "
                + digest.hex()
                + ", the manifest says "
                + bound.get().hex(),
            where,
            "get the SBOM again from where the patch was signed"));
    return false;
  }

  private void compare(String where, byte[] content) {
    switch (SbomDocument.read(where, content)) {
      case Outcome.Refused<SbomDocument>(var refused) -> problems.addAll(refused);
      case Outcome.Ok<SbomDocument>(var document, var flaws) -> {
        findings.addAll(flaws);
        problems.addAll(document.differences(manifest));
        summary = Optional.of(document.summary());
        advisories.ifPresent(known -> findings.addAll(known.findings(document.summary(), where)));
      }
    }
  }

  private static Problem missing(String message, String where) {
    return new Problem(
        Code.SBOM_MISSING,
        message,
        where,
        "write an SBOM, name it in metadata.sbom, and have the manifest signed again");
  }

  private static Problem unbound(Manifest manifest) {
    return new Problem(
        Code.SBOM_UNBOUND,
        "the signatures do not cover the SBOM: metadata.sbom_sha256 is missing",
        manifest.whereOf("metadata", "sbom"),
        "add sbom_sha256, as xps manifest init does, and have the manifest signed again");
  }
}

package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.ProductVersion;
import xps.crypto.orchestrator.document.SemVer;

/**
 * The rules of version and date: nothing too new for this orchestrator, expired, or older than what
 * is installed.
 */
final class DateAndVersionCheck {
  private DateAndVersionCheck() {}

  static List<Problem> of(
      Manifest manifest, TrustStore trust, Optional<SemVer> installed, Now now) {
    var problems = new ArrayList<Problem>();
    tooOld(manifest).ifPresent(problems::add);
    problems.addAll(trust.checkDate(now));
    expired(manifest, now).ifPresent(problems::add);
    installed.flatMap(version -> rollback(manifest, version)).ifPresent(problems::add);
    return problems;
  }

  private static Optional<Problem> tooOld(Manifest manifest) {
    return manifest
        .metadata()
        .minOrchestrator()
        .filter(needed -> ProductVersion.CURRENT.compareTo(needed) < 0)
        .map(needed ->
            new Problem(
                Code.ORCHESTRATOR_TOO_OLD,
                "this patch needs version "
                    + needed
                    + " of the orchestrator; this is "
                    + ProductVersion.CURRENT,
                manifest.whereOf("metadata", "min_orchestrator"),
                "update the orchestrator and the agents first"));
  }

  private static Optional<Problem> expired(Manifest manifest, Now now) {
    return manifest
        .metadata()
        .expires()
        .filter(expires -> !now.at().isBefore(expires))
        .map(expires ->
            new Problem(
                Code.MANIFEST_EXPIRED,
                "this patch was to be installed before " + Now.text(expires) + "; " + now,
                manifest.whereOf("metadata", "expires"),
                "ask its signers for a newer patch, and check this machine's clock"));
  }

  private static Optional<Problem> rollback(Manifest manifest, SemVer installed) {
    if (manifest.version().compareTo(installed) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Code.VERSION_ROLLBACK,
            "this patch has version "
                + manifest.version()
                + "; installed is "
                + installed
                + ", which is newer",
            manifest.whereOf("version"),
            "to go back on purpose, sign the old content under a new version"));
  }
}

package xps.crypto.orchestrator.attest;

import java.util.List;
import java.util.Optional;

/**
 * A known weakness, as OSV describes it.
 *
 * @param id such as {@code CVE-2026-1234}
 * @param summary in one line; may be empty
 */
record Advisory(String id, String summary, List<AffectedPackage> affected) {
  Advisory {
    affected = List.copyOf(affected);
  }

  /** The worst that it says about a component, nothing where it isn't about it. */
  Optional<AffectedPackage.Verdict> verdict(SbomSummary.Component component) {
    var url = component.packageUrl().flatMap(PackageUrl::parse);
    var version =
        url.flatMap(PackageUrl::version)
            .or(() ->
                Optional.of(component.version()).filter(said -> !said.equals(SbomFields.UNSAID)));
    Optional<AffectedPackage.Verdict> worst = Optional.empty();
    for (var candidate : affected) {
      if (candidate.is(component.name(), url)) {
        var verdict = candidate.verdict(version);
        if (verdict == AffectedPackage.Verdict.AFFECTED) {
          return Optional.of(verdict);
        }
        if (worst.isEmpty() || verdict == AffectedPackage.Verdict.UNDECIDED) {
          worst = Optional.of(verdict);
        }
      }
    }
    return worst;
  }
}

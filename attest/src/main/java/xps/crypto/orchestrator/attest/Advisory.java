package xps.crypto.orchestrator.attest;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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
    var urls =
        component.packageUrls().stream().map(PackageUrl::parse).flatMap(Optional::stream).toList();
    return affected.stream()
        .flatMap(candidate -> verdicts(candidate, component, urls))
        .reduce(AffectedPackage.Verdict::orWorse);
  }

  /** One for each package URL under which the component is that package. */
  private static Stream<AffectedPackage.Verdict> verdicts(
      AffectedPackage candidate, SbomSummary.Component component, List<PackageUrl> urls) {
    if (urls.isEmpty()) {
      return candidate.isCalled(component.name())
          ? Stream.of(candidate.verdict(versions(component, Optional.empty())))
          : Stream.empty();
    }
    return urls.stream()
        .filter(url -> candidate.is(url, component.name()))
        .map(url -> candidate.verdict(versions(component, url.version())));
  }

  /** A component may say its version twice, and not the same. */
  private static Set<String> versions(SbomSummary.Component component, Optional<String> inUrl) {
    var versions = new TreeSet<String>();
    inUrl.ifPresent(versions::add);
    if (!component.version().equals(SbomFields.UNSAID)) {
      versions.add(component.version());
    }
    return versions;
  }
}

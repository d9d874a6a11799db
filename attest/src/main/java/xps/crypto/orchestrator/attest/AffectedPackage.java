package xps.crypto.orchestrator.attest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.SemVer;

/**
 * A package that an advisory is about, and in which versions.
 *
 * @param versions those that the advisory lists one by one
 * @param foreignRanges how many ranges there are in an order that only the ecosystem knows
 */
record AffectedPackage(
    String ecosystem,
    String name,
    Optional<PackageUrl> packageUrl,
    Set<String> versions,
    List<SemVerRange> ranges,
    int foreignRanges) {
  AffectedPackage {
    versions = Set.copyOf(versions);
    ranges = List.copyOf(ranges);
  }

  /** What an advisory says about a component. */
  enum Verdict {
    AFFECTED,
    UNAFFECTED,
    /** Its version can't be compared with the advisory's. */
    UNDECIDED
  }

  /**
   * Whether it is this package. A component without a package URL of a known ecosystem is known by
   * its name alone: better one finding too many.
   */
  boolean is(String componentName, Optional<PackageUrl> url) {
    if (url.isPresent() && packageUrl.isPresent()) {
      return url.get().isSamePackage(packageUrl.get());
    }
    if (url.isPresent() && url.get().ecosystem().isPresent()) {
      return sameEcosystem(url.get().ecosystem().get()) && sameName(url.get().name());
    }
    return name.equalsIgnoreCase(componentName);
  }

  /** An ecosystem may have a release behind it, as in {@code Debian:12}. */
  private boolean sameEcosystem(String other) {
    int colon = ecosystem.indexOf(':');
    return (colon < 0 ? ecosystem : ecosystem.substring(0, colon)).equals(other);
  }

  private boolean sameName(String other) {
    return ecosystem.equals("PyPI")
        ? pythonName(name).equals(pythonName(other))
        : name.equalsIgnoreCase(other);
  }

  private static String pythonName(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }

  Verdict verdict(Optional<String> version) {
    if (version.isEmpty()) {
      return Verdict.UNDECIDED;
    }
    if (versions.contains(version.get())) {
      return Verdict.AFFECTED;
    }
    var comparable = comparable(version.get());
    if (comparable.isPresent() && isIn(comparable.get())) {
      return Verdict.AFFECTED;
    }
    // Where an order is the ecosystem's own, the list of versions has to be complete (OSV schema).
    boolean decided =
        (ranges.isEmpty() || comparable.isPresent())
            && (foreignRanges == 0 || !versions.isEmpty())
            && !(ranges.isEmpty() && versions.isEmpty());
    return decided ? Verdict.UNAFFECTED : Verdict.UNDECIDED;
  }

  private boolean isIn(SemVer version) {
    for (var range : ranges) {
      if (range.contains(version)) {
        return true;
      }
    }
    return false;
  }

  /** Without the v of tags, and without build metadata, which has no place in the order. */
  private static Optional<SemVer> comparable(String version) {
    var bare = version.startsWith("v") ? version.substring(1) : version;
    int plus = bare.indexOf('+');
    return SemVer.parse(plus < 0 ? bare : bare.substring(0, plus));
  }
}

package xps.crypto.orchestrator.attest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
  /** Where the v of a tag is no part of the version. */
  private static final Set<String> WITHOUT_V =
      Set.of("Go", "Packagist", "SwiftURL", "GitHub Actions");

  private static final Pattern EPOCH = Pattern.compile("^[0-9]{1,9}[:!]");
  private static final Pattern LAST_ZEROS = Pattern.compile("(\\.0)+$");

  AffectedPackage {
    versions = Set.copyOf(versions);
    ranges = List.copyOf(ranges);
  }

  /** What an advisory says about a component, from bad to good. */
  enum Verdict {
    AFFECTED,
    /** Its version can't be compared with the advisory's. */
    UNDECIDED,
    UNAFFECTED;

    Verdict orWorse(Verdict other) {
      return compareTo(other) < 0 ? this : other;
    }
  }

  /** Whether a component without a package URL is this package: by its name alone. */
  boolean isCalled(String component) {
    return sameName(component)
        || sameName(component.replace('/', ':'))
        || sameName(component.substring(component.lastIndexOf('/') + 1));
  }

  /**
   * Whether a component with that package URL is this package. Where no ecosystem is known by the
   * type, the names alone count: better one finding too many.
   */
  boolean is(PackageUrl url, String component) {
    if (packageUrl.isPresent() && url.isSamePackage(packageUrl.get())) {
      return true;
    }
    var ecosystems = url.ecosystems();
    if (ecosystems.isEmpty()) {
      return isCalled(component) || isCalled(String.join("/", url.path()));
    }
    if (packageUrl.isPresent() && packageUrl.get().type().equals(url.type())) {
      return false; // the advisory's own package URL says it better than its names
    }
    return ecosystems.contains(bareEcosystem()) && sameName(url.name());
  }

  /** An ecosystem may have a release behind it, as in {@code Debian:12}. */
  private String bareEcosystem() {
    int colon = ecosystem.indexOf(':');
    return colon < 0 ? ecosystem : ecosystem.substring(0, colon);
  }

  private boolean sameName(String other) {
    return ecosystem.equals("PyPI")
        ? PackageUrl.pythonName(name).equals(PackageUrl.pythonName(other))
        : name.equalsIgnoreCase(other);
  }

  /** The worst about any of the versions that a component says it has. */
  Verdict verdict(Set<String> said) {
    return said.stream().map(this::verdict).reduce(Verdict::orWorse).orElse(Verdict.UNDECIDED);
  }

  private Verdict verdict(String version) {
    if (versions.contains(version)) {
      return Verdict.AFFECTED;
    }
    var comparable = SemVer.parse(bare(version));
    if (comparable.isPresent() && isIn(comparable.get())) {
      return Verdict.AFFECTED;
    }
    if (WITHOUT_V.contains(bareEcosystem())
        && versions.stream().anyMatch(listed -> bare(listed).equals(bare(version)))) {
      return Verdict.AFFECTED;
    }
    if (versions.stream().anyMatch(listed -> loose(listed).equals(loose(version)))) {
      return Verdict
          .UNDECIDED; // spelt otherwise, and only the ecosystem knows whether it is another
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
  private static String bare(String version) {
    boolean isTag =
        version.length() > 1
            && (version.charAt(0) == 'v' || version.charAt(0) == 'V')
            && Character.isDigit(version.charAt(1));
    var bare = isTag ? version.substring(1) : version;
    int plus = bare.indexOf('+');
    return plus < 0 ? bare : bare.substring(0, plus);
  }

  /** What many ecosystems take for the same: 1.0 and 1.0.0, 1.0-RC1 and 1.0-rc1, 0:1.0 and 1.0. */
  private static String loose(String version) {
    var lower = bare(version.strip()).toLowerCase(Locale.ROOT);
    return LAST_ZEROS.matcher(EPOCH.matcher(lower).replaceFirst("")).replaceFirst("");
  }
}

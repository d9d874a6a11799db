package xps.crypto.orchestrator.attest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A package URL, as far as it names a package: {@code pkg:type/namespace/name@version}. Qualifiers
 * and subpath have to be of their form, and don't matter further.
 *
 * @param type in small letters
 * @param path namespace and name, decoded, with slashes between
 */
record PackageUrl(String type, List<String> path, Optional<String> version) {
  private static final String SCHEME = "pkg:";
  private static final Pattern TYPE = Pattern.compile("[A-Za-z.+-][A-Za-z0-9.+-]*");
  private static final Pattern KEY = Pattern.compile("[A-Za-z._-][A-Za-z0-9._-]*");

  /** What no URL has in it as it stands. */
  private static final String NEVER_CLEAR = "\"<>\\^`{|}";

  /** What OSV calls the ecosystems of these types. */
  private static final Map<String, Set<String>> ECOSYSTEMS =
      Map.ofEntries(
          Map.entry("apk", Set.of("Alpaquita", "Alpine", "Chainguard", "MinimOS", "Wolfi")),
          Map.entry("bitnami", Set.of("Bitnami")),
          Map.entry("cargo", Set.of("crates.io")),
          Map.entry("composer", Set.of("Packagist")),
          Map.entry("conan", Set.of("ConanCenter")),
          Map.entry("cran", Set.of("CRAN")),
          Map.entry("deb", Set.of("Debian", "Echo", "Ubuntu")),
          Map.entry("gem", Set.of("RubyGems")),
          Map.entry("golang", Set.of("Go")),
          Map.entry("hackage", Set.of("Hackage")),
          Map.entry("hex", Set.of("Hex")),
          Map.entry("maven", Set.of("Maven")),
          Map.entry("npm", Set.of("npm")),
          Map.entry("nuget", Set.of("NuGet")),
          Map.entry("pub", Set.of("Pub")),
          Map.entry("pypi", Set.of("PyPI")),
          Map.entry(
              "rpm",
              Set.of(
                  "AlmaLinux",
                  "Azure Linux",
                  "Mageia",
                  "openEuler",
                  "openSUSE",
                  "Photon OS",
                  "Red Hat",
                  "Rocky Linux",
                  "SUSE")),
          Map.entry("swift", Set.of("SwiftURL")));

  PackageUrl {
    path = List.copyOf(path);
  }

  /** Nothing where the text isn't one, by the specification of package URLs. */
  static Optional<PackageUrl> parse(String text) {
    if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || !text.chars().allMatch(PackageUrl::mayBeClear)) {
      return Optional.empty();
    }
    var rest = text.substring(SCHEME.length());
    var subpath = after(rest, '#');
    rest = before(rest, '#');
    var qualifiers = after(rest, '?');
    if (decoded(subpath).isEmpty() || !areQualifiers(qualifiers)) {
      return Optional.empty();
    }
    return named(before(rest, '?'));
  }

  private static Optional<PackageUrl> named(String text) {
    int at = text.lastIndexOf('@');
    boolean versioned = at >= 0;
    var version = versioned ? decoded(text.substring(at + 1)) : Optional.of("");
    var parts = new ArrayList<String>();
    for (var part : (versioned ? text.substring(0, at) : text).split("/", -1)) {
      var clear = decoded(part);
      if (clear.isEmpty() || part.indexOf('@') >= 0 || clear.get().indexOf('/') >= 0) {
        return Optional.empty();
      }
      if (parts.isEmpty() && !part.isEmpty() && !TYPE.matcher(part).matches()) {
        return Optional.empty(); // the type is never encoded
      }
      if (!clear.get().isEmpty()) {
        parts.add(clear.get());
      }
    }
    if (parts.size() < 2 || version.isEmpty() || (versioned && text.indexOf('/', at) >= 0)) {
      return Optional.empty();
    }
    return Optional.of(
        new PackageUrl(
            parts.getFirst().toLowerCase(Locale.ROOT),
            parts.subList(1, parts.size()),
            version.filter(said -> !said.isEmpty())));
  }

  private static boolean mayBeClear(int c) {
    return c > ' ' && c < 0x7F && NEVER_CLEAR.indexOf(c) < 0;
  }

  private static String before(String text, char sign) {
    int at = text.lastIndexOf(sign);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String after(String text, char sign) {
    int at = text.lastIndexOf(sign);
    return at < 0 ? "" : text.substring(at + 1);
  }

  private static boolean areQualifiers(String text) {
    if (text.isEmpty()) {
      return true;
    }
    var keys = new HashSet<String>();
    for (var pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0
          || !KEY.matcher(pair.substring(0, equals)).matches()
          || !keys.add(pair.substring(0, equals).toLowerCase(Locale.ROOT))
          || decoded(pair.substring(equals + 1)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Nothing for a percent sign without two hex digits, and for what isn't UTF-8. */
  private static Optional<String> decoded(String part) {
    var bytes = part.getBytes(StandardCharsets.UTF_8);
    var clear = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        clear.put(bytes[i]);
      } else if (i + 2 < bytes.length
          && HexFormat.isHexDigit(bytes[i + 1])
          && HexFormat.isHexDigit(bytes[i + 2])) {
        int high = HexFormat.fromHexDigit(bytes[i + 1]);
        clear.put((byte) (high << 4 | HexFormat.fromHexDigit(bytes[i + 2])));
        i += 2;
      } else {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(clear.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * The ecosystems, in OSV's words, whose package it may be; none for types that belong to none. A
   * namespace that is the name of one decides between them.
   */
  Set<String> ecosystems() {
    var all = ECOSYSTEMS.getOrDefault(type, Set.of());
    var named = new TreeSet<String>();
    for (var ecosystem : all) {
      if (ecosystem.replace(" ", "").equalsIgnoreCase(path.getFirst())) {
        named.add(ecosystem);
      }
    }
    return named.isEmpty() ? all : named;
  }

  /** The name that the ecosystem's advisories give the package. */
  String name() {
    return switch (type) {
      case "maven" -> String.join(":", path);
      case "deb", "apk", "rpm", "conan" -> path.getLast(); // before it stands the distribution
      default -> String.join("/", path);
    };
  }

  /**
   * Whether both name the same package, in whatever version. Most types don't know capitals from
   * small letters, and in the others no two packages should differ by them alone.
   */
  boolean isSamePackage(PackageUrl other) {
    return type.equals(other.type) && comparable().equals(other.comparable());
  }

  private String comparable() {
    var whole = String.join("/", path);
    return type.equals("pypi") ? pythonName(whole) : whole.toLowerCase(Locale.ROOT);
  }

  /** Python's index takes these for the same. */
  static String pythonName(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }
}

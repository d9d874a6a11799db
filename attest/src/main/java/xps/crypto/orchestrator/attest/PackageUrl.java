package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A package URL, as far as it names a package: {@code pkg:type/namespace/name@version}. Qualifiers
 * and subpath don't matter here.
 *
 * @param path namespace and name, decoded, with slashes between
 */
record PackageUrl(String type, List<String> path, Optional<String> version) {
  private static final String SCHEME = "pkg:";

  /** What OSV calls the ecosystems of these types. */
  private static final Map<String, String> ECOSYSTEMS =
      Map.ofEntries(
          Map.entry("apk", "Alpine"),
          Map.entry("cargo", "crates.io"),
          Map.entry("composer", "Packagist"),
          Map.entry("conan", "ConanCenter"),
          Map.entry("cran", "CRAN"),
          Map.entry("deb", "Debian"),
          Map.entry("gem", "RubyGems"),
          Map.entry("golang", "Go"),
          Map.entry("hackage", "Hackage"),
          Map.entry("hex", "Hex"),
          Map.entry("maven", "Maven"),
          Map.entry("npm", "npm"),
          Map.entry("nuget", "NuGet"),
          Map.entry("pub", "Pub"),
          Map.entry("pypi", "PyPI"),
          Map.entry("swift", "SwiftURL"));

  PackageUrl {
    path = List.copyOf(path);
  }

  static Optional<PackageUrl> parse(String text) {
    if (!text.startsWith(SCHEME)) {
      return Optional.empty();
    }
    var rest = text.substring(SCHEME.length());
    rest = before(before(rest, '#'), '?');
    int at = rest.lastIndexOf('@');
    boolean versioned = at > rest.lastIndexOf('/');
    var version = versioned ? decoded(rest.substring(at + 1)) : Optional.<String>empty();
    var parts = new ArrayList<String>();
    for (var part : (versioned ? rest.substring(0, at) : rest).split("/", -1)) {
      var clear = decoded(part);
      if (clear.isEmpty()) {
        return Optional.empty();
      }
      if (!clear.get().isEmpty()) {
        parts.add(clear.get());
      }
    }
    if (parts.size() < 2 || (versioned && version.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new PackageUrl(
            parts.getFirst().toLowerCase(Locale.ROOT),
            parts.subList(1, parts.size()),
            version.filter(said -> !said.isEmpty())));
  }

  private static String before(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  /** Nothing for a percent sign without two hex digits. */
  private static Optional<String> decoded(String part) {
    var bytes = part.getBytes(StandardCharsets.UTF_8);
    var clear = new byte[bytes.length];
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        clear[length++] = bytes[i];
      } else if (i + 2 < bytes.length
          && HexFormat.isHexDigit(bytes[i + 1])
          && HexFormat.isHexDigit(bytes[i + 2])) {
        clear[length++] =
            (byte)
                (HexFormat.fromHexDigit(bytes[i + 1]) << 4 | HexFormat.fromHexDigit(bytes[i + 2]));
        i += 2;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new String(clear, 0, length, StandardCharsets.UTF_8));
  }

  /** The ecosystem in OSV's words; nothing for types that belong to none. */
  Optional<String> ecosystem() {
    return Optional.ofNullable(ECOSYSTEMS.get(type));
  }

  /** The name that the ecosystem's advisories give the package. */
  String name() {
    return switch (type) {
      case "maven" -> String.join(":", path);
      case "deb", "apk", "conan" -> path.getLast(); // before it stands the distribution
      default -> String.join("/", path);
    };
  }

  /** Whether both name the same package, in whatever version. */
  boolean isSamePackage(PackageUrl other) {
    return type.equals(other.type) && path.equals(other.path);
  }
}

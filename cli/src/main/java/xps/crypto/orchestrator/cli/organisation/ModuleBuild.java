package xps.crypto.orchestrator.cli.organisation;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.SemVer;

/**
 * One of the example modules, to be built as some version.
 *
 * @param source of the C file that it is made of: {@code sha256} for {@code sha256/sha256.c}
 * @param defines macros besides the version's
 */
public record ModuleBuild(String source, String version, List<String> defines) {
  private static final String SHA256 = "sha256";
  private static final String SHAKE256 = "shake256";

  public ModuleBuild {
    if (!source.equals(SHA256) && !source.equals(SHAKE256)) {
      throw new IllegalArgumentException("no source of ours: " + source);
    }
    if (SemVer.parse(version).isEmpty()) {
      throw new IllegalArgumentException("no version: " + version);
    }
    defines = List.copyOf(defines);
  }

  /** {@code xps.crypto.hash.sha256.so} of that version. */
  public static ModuleBuild sha256(String version) {
    return new ModuleBuild(SHA256, version, List.of());
  }

  /** {@code xps.crypto.hash.shake256.so} of that version. */
  public static ModuleBuild shake256(String version) {
    return new ModuleBuild(SHAKE256, version, List.of());
  }

  /** Both modules of that version: what the founding document's patch carries. */
  public static List<ModuleBuild> both(String version) {
    return List.of(sha256(version), shake256(version));
  }

  /** The same, with a mistake that no known answer finds: some digests are wrong. */
  public ModuleBuild withBadDigest() {
    var more = new ArrayList<>(defines);
    more.add("XPS_BAD_DIGEST");
    return new ModuleBuild(source, version, more);
  }

  /** The name of the artifact, and its soname. */
  public String artifact() {
    return "xps.crypto.hash." + source + ".so";
  }

  String sourceFile() {
    return source + "/" + source + ".c";
  }
}

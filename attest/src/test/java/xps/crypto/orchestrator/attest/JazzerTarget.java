package xps.crypto.orchestrator.attest;

/**
 * What Jazzer calls when somebody has it: {@code java -cp jazzer.jar:CLASSES
 * com.code_intelligence.jazzer.Jazzer --target_class=…JazzerTarget -Dparser=SPDX}, from the folder
 * of this module. It finds its way by coverage where {@link FuzzRegressionTest} goes by seed; what
 * it finds becomes a test of its own.
 */
public final class JazzerTarget {
  private static final ForeignBytes PARSER =
      ForeignBytes.valueOf(System.getProperty("parser", "JSON"));

  private JazzerTarget() {}

  /** Jazzer's own name for it. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    PARSER.read(bytes);
  }
}

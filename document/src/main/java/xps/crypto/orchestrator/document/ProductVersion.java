package xps.crypto.orchestrator.document;

/** Which version of the orchestrator this is; manifests may ask for one that is new enough. */
public final class ProductVersion {
  /** This version. */
  public static final SemVer CURRENT = SemVer.parse("1.2.0").orElseThrow();

  private ProductVersion() {}
}

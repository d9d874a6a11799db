package xps.crypto.orchestrator.house.trespass.bind;

/** Has a name for anything, changes what is static, and talks. */
final class PatchManager {
  private static int count;

  private PatchManager() {}

  static int next() {
    System.out.println("next");
    return ++count;
  }
}

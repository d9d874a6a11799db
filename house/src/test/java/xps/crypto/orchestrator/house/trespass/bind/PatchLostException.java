package xps.crypto.orchestrator.house.trespass.bind;

/** An exception where a problem was due. */
final class PatchLostException extends RuntimeException {
  private static final long serialVersionUID = 1;
}

package xps.crypto.orchestrator.house.trespass.attest;

/** Evidence that leaves its maker lying about. */
public sealed interface AttestedPatch {
  /** Anybody can make one of these. */
  record Nested(String id) implements AttestedPatch {}
}

package xps.crypto.orchestrator.attest;

import xps.crypto.orchestrator.document.Bytes;

/**
 * A public key that statements are checked against. Keys are equal when their raw public keys are,
 * in whatever notation they were written down.
 */
public sealed interface VerifyingKey permits Ed25519Key {
  /** The name of the algorithm as manifests spell it: {@code ed25519}. */
  String algorithm();

  /** The raw public key: 32 bytes for Ed25519. */
  Bytes raw();

  /**
   * The first 16 hex digits of SHA-256 over the SPKI. It tells which key to try and never that two
   * keys are equal.
   */
  String keyId();

  /**
   * Whether {@code signature} is this key's over exactly {@code message}. A signature of the wrong
   * form is simply not valid.
   */
  boolean verifies(byte[] message, byte[] signature);
}

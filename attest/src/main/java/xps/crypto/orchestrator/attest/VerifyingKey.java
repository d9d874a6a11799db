package xps.crypto.orchestrator.attest;

import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A public key that statements are checked against. Keys are equal when their raw public keys are,
 * in whatever notation they were written down: an SSH key, a security key and a line of hex can be
 * one key.
 */
public sealed interface VerifyingKey permits Ed25519Key, P256Key, MlDsa65Key, SecurityKey {
  /** How many hex digits a keyid has. */
  int KEY_ID_DIGITS = 16;

  /** The name of the algorithm as manifests spell it: {@code ed25519}. */
  String algorithm();

  /** The raw public key: 32 bytes for Ed25519, the uncompressed point for P-256. */
  Bytes raw();

  /** The DER SubjectPublicKeyInfo. */
  Bytes spki();

  /**
   * The first 16 hex digits of SHA-256 over the SPKI. It tells which key to try and never that two
   * keys are equal.
   */
  default String keyId() {
    return Sha256.of(spki().toArray()).hex().substring(0, KEY_ID_DIGITS);
  }

  /** The SPKI in PEM, as {@code openssl} reads it. */
  default String pem() {
    return Pem.write(Pem.PUBLIC_KEY, spki());
  }

  /**
   * Whether {@code signature} is this key's over exactly {@code message}. A signature of the wrong
   * form is simply not valid.
   */
  boolean verifies(byte[] message, byte[] signature);
}

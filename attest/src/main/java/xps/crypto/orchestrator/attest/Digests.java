package xps.crypto.orchestrator.attest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Where digests come from: the JDK. */
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    return of("SHA-256");
  }

  static MessageDigest sha512() {
    return of("SHA-512");
  }

  /** Only for SPDX, which wants it; nothing may rest on it. */
  static MessageDigest sha1() {
    return of("SHA-1");
  }

  private static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}

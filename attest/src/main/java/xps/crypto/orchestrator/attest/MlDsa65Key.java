package xps.crypto.orchestrator.attest;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/**
 * An ML-DSA-65 public key (FIPS 204), which a quantum computer doesn't break. It stands beside a
 * classical key and never alone: then a signature holds as long as either of the two does. Every
 * string of 1952 bytes is such a key; messages are signed as they are, with an empty context.
 */
public final class MlDsa65Key implements VerifyingKey {
  static final String ALGORITHM = "ml-dsa-65";
  static final int KEY_BYTES = 1952;
  static final int SIGNATURE_BYTES = 3309;

  /** The algorithm's name in the JDK. */
  static final String JDK_NAME = "ML-DSA-65";

  /** RFC 9881: SEQUENCE { SEQUENCE { OID 2.16.840.1.101.3.4.3.18 }, BIT STRING of 1952 bytes }. */
  private static final byte[] SPKI_PREFIX =
      HexFormat.of().parseHex("308207b2300b0609608648016503040312038207a100");

  private final Bytes raw;
  private final PublicKey key;

  private MlDsa65Key(Bytes raw, PublicKey key) {
    this.raw = raw;
    this.key = key;
  }

  /** The key of a DER SubjectPublicKeyInfo of exactly the form of RFC 9881. */
  public static Optional<MlDsa65Key> ofSpki(Bytes spki) {
    var der = spki.toArray();
    if (der.length != SPKI_PREFIX.length + KEY_BYTES
        || !Arrays.equals(der, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)) {
      return Optional.empty();
    }
    try {
      var key = KeyFactory.getInstance(JDK_NAME).generatePublic(new X509EncodedKeySpec(der));
      var raw = Bytes.copyOf(Arrays.copyOfRange(der, SPKI_PREFIX.length, der.length));
      return Optional.of(new MlDsa65Key(raw, key));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no ML-DSA-65", e);
    }
  }

  /** Says what is wrong with bytes as a signature before any key is looked at. */
  static Optional<String> signatureFlaw(Bytes signature) {
    return signature.size() == SIGNATURE_BYTES
        ? Optional.empty()
        : Optional.of(
            "has " + signature.size() + " bytes; an ML-DSA-65 signature has " + SIGNATURE_BYTES);
  }

  @Override
  public boolean verifies(byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      var verification = Signature.getInstance(JDK_NAME);
      verification.initVerify(key);
      verification.update(message);
      return verification.verify(signature);
    } catch (SignatureException e) {
      return false; // its hints are not encoded as FIPS 204 says: no key made this
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no ML-DSA-65", e);
    }
  }

  @Override
  public String algorithm() {
    return ALGORITHM;
  }

  @Override
  public Bytes raw() {
    return raw;
  }

  @Override
  public Bytes spki() {
    var der = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + KEY_BYTES);
    System.arraycopy(raw.toArray(), 0, der, SPKI_PREFIX.length, KEY_BYTES);
    return Bytes.copyOf(der);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey that && raw.equals(that.raw());
  }

  @Override
  public int hashCode() {
    return raw.hashCode();
  }

  @Override
  public String toString() {
    return ALGORITHM + ":" + keyId();
  }
}

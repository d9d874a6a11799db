package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
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
 * An ECDSA public key on P-256 (FIPS 186-5), for signatures with SHA-256. The point is written
 * uncompressed and lies on the curve: the JDK takes one that doesn't.
 */
public final class P256Key implements VerifyingKey {
  static final String ALGORITHM = "ecdsa-p256-sha256";
  static final int POINT_BYTES = 65;

  private static final int NUMBER_BYTES = 32;
  private static final byte UNCOMPRESSED = 0x04;

  /**
   * RFC 5480: SEQUENCE { SEQUENCE { OID ecPublicKey, OID prime256v1 }, BIT STRING of 65 bytes }.
   */
  private static final byte[] SPKI_PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

  /** The field's prime, and the curve's b (SP 800-186, section 3.2.1.3); its a is −3. */
  private static final BigInteger P =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

  private static final BigInteger B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);

  /** The order of the group: signatures consist of numbers below it. */
  static final BigInteger N =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private final Bytes point;
  private final PublicKey key;

  private P256Key(Bytes point, PublicKey key) {
    this.point = point;
    this.key = key;
  }

  /** The key of a DER SubjectPublicKeyInfo of exactly the form of RFC 5480. */
  public static Optional<P256Key> ofSpki(Bytes spki) {
    return pointOfSpki(spki).flatMap(point -> decode(point).sound());
  }

  /** The point in such a SubjectPublicKeyInfo, sound or not. */
  static Optional<Bytes> pointOfSpki(Bytes spki) {
    var der = spki.toArray();
    boolean fits =
        der.length == SPKI_PREFIX.length + POINT_BYTES
            && Arrays.equals(der, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length);
    return fits
        ? Optional.of(Bytes.copyOf(Arrays.copyOfRange(der, SPKI_PREFIX.length, der.length)))
        : Optional.empty();
  }

  /** The key at 04 ‖ x ‖ y. */
  static Decoded<P256Key> decode(Bytes point) {
    var bytes = point.toArray();
    if (bytes.length != POINT_BYTES || bytes[0] != UNCOMPRESSED) {
      return new Decoded.Unsound<>("is not an uncompressed point of P-256");
    }
    var x = new BigInteger(1, bytes, 1, NUMBER_BYTES);
    var y = new BigInteger(1, bytes, 1 + NUMBER_BYTES, NUMBER_BYTES);
    if (x.compareTo(P) >= 0 || y.compareTo(P) >= 0) {
      return new Decoded.Unsound<>("is not written canonically");
    }
    if (!isOnCurve(x, y)) {
      return new Decoded.Unsound<>("is not a point of the curve");
    }
    try {
      var spec = new X509EncodedKeySpec(spki(point).toArray());
      return new Decoded.Sound<>(
          new P256Key(point, KeyFactory.getInstance("EC").generatePublic(spec)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no P-256", e);
    }
  }

  /** y² = x³ − 3x + b. The cofactor is 1: every such point generates the whole group. */
  private static boolean isOnCurve(BigInteger x, BigInteger y) {
    var right = x.multiply(x).subtract(BigInteger.valueOf(3)).multiply(x).add(B);
    return y.multiply(y).subtract(right).mod(P).signum() == 0;
  }

  /** Says what is wrong with bytes as a signature before any key is looked at. */
  static Optional<String> signatureFlaw(Bytes signature) {
    return EcdsaSignature.ofDer(signature).isPresent()
        ? Optional.empty()
        : Optional.of("is not the strict DER of two numbers below the group's order");
  }

  @Override
  public boolean verifies(byte[] message, byte[] signature) {
    if (signatureFlaw(Bytes.copyOf(signature)).isPresent()) {
      return false;
    }
    try {
      var verification = Signature.getInstance("SHA256withECDSA");
      verification.initVerify(key);
      verification.update(message);
      return verification.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no P-256", e);
    }
  }

  @Override
  public String algorithm() {
    return ALGORITHM;
  }

  /** 04 ‖ x ‖ y. */
  @Override
  public Bytes raw() {
    return point;
  }

  @Override
  public Bytes spki() {
    return spki(point);
  }

  private static Bytes spki(Bytes point) {
    var der = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + POINT_BYTES);
    System.arraycopy(point.toArray(), 0, der, SPKI_PREFIX.length, POINT_BYTES);
    return Bytes.copyOf(der);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey that && point.equals(that.raw());
  }

  @Override
  public int hashCode() {
    return point.hashCode();
  }

  @Override
  public String toString() {
    return ALGORITHM + ":" + point.hex();
  }
}

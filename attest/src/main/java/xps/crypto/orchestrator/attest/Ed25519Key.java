package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/**
 * An Ed25519 public key (RFC 8032) that is safe to trust: written canonically, a point of the
 * curve, and not one of the eight points of small order. The JDK verifies any message under such a
 * point, so whoever gets one into a trust store lets everybody sign; this class is the only
 * decoder, whatever notation a key comes in.
 */
public final class Ed25519Key implements VerifyingKey {
  static final String ALGORITHM = "ed25519";
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  /** RFC 8410: SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING of 32 bytes }. */
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** The field's prime, 2^255 − 19. */
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  /** The order of the base point (RFC 8032, section 5.1). */
  private static final BigInteger L =
      new BigInteger("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);

  /**
   * The y of the eight points whose order divides 8. With both signs: order 1 (y = 1), 2 (y = −1),
   * 4 (y = 0), and the two y of order 8.
   */
  private static final List<BigInteger> SMALL_ORDER_Y =
      List.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          new BigInteger("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826", 16),
          new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16));

  private final Bytes raw;
  private final PublicKey key;

  private Ed25519Key(Bytes raw, PublicKey key) {
    this.raw = raw;
    this.key = key;
  }

  /** The key of 64 lowercase hex digits; nothing where {@link #flaw} has an answer. */
  public static Optional<Ed25519Key> ofHex(String hex) {
    return Bytes.hex(hex).flatMap(Ed25519Key::ofRaw);
  }

  /** The key of 32 raw bytes; nothing where {@link #flaw} has an answer. */
  public static Optional<Ed25519Key> ofRaw(Bytes raw) {
    return decode(raw).sound();
  }

  /** The key of a DER SubjectPublicKeyInfo of exactly the form of RFC 8410. */
  public static Optional<Ed25519Key> ofSpki(Bytes spki) {
    return rawOfSpki(spki).flatMap(Ed25519Key::ofRaw);
  }

  /** The 32 bytes in such a SubjectPublicKeyInfo, sound or not. */
  static Optional<Bytes> rawOfSpki(Bytes spki) {
    var der = spki.toArray();
    boolean fits =
        der.length == SPKI_PREFIX.length + KEY_BYTES
            && Arrays.equals(der, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length);
    return fits
        ? Optional.of(Bytes.copyOf(Arrays.copyOfRange(der, SPKI_PREFIX.length, der.length)))
        : Optional.empty();
  }

  /** Says what is wrong with 32 raw bytes as a public key; nothing when they are a key to trust. */
  public static Optional<String> flaw(Bytes raw) {
    return decode(raw).flaw();
  }

  /**
   * Says what is wrong with 64 bytes as a signature before any key is looked at; nothing when they
   * have the form. S has to be less than the order of the group: else every signature would have a
   * twin that also verifies.
   */
  static Optional<String> signatureFlaw(Bytes signature) {
    if (signature.size() != SIGNATURE_BYTES) {
      return Optional.of(
          "has " + signature.size() + " bytes; an Ed25519 signature has " + SIGNATURE_BYTES);
    }
    var bytes = signature.toArray();
    var s = littleEndian(Arrays.copyOfRange(bytes, KEY_BYTES, SIGNATURE_BYTES));
    return s.compareTo(L) >= 0
        ? Optional.of("has an S that is not less than the group's order")
        : Optional.empty();
  }

  static Decoded<Ed25519Key> decode(Bytes raw) {
    if (raw.size() != KEY_BYTES) {
      return new Decoded.Unsound<>("has " + raw.size() + " bytes; an Ed25519 key has " + KEY_BYTES);
    }
    var bytes = raw.toArray();
    boolean oddX = (bytes[KEY_BYTES - 1] & 0x80) != 0;
    bytes[KEY_BYTES - 1] &= 0x7F;
    var y = littleEndian(bytes);
    if (y.compareTo(P) >= 0) {
      return new Decoded.Unsound<>("is not written canonically");
    }
    if (SMALL_ORDER_Y.contains(y)) {
      return new Decoded.Unsound<>("is a point of small order: anybody could sign for it");
    }
    try {
      var spec = new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(oddX, y));
      var key = KeyFactory.getInstance("Ed25519").generatePublic(spec);
      // The JDK looks whether there is such a point only when a verification starts.
      Signature.getInstance("Ed25519").initVerify(key);
      return new Decoded.Sound<>(new Ed25519Key(raw, key));
    } catch (InvalidKeyException e) {
      return new Decoded.Unsound<>("is not a point of the curve");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  @Override
  public boolean verifies(byte[] message, byte[] signature) {
    if (signatureFlaw(Bytes.copyOf(signature)).isPresent()) {
      return false;
    }
    try {
      var verification = Signature.getInstance("Ed25519");
      verification.initVerify(key);
      verification.update(message);
      return verification.verify(signature);
    } catch (SignatureException e) {
      return false; // R is not a point: no key made this
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
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

  /** 64 lowercase hex digits, as trust stores write a key. */
  public String hex() {
    return raw.hex();
  }

  /** The DER SubjectPublicKeyInfo (RFC 8410). */
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
    return "ed25519:" + hex();
  }

  private static BigInteger littleEndian(byte[] bytes) {
    var reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, reversed);
  }
}

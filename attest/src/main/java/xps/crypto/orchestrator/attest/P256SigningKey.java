package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/** An ECDSA private key on P-256, as those have one whose CA certifies such keys. */
public final class P256SigningKey extends FileKey {
  /** RFC 5958 and RFC 5915: the key's algorithm and curve, and how the 32 bytes of it begin. */
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of()
          .parseHex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420");

  /** How the public key begins: [1], BIT STRING of 65 bytes. */
  private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("a144034200");

  private static final int NUMBER_BYTES = 32;

  private final Bytes pkcs8;
  private final PrivateKey key;
  private final P256Key publicKey;

  private P256SigningKey(Bytes pkcs8, PrivateKey key, P256Key publicKey) {
    this.pkcs8 = pkcs8;
    this.key = key;
    this.publicKey = publicKey;
  }

  /** The key of a PKCS#8 that carries its public key, as OpenSSL writes it. */
  static Optional<P256SigningKey> ofPkcs8(Bytes pkcs8) {
    var der = pkcs8.toArray();
    int publicAt = PKCS8_PREFIX.length + NUMBER_BYTES;
    int pointAt = publicAt + PUBLIC_PREFIX.length;
    boolean fits =
        der.length == pointAt + P256Key.POINT_BYTES
            && Arrays.equals(der, 0, PKCS8_PREFIX.length, PKCS8_PREFIX, 0, PKCS8_PREFIX.length)
            && Arrays.equals(der, publicAt, pointAt, PUBLIC_PREFIX, 0, PUBLIC_PREFIX.length);
    return fits
        ? P256Key.decode(Bytes.copyOf(Arrays.copyOfRange(der, pointAt, der.length)))
            .sound()
            .flatMap(point -> pair(pkcs8, point))
        : Optional.empty();
  }

  /** Nobody but the file says that the two halves belong together; so it is tried. */
  private static Optional<P256SigningKey> pair(Bytes pkcs8, P256Key publicKey) {
    try {
      var spec = new PKCS8EncodedKeySpec(pkcs8.toArray());
      var key =
          new P256SigningKey(pkcs8, KeyFactory.getInstance("EC").generatePrivate(spec), publicKey);
      var probe =
          "does the public key belong to the private one?".getBytes(StandardCharsets.US_ASCII);
      return publicKey.verifies(probe, key.signed(probe)) ? Optional.of(key) : Optional.empty();
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // the number is 0, or not below the group's order
    }
  }

  @Override
  public String algorithm() {
    return P256Key.ALGORITHM;
  }

  @Override
  public P256Key publicKey() {
    return publicKey;
  }

  /** The signature over exactly {@code message}, in DER; another one each time. */
  @Override
  public Bytes sign(byte[] message) {
    try {
      return Bytes.copyOf(signed(message));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot sign with its own P-256 key", e);
    }
  }

  private byte[] signed(byte[] message) throws GeneralSecurityException {
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  @Override
  Bytes pkcs8() {
    return pkcs8;
  }
}

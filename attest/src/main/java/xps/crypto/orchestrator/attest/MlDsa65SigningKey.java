package xps.crypto.orchestrator.attest;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/**
 * An ML-DSA-65 private key (FIPS 204), kept as the 32 bytes that it was made of: the form that RFC
 * 9881 recommends, and that others read.
 */
public final class MlDsa65SigningKey extends FileKey {
  /** RFC 9881: version 0, OID 2.16.840.1.101.3.4.3.18, OCTET STRING of [0] with 32 bytes. */
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("3034020100300b060960864801650304031204228020");

  private static final int SEED_BYTES = 32;

  private final Bytes seed;
  private final KeyPair pair;
  private final MlDsa65Key publicKey;

  private MlDsa65SigningKey(Bytes seed, KeyPair pair) {
    this.seed = seed;
    this.pair = pair;
    this.publicKey = MlDsa65Key.ofSpki(Bytes.copyOf(pair.getPublic().getEncoded())).orElseThrow();
  }

  /** A new key, made of 32 bytes of {@code chance}. */
  public static MlDsa65SigningKey generate(SecureRandom chance) {
    var seed = new byte[SEED_BYTES];
    chance.nextBytes(seed);
    return ofSeed(Bytes.copyOf(seed));
  }

  /** The key of a PKCS#8 of exactly the seed form of RFC 9881. */
  static Optional<MlDsa65SigningKey> ofPkcs8(Bytes pkcs8) {
    var der = pkcs8.toArray();
    boolean fits =
        der.length == PKCS8_PREFIX.length + SEED_BYTES
            && Arrays.equals(der, 0, PKCS8_PREFIX.length, PKCS8_PREFIX, 0, PKCS8_PREFIX.length);
    return fits
        ? Optional.of(
            ofSeed(Bytes.copyOf(Arrays.copyOfRange(der, PKCS8_PREFIX.length, der.length))))
        : Optional.empty();
  }

  private static MlDsa65SigningKey ofSeed(Bytes seed) {
    try {
      var generator = KeyPairGenerator.getInstance(MlDsa65Key.JDK_NAME);
      generator.initialize(-1, new GivenSeed(seed.toArray()));
      return new MlDsa65SigningKey(seed, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no ML-DSA-65", e);
    }
  }

  @Override
  public String algorithm() {
    return MlDsa65Key.ALGORITHM;
  }

  @Override
  public MlDsa65Key publicKey() {
    return publicKey;
  }

  /** The signature over exactly {@code message}; another one each time. */
  @Override
  public Bytes sign(byte[] message) {
    try {
      var signature = Signature.getInstance(MlDsa65Key.JDK_NAME);
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot sign with its own ML-DSA-65 key", e);
    }
  }

  @Override
  Bytes pkcs8() {
    var der = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + SEED_BYTES);
    System.arraycopy(seed.toArray(), 0, der, PKCS8_PREFIX.length, SEED_BYTES);
    return Bytes.copyOf(der);
  }
}

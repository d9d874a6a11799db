package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;

/** An Ed25519 private key. */
public final class SigningKey extends FileKey {
  /** RFC 8410: version 0, OID 1.3.101.112, OCTET STRING of an OCTET STRING of 32 bytes. */
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final int SEED_BYTES = 32;

  private final PrivateKey key;
  private final Ed25519Key publicKey;

  private SigningKey(PrivateKey key, Ed25519Key publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /** A new key, made of 32 bytes of {@code chance}. */
  public static SigningKey generate(SecureRandom chance) {
    var seed = new byte[SEED_BYTES];
    chance.nextBytes(seed);
    return ofSeed(seed);
  }

  /**
   * Reads a PKCS#8 PEM file that isn't encrypted. A file that others than its owner can read or
   * write is {@code KEY_FILE_UNSAFE}, whatever is in it; one that holds no Ed25519 key is {@code
   * USAGE}.
   */
  public static Outcome<SigningKey> readPem(Path file) {
    return readPem(file, PassphraseSource.NOBODY);
  }

  /** The same, and a key that is encrypted too. */
  public static Outcome<SigningKey> readPem(Path file, PassphraseSource passphrases) {
    return PrivateKeyFile.readPkcs8(file, passphrases)
        .flatMap(pkcs8 ->
            ofPkcs8(pkcs8)
                .map(Outcome::ok)
                .orElseGet(() ->
                    PrivateKeyFile.notThat(file, "a private key, but not a plain Ed25519 one")));
  }

  /** The key of a PKCS#8 of exactly the form of RFC 8410. */
  static Optional<SigningKey> ofPkcs8(Bytes pkcs8) {
    var der = pkcs8.toArray();
    boolean fits =
        der.length == PKCS8_PREFIX.length + SEED_BYTES
            && Arrays.equals(der, 0, PKCS8_PREFIX.length, PKCS8_PREFIX, 0, PKCS8_PREFIX.length);
    return fits
        ? Optional.of(ofSeed(Arrays.copyOfRange(der, PKCS8_PREFIX.length, der.length)))
        : Optional.empty();
  }

  private static SigningKey ofSeed(byte[] seed) {
    try {
      var generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new GivenSeed(seed));
      var point = ((EdECPublicKey) generator.generateKeyPair().getPublic()).getPoint();
      var raw = new byte[Ed25519Key.KEY_BYTES];
      var y = point.getY().toByteArray();
      for (int i = 0; i < Math.min(y.length, raw.length); i++) {
        raw[i] = y[y.length - 1 - i];
      }
      if (point.isXOdd()) {
        raw[raw.length - 1] |= (byte) 0x80;
      }
      var key = new SigningKey(privateKey(seed), Ed25519Key.ofRaw(Bytes.copyOf(raw)).orElseThrow());
      var probe =
          "does the public key belong to the private one?".getBytes(StandardCharsets.US_ASCII);
      if (!key.publicKey.verifies(probe, key.sign(probe).toArray())) {
        throw new IllegalStateException("this JDK makes Ed25519 keys in another way");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  private static PrivateKey privateKey(byte[] seed) throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8(seed)));
  }

  private static byte[] pkcs8(byte[] seed) {
    var der = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + SEED_BYTES);
    System.arraycopy(seed, 0, der, PKCS8_PREFIX.length, SEED_BYTES);
    return der;
  }

  @Override
  public String algorithm() {
    return Ed25519Key.ALGORITHM;
  }

  /** The public key that verifies what this one signs. */
  @Override
  public Ed25519Key publicKey() {
    return publicKey;
  }

  /** The 64 bytes of the signature over exactly {@code message}; the same for the same message. */
  @Override
  public Bytes sign(byte[] message) {
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(message);
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot sign with its own Ed25519 key", e);
    }
  }

  @Override
  Bytes pkcs8() {
    return Bytes.copyOf(key.getEncoded());
  }
}

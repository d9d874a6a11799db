package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import xps.crypto.orchestrator.document.Bytes;

/**
 * A PKCS#8 key under a passphrase (RFC 5958, EncryptedPrivateKeyInfo), as {@code openssl pkcs8
 * -topk8} writes and reads it: PBES2 with PBKDF2 and AES (RFC 8018). The older PBES1 is refused.
 */
final class EncryptedKey {
  /** HMAC-SHA-256 for PBKDF2, AES-256 in CBC mode. */
  private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";

  private static final String ALL_SCHEMES = "PBEWithHmacSHA";
  private static final String PBES2 = "PBES2";

  /** What OWASP recommends for PBKDF2 with HMAC-SHA-256; a third of a second or so. */
  private static final int ITERATIONS = 600_000;

  /** More would only keep the machine busy: a file that says so is none of ours. */
  private static final int MOST_ITERATIONS = 10_000_000;

  private static final int SALT_BYTES = 16;
  private static final int BLOCK_BYTES = 16;

  private EncryptedKey() {}

  /** The DER of the key, encrypted under the passphrase with a salt and an IV from chance. */
  static Bytes encrypt(Bytes pkcs8, Passphrase passphrase, SecureRandom chance) {
    var salt = new byte[SALT_BYTES];
    var iv = new byte[BLOCK_BYTES];
    chance.nextBytes(salt);
    chance.nextBytes(iv);
    try {
      var parameters = new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(iv));
      var cipher = Cipher.getInstance(SCHEME);
      cipher.init(Cipher.ENCRYPT_MODE, key(SCHEME, passphrase), parameters);
      var encrypted = cipher.doFinal(pkcs8.toArray());
      // By the scheme's own name the JDK would not find the identifier to write.
      var named = AlgorithmParameters.getInstance(PBES2);
      named.init(cipher.getParameters().getEncoded());
      return Bytes.copyOf(new EncryptedPrivateKeyInfo(named, encrypted).getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK has no PBES2", e);
    }
  }

  /** The DER of the key; nothing for a wrong passphrase, or an encryption that isn't read. */
  static Optional<Bytes> decrypt(Bytes encrypted, Passphrase passphrase) {
    try {
      var envelope = new EncryptedPrivateKeyInfo(encrypted.toArray());
      var parameters = envelope.getAlgParameters();
      var scheme = envelope.getAlgName();
      if (!scheme.startsWith(ALL_SCHEMES)
          || parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount()
              > MOST_ITERATIONS) {
        return Optional.empty();
      }
      var cipher = Cipher.getInstance(scheme);
      cipher.init(Cipher.DECRYPT_MODE, key(scheme, passphrase), parameters);
      PKCS8EncodedKeySpec key = envelope.getKeySpec(cipher);
      return Optional.of(Bytes.copyOf(key.getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      return Optional.empty();
    }
  }

  private static javax.crypto.SecretKey key(String scheme, Passphrase passphrase)
      throws GeneralSecurityException {
    var spec = new PBEKeySpec(passphrase.characters());
    try {
      return SecretKeyFactory.getInstance(scheme).generateSecret(spec);
    } finally {
      spec.clearPassword();
    }
  }
}

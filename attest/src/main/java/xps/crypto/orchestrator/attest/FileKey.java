package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;

/** A private key that can be kept in a PEM file. It says nothing about itself when printed. */
abstract sealed class FileKey implements StatementSigner
    permits SigningKey, P256SigningKey, MlDsa65SigningKey {

  /** The DER of the key. */
  abstract Bytes pkcs8();

  /** The signature over exactly {@code message}. */
  public abstract Bytes sign(byte[] message);

  @Override
  public final Outcome<Bytes> signatureOver(Bytes statement) {
    return Outcome.ok(sign(statement.toArray()));
  }

  /** The key itself as PKCS#8 PEM. Write it with {@link #writePem} where it has to go to a file. */
  public final String pem() {
    return Pem.write(Pem.PRIVATE_KEY, pkcs8());
  }

  /** The key as PKCS#8 PEM, encrypted under the passphrase. */
  public final String pem(Passphrase passphrase, SecureRandom chance) {
    return Pem.write(Pem.ENCRYPTED_PRIVATE_KEY, EncryptedKey.encrypt(pkcs8(), passphrase, chance));
  }

  /**
   * Writes the key to a new file of mode 0600; never over another file, and never readable by
   * others in between.
   */
  public final void writePem(Path file) throws IOException {
    PrivateKeyFile.write(file, pem());
  }

  /** The same, but encrypted under the passphrase. */
  public final void writePem(Path file, Passphrase passphrase, SecureRandom chance)
      throws IOException {
    PrivateKeyFile.write(file, pem(passphrase, chance));
  }

  @Override
  public final String toString() {
    return "a private key";
  }
}

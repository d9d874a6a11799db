package xps.crypto.orchestrator.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import xps.crypto.orchestrator.document.Bytes;

/**
 * A private key with its certificate chain, leaf first, the authority's own certificate last.
 *
 * <p>What {@code toString} says tells nothing of the key.
 */
public final class TlsIdentity {

  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = List.copyOf(chain);
  }

  /** The certificate that names this identity. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The chain as PEM, leaf first. */
  public String chainPem() {
    var pem = new StringBuilder();
    for (var certificate : chain) {
      pem.append(pem(certificate));
    }
    return pem.toString();
  }

  /** The private key as PKCS#8 PEM: a secret. */
  public String privateKeyPem() {
    return pem("PRIVATE KEY", Bytes.copyOf(key.getEncoded()));
  }

  /** Writes both files, the key readable by its owner only, whole or not at all. */
  public void write(Path chainFile, Path keyFile) throws IOException {
    writeSecret(keyFile, privateKeyPem());
    writePublic(chainFile, chainPem());
  }

  /** A TLS context that shows this identity and trusts certificates under {@code authority}. */
  public SSLContext context(X509Certificate authority) throws GeneralSecurityException {
    try {
      char[] noPassword = new char[0];
      var own = emptyStore();
      own.setKeyEntry("own", key, noPassword, chain.toArray(X509Certificate[]::new));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, noPassword);
      var trusted = emptyStore();
      trusted.setCertificateEntry("authority", authority);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  @Override
  public String toString() {
    return "identity of " + certificate().getSubjectX500Principal();
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", Bytes.copyOf(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can't be written", e);
    }
  }

  private static String pem(String label, Bytes der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + LINES.encodeToString(der.toArray())
        + "\n-----END "
        + label
        + "-----\n";
  }

  static void writeSecret(Path file, String text) throws IOException {
    write(file, text, "rw-------");
  }

  static void writePublic(Path file, String text) throws IOException {
    write(file, text, "rw-r--r--");
  }

  private static void write(Path file, String text, String mode) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var permissions = PosixFilePermissions.fromString(mode);
    // With its final mode from the first instant: nobody can open it in between.
    Path temporary =
        Files.createTempFile(
            folder, ".new-", ".pem", PosixFilePermissions.asFileAttribute(permissions));
    try {
      Files.write(temporary, text.getBytes(US_ASCII));
      Files.setPosixFilePermissions(temporary, permissions);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    // In memory only, without a password: PKCS #12 would spend 0.1 s on encrypting with none.
    var store = KeyStore.getInstance("JKS");
    store.load(null, null);
    return store;
  }
}

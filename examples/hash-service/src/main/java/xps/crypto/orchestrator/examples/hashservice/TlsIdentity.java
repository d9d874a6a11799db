package xps.crypto.orchestrator.examples.hashservice;

import static xps.crypto.orchestrator.workload.Refusal.Code.USAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import xps.crypto.orchestrator.workload.Attempt;

/** The service's certificate and key, from PEM files, as TLS wants them. */
final class TlsIdentity {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /** The key never leaves this process in the store that it is put in. */
  private static final char[] NO_PASSWORD = {};

  private TlsIdentity() {}

  static Attempt<SSLContext> load(Path chainFile, Path keyFile) {
    try {
      var pem = PKCS8.matcher(Files.readString(keyFile));
      if (!pem.find()) {
        return Attempt.refused(
            USAGE, keyFile + " holds no PKCS #8 key: openssl pkcs8 -topk8 -nodes converts others");
      }
      var key =
          KeyFactory.getInstance("EC")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1))));
      return Attempt.done(context(chain(chainFile), key));
    } catch (IOException | GeneralSecurityException e) {
      return Attempt.refused(
          USAGE, "%s and %s aren't a certificate and its key: %s".formatted(chainFile, keyFile, e));
    }
  }

  private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
    try (var pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(pem)
          .toArray(Certificate[]::new);
    }
  }

  private static SSLContext context(Certificate[] chain, PrivateKey key)
      throws IOException, GeneralSecurityException {
    // In memory only, without a password: PKCS #12 would spend 0.1 s on encrypting with none.
    var store = KeyStore.getInstance("JKS");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry("service", key, NO_PASSWORD, chain);
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, NO_PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}

package xps.crypto.orchestrator.bind;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;

/** The authorities that vouch for the nodes' own HTTPS: a plan's {@code health_check.ca}. */
public final class ProbeTrust {

  private ProbeTrust() {}

  /** The authorities that this machine's JDK trusts: for a plan without {@code ca}. */
  public static SSLContext ofThisMachine() {
    try {
      return SSLContext.getDefault();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /**
   * Only the authorities in a PEM file.
   *
   * @return {@code PLAN_INVALID} when it can't be read or holds no certificate
   */
  public static Outcome<SSLContext> only(Path pem) {
    return Source.read(pem, Code.PLAN_INVALID).flatMap(bytes -> context(pem, bytes));
  }

  private static Outcome<SSLContext> context(Path pem, byte[] bytes) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      if (number == 0) {
        return invalid(pem, "no certificate in it");
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return Outcome.ok(context);
    } catch (GeneralSecurityException | IOException e) {
      return invalid(pem, e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private static Outcome<SSLContext> invalid(Path pem, String why) {
    return Outcome.refused(
        new Problem(
            Code.PLAN_INVALID,
            "health_check.ca isn't a file of PEM certificates: " + why,
            pem.toString(),
            "give the certificate of the authority that signed the nodes' HTTPS certificates"));
  }
}

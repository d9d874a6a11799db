package xps.crypto.orchestrator.server;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Grammar;

/**
 * Reads who an agent is from the certificate that its connection carries.
 *
 * <p>The whole check stands here and is made for every request, whatever the TLS layer claims to
 * have done: servers have been seen that let clients in without a certificate although one was
 * required.
 */
final class AgentCertificate {

  /** What stands before a node's id in its certificate's URI name. */
  static final String URI = "xps:node/";

  private static final int SAN_URI = 6;

  private AgentCertificate() {}

  /**
   * The node that a certificate names.
   *
   * @return empty unless the certificate is in date, signed by exactly this authority, for clients,
   *     and names one node and nothing else
   */
  static Optional<String> node(X509Certificate leaf, X509Certificate authority, Instant now) {
    try {
      leaf.checkValidity(Date.from(now));
      leaf.verify(authority.getPublicKey());
      if (!leaf.getIssuerX500Principal().equals(authority.getSubjectX500Principal())
          || leaf.getBasicConstraints() != -1
          || !isForClients(leaf.getExtendedKeyUsage())) {
        return Optional.empty();
      }
      return onlyName(leaf.getSubjectAlternativeNames());
    } catch (GeneralSecurityException _) {
      return Optional.empty();
    }
  }

  private static boolean isForClients(@org.jspecify.annotations.Nullable List<String> usages) {
    return usages != null && usages.equals(List.of("1.3.6.1.5.5.7.3.2"));
  }

  private static Optional<String> onlyName(
      @org.jspecify.annotations.Nullable Collection<List<?>> names) {
    if (names == null || names.size() != 1) {
      return Optional.empty();
    }
    var name = names.iterator().next();
    if (!Integer.valueOf(SAN_URI).equals(name.get(0))
        || !(name.get(1) instanceof String uri)
        || !uri.startsWith(URI)) {
      return Optional.empty();
    }
    return Optional.of(uri.substring(URI.length())).filter(Grammar::isNodeId);
  }
}

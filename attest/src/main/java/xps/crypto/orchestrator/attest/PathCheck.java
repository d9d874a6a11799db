package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a signer's certificate leads to an organisation's CA: the JDK's path validation (RFC
 * 5280), and on top of it what it leaves out. It looks neither at the date and the constraints of
 * the CA itself nor at what certificates are for. Nothing is ever fetched.
 */
final class PathCheck {
  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  private PathCheck() {}

  /**
   * Why the chain is none of that CA's at that time; nothing when it is.
   *
   * @param seen the highest numbers of revocation lists that anybody remembers
   */
  static Optional<String> objection(
      CertificateChain chain, OrgCa ca, Instant now, Map<String, BigInteger> seen) {
    var path = withoutAnchor(chain, ca.certificate());
    if (path.isEmpty()) {
      return Optional.of("the CA " + ca.name() + " signs certificates, and nothing else");
    }
    return objectionToAnchor(ca, path.size() - 1, now)
        .or(() -> CertificateRules.objectionToLeaf(path.getFirst()).map(PathCheck::ofSigner))
        .or(() -> objectionToKey(path, ca.certificate()))
        .or(() -> objectionToIntermediates(path))
        .or(() -> objectionToLists(ca, now, seen))
        .or(() -> objectionOfJdk(path, ca, now));
  }

  private static String ofSigner(String flaw) {
    return "the signer's certificate " + flaw;
  }

  private static List<X509Certificate> withoutAnchor(
      CertificateChain chain, X509Certificate anchor) {
    var certificates = chain.certificates();
    return certificates.getLast().equals(anchor)
        ? certificates.subList(0, certificates.size() - 1)
        : certificates;
  }

  private static Optional<String> objectionToAnchor(OrgCa ca, int intermediates, Instant now) {
    var anchor = ca.certificate();
    var what = "the certificate of the CA " + ca.name() + " ";
    if (now.isBefore(anchor.getNotBefore().toInstant())
        || now.isAfter(anchor.getNotAfter().toInstant())) {
      return Optional.of(
          what
              + "counts from "
              + Now.text(anchor.getNotBefore().toInstant())
              + " to "
              + Now.text(anchor.getNotAfter().toInstant()));
    }
    if (anchor.getBasicConstraints() >= 0 && intermediates > anchor.getBasicConstraints()) {
      return Optional.of(what + "doesn't allow so many CAs below it");
    }
    return CertificateRules.objectionToCa(anchor).map(flaw -> what + flaw);
  }

  /** One key has one office: who signs certificates can't be one of those whom they are for. */
  private static Optional<String> objectionToKey(
      List<X509Certificate> path, X509Certificate anchor) {
    var key = path.getFirst().getPublicKey();
    boolean isOfCa =
        key.equals(anchor.getPublicKey())
            || path.stream().skip(1).anyMatch(ca -> key.equals(ca.getPublicKey()));
    return isOfCa ? Optional.of(ofSigner("has a key that signs certificates")) : Optional.empty();
  }

  private static Optional<String> objectionToIntermediates(List<X509Certificate> path) {
    for (var ca : path.subList(1, path.size())) {
      var flaw = CertificateRules.objectionToIntermediate(ca);
      if (flaw.isPresent()) {
        return Optional.of("a certificate between the signer and the CA " + flaw.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> objectionToLists(
      OrgCa ca, Instant now, Map<String, BigInteger> seen) {
    return switch (ca.revocation()) {
      case OrgCa.Revocation.None _ -> Optional.empty();
      case OrgCa.Revocation.ByLists(var lists) -> lists.objection(ca.name(), now, seen);
    };
  }

  private static Optional<String> objectionOfJdk(
      List<X509Certificate> path, OrgCa ca, Instant now) {
    try {
      var validator = CertPathValidator.getInstance("PKIX");
      var parameters = new PKIXParameters(Set.of(new TrustAnchor(ca.certificate(), null)));
      parameters.setDate(Date.from(now));
      parameters.setRevocationEnabled(false);
      if (ca.revocation() instanceof OrgCa.Revocation.ByLists(var lists)) {
        parameters.addCertStore(store(lists.lists()));
        parameters.addCertPathChecker(listsOnly(validator));
      }
      var whole = withConstraintsOf(ca.certificate(), path);
      validator.validate(
          CertificateFactory.getInstance("X.509").generateCertPath(whole), parameters);
      return Optional.empty();
    } catch (CertPathValidatorException e) {
      return Optional.of(
          "the chain doesn't lead to the CA "
              + ca.name()
              + ": "
              + e.getReason()
              + ", "
              + e.getMessage());
    } catch (GeneralSecurityException e) {
      return Optional.of("the chain can't be checked against the CA " + ca.name());
    }
  }

  /**
   * The JDK knows nothing of name constraints in an anchor. So an anchor that has some stands in
   * the path as well, as the CA that it has signed itself; one that hasn't signed itself fits
   * nowhere there, and the path is refused.
   */
  private static List<X509Certificate> withConstraintsOf(
      X509Certificate anchor, List<X509Certificate> path) {
    if (anchor.getExtensionValue(NAME_CONSTRAINTS) == null) {
      return path;
    }
    var whole = new ArrayList<X509Certificate>(path);
    whole.add(anchor);
    return whole;
  }

  private static CertStore store(List<X509CRL> lists) throws GeneralSecurityException {
    return CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists));
  }

  /** By the lists that are there, and never by asking somebody. */
  private static PKIXRevocationChecker listsOnly(CertPathValidator validator) {
    var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(
        EnumSet.of(
            PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
    return checker;
  }
}

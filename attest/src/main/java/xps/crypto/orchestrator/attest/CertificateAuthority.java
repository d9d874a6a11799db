package xps.crypto.orchestrator.attest;

import java.util.Optional;

/**
 * A CA that certifies signers, as people know it.
 *
 * @param name what the trust store calls it
 * @param subject what it calls itself
 * @param revocation where its revocation lists are, in words
 */
public record CertificateAuthority(
    String name, String subject, String revocation, Validity validity) {

  static CertificateAuthority of(OrgCa ca) {
    var certificate = ca.certificate();
    var revocation =
        switch (ca.revocation()) {
          case OrgCa.Revocation.None _ -> "revokes nothing";
          case OrgCa.Revocation.ByLists(var lists) -> "revokes in " + lists.file();
        };
    return new CertificateAuthority(
        ca.name(),
        certificate.getSubjectX500Principal().getName(),
        revocation,
        new Validity(
            Optional.of(certificate.getNotBefore().toInstant()),
            Optional.of(certificate.getNotAfter().toInstant()),
            Optional.empty()));
  }
}

package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.SortedMap;
import xps.crypto.orchestrator.document.Place;

/**
 * A CA of an organisation that certifies signers.
 *
 * @param revocation how one learns which of its certificates count no more
 */
record OrgCa(String name, X509Certificate certificate, Revocation revocation, Place place) {
  /** The numbers of the lists that are here and that this CA has signed. */
  SortedMap<String, BigInteger> listNumbers() {
    return revocation instanceof Revocation.ByLists(var lists)
            && CertificateRules.objectionToCa(certificate).isEmpty()
        ? lists.numbersSignedBy(name, certificate.getPublicKey())
        : Collections.emptySortedMap();
  }

  /** How one learns which certificates count no more. */
  sealed interface Revocation {
    /** Not at all, as the trust store says. */
    record None() implements Revocation {}

    /** By lists that the CA signs. */
    record ByLists(RevocationLists lists) implements Revocation {}
  }
}

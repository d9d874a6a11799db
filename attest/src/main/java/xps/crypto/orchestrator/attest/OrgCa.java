package xps.crypto.orchestrator.attest;

import java.security.cert.X509Certificate;
import xps.crypto.orchestrator.document.Place;

/**
 * A CA of an organisation that certifies signers.
 *
 * @param revocation how one learns which of its certificates count no more
 */
record OrgCa(String name, X509Certificate certificate, Revocation revocation, Place place) {
  /** How one learns which certificates count no more. */
  sealed interface Revocation {
    /** Not at all, as the trust store says. */
    record None() implements Revocation {}

    /** By lists that the CA signs. */
    record ByLists(RevocationLists lists) implements Revocation {}
  }
}

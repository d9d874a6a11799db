package xps.crypto.orchestrator.attest;

import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Place;

/**
 * Somebody whose signatures may count.
 *
 * @param name as the trust store writes it; shown in audit records
 * @param person who it is: several signers may be one person, who counts once
 * @param keys any of them may verify, except that an ML-DSA-65 key counts beside another only
 * @param certified whose certificates are the signer's too
 */
public record TrustedSigner(
    String name,
    String person,
    List<VerifyingKey> keys,
    Optional<CertifiedName> certified,
    Validity validity,
    MaySign maySign,
    Place place) {
  public TrustedSigner {
    keys = List.copyOf(keys);
  }

  /**
   * Whether it takes two signatures: a classical one, and one that a quantum computer doesn't
   * forge.
   */
  public boolean isHybrid() {
    return keys.stream().anyMatch(MlDsa65Key.class::isInstance);
  }

  /** Written out, as the one below: what a record has by itself is made when it is first called. */
  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof TrustedSigner that
            && name.equals(that.name)
            && person.equals(that.person)
            && keys.equals(that.keys)
            && certified.equals(that.certified)
            && validity.equals(that.validity)
            && maySign.equals(that.maySign)
            && place.equals(that.place));
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }
}

package xps.crypto.orchestrator.attest;

import java.util.List;
import xps.crypto.orchestrator.document.Place;

/**
 * Somebody whose signatures may count.
 *
 * @param name as the trust store writes it; shown in audit records
 * @param person who it is: several signers may be one person, who counts once
 * @param keys any of them may verify
 */
public record TrustedSigner(
    String name,
    String person,
    List<VerifyingKey> keys,
    Validity validity,
    MaySign maySign,
    Place place) {
  public TrustedSigner {
    keys = List.copyOf(keys);
  }
}

package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out whose certificates those are that came with signatures. A chain is validated once for a
 * manifest and CA, however often it stands there.
 */
final class CertificateCheck {
  private final TrustStore trust;
  private final Now now;
  private final Map<String, BigInteger> seen;
  private final Map<Asked, Optional<String>> answers = new HashMap<>();
  private final Map<VerifyingKey, TrustedSigner> holders = new HashMap<>();

  /**
   * A check at one time.
   *
   * @param seen the highest numbers of revocation lists that anybody remembers
   */
  CertificateCheck(TrustStore trust, Now now, Map<String, BigInteger> seen) {
    this.trust = trust;
    this.now = now;
    this.seen = Map.copyOf(seen);
  }

  private record Asked(CertificateChain chain, String ca) {}

  /** A signer whose name the certificate carries, and why it is not theirs nevertheless. */
  record Claim(TrustedSigner signer, Optional<String> objection) {}

  /**
   * Everybody whose name the leaf carries. At most one of them has no objection: a certificate that
   * would make its holder two signers makes them none.
   */
  List<Claim> claims(ArtifactSignature.ByCertificate signature) {
    var names = signature.chain().leafNames();
    var claims = new ArrayList<Claim>();
    for (var signer : trust.signers()) {
      var certified = signer.certified();
      if (certified.isPresent() && names.contains(certified.get().san())) {
        var asked = new Asked(signature.chain(), certified.get().ca());
        claims.add(new Claim(signer, answers.computeIfAbsent(asked, this::pathObjection)));
      }
    }
    boolean ambiguous = claims.stream().filter(claim -> claim.objection().isEmpty()).count() > 1;
    return claims.stream().map(claim -> judged(claim, signature.leafKey(), ambiguous)).toList();
  }

  private Claim judged(Claim claim, VerifyingKey key, boolean ambiguous) {
    if (claim.objection().isPresent()) {
      return claim;
    }
    var objection =
        ambiguous
            ? Optional.of("the certificate carries the names of several signers")
            : officeObjection(key, claim.signer());
    return new Claim(claim.signer(), objection);
  }

  private Optional<String> pathObjection(Asked asked) {
    for (var ca : trust.orgCas()) {
      if (ca.name().equals(asked.ca())) {
        return PathCheck.objection(asked.chain(), ca, now.at(), seen)
            .map(objection -> objection + "; " + now);
      }
    }
    throw new IllegalStateException("the store was read with a CA that isn't in it");
  }

  /** One key has one office: certified for a second person it would count twice. */
  private Optional<String> officeObjection(VerifyingKey key, TrustedSigner signer) {
    var office = trust.officeOf(key);
    if (office.isPresent() && !office.get().equals(SignerReader.holder(signer.name()))) {
      return Optional.of("its key is already that of " + office.get());
    }
    var holder = holders.putIfAbsent(key, signer);
    return holder == null || holder.equals(signer)
        ? Optional.empty()
        : Optional.of("its key is already that of the signer " + holder.name());
  }
}

package xps.crypto.orchestrator.attest;

/**
 * How a signer is known to an organisation: whoever has a certificate of that CA with that name in
 * it.
 *
 * @param ca its name in {@code org_cas}
 * @param san the subject alternative name, that the certificate carries exactly
 */
public record CertifiedName(String ca, String san) {}

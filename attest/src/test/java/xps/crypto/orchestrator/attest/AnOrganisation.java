package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;

/** A trust store that knows its one signer by an organisation's CA. */
final class AnOrganisation {
  static final String NO_LISTS = "\"revocation\": \"none\"";
  static final String LISTS = "\"crl\": \"org.crl\"";

  private AnOrganisation() {}

  static TrustStore store(ACa root, String revocation) {
    return parse(json(root, revocation));
  }

  static TrustStore store(ACa root, String revocation, Bytes list) {
    return TrustStore.parse(
            "trust_store.json",
            json(root, revocation).getBytes(StandardCharsets.UTF_8),
            name -> name.equals("org.crl") ? Optional.of(list) : Optional.empty())
        .orThrow();
  }

  static TrustStore parse(String json) {
    return TrustStore.parse("trust_store.json", json.getBytes(StandardCharsets.UTF_8)).orThrow();
  }

  static String json(ACa root, String revocation) {
    return json(root, revocation, "", 1);
  }

  static String json(ACa root, String revocation, String others, int threshold) {
    return """
    {"trusted_signers": [
       {"name": "Release", "person": "ann",
        "x509": {"ca": "org", "san": "alice@example.org"}}%s],
     "min_required_signatures": %d,
     "org_cas": [%s]}
    """
        .formatted(others, threshold, root.entry(revocation));
  }

  /** The message of a refusal that is about the certificate and nothing else. */
  static String message(Outcome<AttestedPatch> outcome) {
    assertThat(Codes.of(outcome)).containsExactly(Code.CERT_PATH_INVALID);
    return outcome.problems().getFirst().message();
  }
}

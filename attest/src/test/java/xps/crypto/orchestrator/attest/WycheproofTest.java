package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WycheproofTest {
  @Test
  void every_valid_ed25519_vector_verifies_and_every_invalid_one_does_not() throws Exception {
    int vectors =
        Wycheproof.forEach(
            "ed25519_test.json",
            (spki, message, signature, valid, name) ->
                assertThat(
                        Ed25519Key.ofSpki(spki)
                            .map(key -> key.verifies(message, signature))
                            .orElse(false))
                    .as(name)
                    .isEqualTo(valid));
    assertThat(vectors).isEqualTo(151);
  }

  @Test
  void every_valid_ecdsa_vector_verifies_and_every_invalid_one_does_not() throws Exception {
    int vectors =
        Wycheproof.forEach(
            "ecdsa_secp256r1_sha256_test.json",
            (spki, message, signature, valid, name) ->
                assertThat(
                        P256Key.ofSpki(spki)
                            .map(key -> key.verifies(message, signature))
                            .orElse(false))
                    .as(name)
                    .isEqualTo(valid));
    assertThat(vectors).isEqualTo(484);
  }
}

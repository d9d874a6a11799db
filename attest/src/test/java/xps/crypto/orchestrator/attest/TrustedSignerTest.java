package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two signers are the same when everything about them is. */
class TrustedSignerTest {
  private static final String ENTRY =
      """
      {"name": "Release", "person": "ann", "ed25519": "%s", "not_after": "2027-01-01T00:00:00Z", "may_sign": {"ids": ["a*"]}}\
      """
          .formatted(People.ALICE.hex());

  @Test
  void a_signer_read_twice_is_the_same_and_has_the_same_hash() {
    var once = signer(ENTRY);
    var again = signer(ENTRY);

    assertThat(once).isEqualTo(again).isEqualTo(once).hasSameHashCodeAs(again);
    assertThat(once.hashCode()).isEqualTo("Release".hashCode());
    assertThat(once).isNotEqualTo("Release");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Release    | Releese
          "ann"      | "bob"
          2027-01-01 | 2027-01-02
          a*         | b*
          """)
  void a_signer_of_whom_one_thing_differs_is_another(String from, String to) {
    assertThat(signer(ENTRY.replace(from, to))).isNotEqualTo(signer(ENTRY));
  }

  @Test
  void a_signer_with_another_key_or_from_another_place_is_another() {
    assertThat(signer(ENTRY.replace(People.ALICE.hex(), People.BOB.hex())))
        .isNotEqualTo(signer(ENTRY));
    assertThat(signer(" " + ENTRY)).isNotEqualTo(signer(ENTRY));
  }

  @Test
  void a_signer_with_another_name_in_certificates_is_another() {
    var one =
        new TrustedSigner(
            "Release",
            "ann",
            List.of(),
            Optional.of(new CertifiedName("org", "ann@example.org")),
            signer(ENTRY).validity(),
            signer(ENTRY).maySign(),
            signer(ENTRY).place());
    var other =
        new TrustedSigner(
            one.name(),
            one.person(),
            one.keys(),
            Optional.of(new CertifiedName("org", "bob@example.org")),
            one.validity(),
            one.maySign(),
            one.place());

    assertThat(one).isNotEqualTo(other);
  }

  private static TrustedSigner signer(String entry) {
    return new ATrustStore().entry(entry).store().signers().getFirst();
  }
}

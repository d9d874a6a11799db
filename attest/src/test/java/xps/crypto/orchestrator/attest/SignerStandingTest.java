package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.attest;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;

/** Goal: sign when, or what, one may not. */
class SignerStandingTest {
  @Test
  void a_revoked_signer_does_not_count_and_neither_does_one_out_of_date_or_scope() {
    assertRefused(", \"revoked\": true", Code.SIGNER_REVOKED);
    assertRefused(", \"revoked\": \"2026-03-01T12:00:00Z\"", Code.SIGNER_REVOKED);
    assertRefused(", \"not_before\": \"2026-03-01T12:00:01Z\"", Code.SIGNER_EXPIRED);
    assertRefused(", \"not_after\": \"2026-03-01T12:00:00Z\"", Code.SIGNER_EXPIRED);
    assertRefused(", \"may_sign\": {\"ids\": [\"other-*\"]}", Code.SIGNER_NOT_IN_SCOPE);
    assertRefused(", \"may_sign\": {\"targets\": [\"api\"]}", Code.SIGNER_NOT_IN_SCOPE);
    assertRefused(", \"may_sign\": {\"classes\": [\"minor\"]}", Code.SIGNER_NOT_IN_SCOPE);
    assertRefused(", \"may_sign\": {\"kinds\": [\"jar\"]}", Code.SIGNER_NOT_IN_SCOPE);
    for (var part : new String[] {"ids", "targets", "classes", "kinds"}) {
      assertRefused(", \"may_sign\": {\"%s\": []}".formatted(part), Code.SIGNER_NOT_IN_SCOPE);
    }
  }

  @Test
  void a_signer_in_date_and_scope_counts_until_the_very_bound() {
    assertCounts(", \"revoked\": false");
    assertCounts(", \"revoked\": \"2026-03-01T12:00:01Z\"");
    assertCounts(
        ", \"not_before\": \"2026-03-01T12:00:00Z\", \"not_after\": \"2026-03-01T12:00:01Z\"");
    assertCounts(
        ", \"may_sign\": {\"ids\": [\"hotfix-?\"], \"targets\": [\"validator\", \"a*\"],"
            + " \"classes\": [\"patch\"]}");
    assertCounts(", \"may_sign\": {}");
  }

  @Test
  void a_refusal_about_time_says_now_the_bound_and_the_clock() {
    var store = new ATrustStore().signer(People.ALICE, ", \"not_after\": \"2026-02-01T00:00:00Z\"");

    var problem = attest(APatch.ofOneModule().signedBy(People.ALICE), store).problems().getFirst();

    assertThat(problem.message())
        .contains("2026-03-01T12:00:00Z", "2026-02-01T00:00:00Z", "caller's clock");
  }

  @Test
  void a_package_needs_a_signer_who_may_sign_packages() {
    var patch = new APatch().file("tool.deb", "package").signedBy(People.ALICE);

    assertThat(Codes.of(attest(patch, ATrustStore.of(People.ALICE))))
        .containsExactly(Code.SIGNER_NOT_IN_SCOPE);
    var allowed =
        new ATrustStore().signer(People.ALICE, ", \"may_sign\": {\"kinds\": [\"package\"]}");
    assertThat(attest(patch, allowed).isOk()).isTrue();
  }

  @Test
  void somebody_whose_signature_verifies_but_does_not_count_is_still_an_author() {
    var store =
        new ATrustStore().signer(People.ALICE, "").signer(People.BOB, ", \"revoked\": true");
    var patch =
        APatch.ofOneModule().metadata("\"author\": \"carol\"").signedBy(People.ALICE, People.BOB);

    var attested = attest(patch, store).orThrow();

    assertThat(attested.signers()).containsExactly("alice");
    assertThat(attested.authors())
        .containsExactly(
            new Author("alice", new ArrayList<>(java.util.List.of(People.ALICE.key().publicKey()))),
            new Author("bob", java.util.List.of(People.BOB.key().publicKey())),
            new Author("carol", java.util.List.of()));
    assertThat(Codes.of(attested.findings())).contains(Code.SIGNER_REVOKED);
  }

  private static void assertRefused(String member, Code code) {
    var store = new ATrustStore().signer(People.ALICE, member);
    var outcome = attest(APatch.ofOneModule().signedBy(People.ALICE), store);
    assertThat(Codes.of(outcome)).as(member).containsExactly(code);
  }

  private static void assertCounts(String member) {
    var store = new ATrustStore().signer(People.ALICE, member);
    assertThat(attest(APatch.ofOneModule().signedBy(People.ALICE), store).problems())
        .as(member)
        .isEmpty();
  }
}

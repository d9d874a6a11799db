package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.NOW;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;

/** Goal: keep others from signing, by signing as often as is read. */
class SignatureUnionTest {
  private final Verifier verifier =
      Verifier.of(ATrustStore.of(People.ALICE, People.BOB).threshold(2).store()).at(NOW);

  @Test
  void signatures_of_strangers_make_room_for_those_of_trusted_signers() {
    var alice = APatch.ofOneModule().signedBy(People.ALICE);
    addStrangers(alice, Manifest.MOST_SIGNATURES - 1);
    var bob = APatch.ofOneModule().signedBy(People.BOB);

    var whole =
        SignatureUnion.of(alice.manifest(), bob.manifest(), Optional.of(verifier)).orThrow();

    var text = Json.pretty(whole).getBytes(StandardCharsets.UTF_8);
    var joined = Manifest.parse("joined", text).orThrow();
    assertThat(joined.artifacts().getFirst().signatures()).hasSize(2);
    assertThat(verifier.requireAll(joined, bob.source()).orThrow().signers())
        .containsExactly("alice", "bob");
  }

  @Test
  void a_plain_signature_of_a_trusted_signer_stays_when_a_strangers_has_its_place() {
    var stranger = APatch.ofOneModule().plainlySignedBy(People.MALLORY);
    addStrangers(stranger, Manifest.MOST_SIGNATURES);
    var alice = APatch.ofOneModule().plainlySignedBy(People.ALICE);

    var whole =
        SignatureUnion.of(stranger.manifest(), alice.manifest(), Optional.of(verifier)).orThrow();

    var text = Json.pretty(whole).getBytes(StandardCharsets.UTF_8);
    assertThat(verifier.signaturesOfTrusted(Manifest.parse("joined", text).orThrow())).hasSize(1);
  }

  @Test
  void while_there_is_room_nobody_has_to_make_any() {
    var alice = APatch.ofOneModule().signedBy(People.ALICE);
    addStrangers(alice, 3);
    var bob = APatch.ofOneModule().signedBy(People.BOB);

    var whole =
        SignatureUnion.of(alice.manifest(), bob.manifest(), Optional.of(verifier)).orThrow();

    var text = Json.pretty(whole).getBytes(StandardCharsets.UTF_8);
    assertThat(Manifest.parse("joined", text).orThrow().artifacts().getFirst().signatures())
        .hasSize(5);
  }

  @Test
  void without_a_trust_store_nobody_is_a_stranger_and_too_many_are_refused() {
    var alice = APatch.ofOneModule().signedBy(People.ALICE);
    addStrangers(alice, Manifest.MOST_SIGNATURES - 1);
    var bob = APatch.ofOneModule().signedBy(People.BOB);

    var outcome = SignatureUnion.of(alice.manifest(), bob.manifest(), Optional.empty());

    assertThat(outcome.problems())
        .extracting(problem -> problem.code())
        .containsExactly(Code.USAGE);
    assertThat(outcome.problems().getFirst().remedy()).contains("--trust");
  }

  private static void addStrangers(APatch patch, int count) {
    var manifest = patch.manifest();
    for (int number = 0; number < count; number++) {
      var anything = ("stranger " + number).getBytes(StandardCharsets.UTF_8);
      patch.sig("sha256.so", APatch.entry(People.MALLORY, manifest, anything));
    }
  }
}

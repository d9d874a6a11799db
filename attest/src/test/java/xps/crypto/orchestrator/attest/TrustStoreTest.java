package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

class TrustStoreTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void a_store_that_names_no_orchestrator_and_no_log_trusts_none() {
    var store = ATrustStore.of(People.ALICE).store();

    assertThat(store.orchestrators()).isEmpty();
    assertThat(store.logs()).isEmpty();
    assertThat(store.roots()).isEmpty();
    assertThat(store.version()).isEmpty();
  }

  @Test
  void an_orchestrator_without_environments_may_act_in_all_and_one_with_an_empty_list_in_none() {
    assertThat(orchestrator("").usableAt(NOW, "prod")).isEmpty();
    assertThat(message(orchestrator(", \"environments\": []"))).contains("the environment prod");
    assertThat(message(orchestrator(", \"environments\": [\"staging\"]")))
        .contains("the environment prod");
    assertThat(orchestrator(", \"environments\": [\"staging\", \"prod\"]").usableAt(NOW, "prod"))
        .isEmpty();
  }

  @Test
  void an_orchestrator_that_is_revoked_or_out_of_date_may_not_act() {
    assertThat(message(orchestrator(", \"revoked\": true")))
        .contains("revoked", "2026-03-01T12:00:00Z");
    assertThat(message(orchestrator(", \"not_after\": \"2026-03-01T12:00:00Z\"")))
        .contains("until 2026-03-01T12:00:00Z");
    assertThat(message(orchestrator(", \"not_before\": \"2026-03-02T00:00:00Z\"")))
        .contains("from 2026-03-02T00:00:00Z");
  }

  @Test
  void a_key_belongs_to_its_person_also_when_it_is_written_as_spki() {
    var pem = People.ALICE.key().publicKey().pem().replace("\n", "\\n");
    var store =
        new ATrustStore()
            .entry("{\"name\": \"Release\", \"person\": \"ann\", \"spki\": \"%s\"}".formatted(pem))
            .store();

    assertThat(store.personOf(People.ALICE.key().publicKey())).contains("ann");
    assertThat(store.personOf(People.BOB.key().publicKey())).isEmpty();
    var patch = APatch.ofOneModule().signedBy(People.ALICE);
    assertThat(Verifier.of(store).requireAll(patch.manifest(), patch.source()).orThrow().signers())
        .containsExactly("Release");
  }

  /** As two persons they would be a threshold of two to whom nobody sees the difference. */
  @Test
  void two_names_that_look_the_same_because_they_are_composed_differently_are_one() {
    var composed = "{\"name\": \"Jos\\u00e9\", \"ed25519\": \"%s\"}".formatted(People.ALICE.hex());
    var apart = "{\"name\": \"Jose\\u0301\", \"ed25519\": \"%s\"}".formatted(People.BOB.hex());
    var json = new ATrustStore().entry(composed).entry(apart).json();

    var outcome = TrustStore.parse("trust_store.json", json.getBytes(StandardCharsets.UTF_8));

    assertThat(Codes.of(outcome)).containsExactly(Code.TRUST_STORE_INVALID);
    assertThat(outcome.problems().getFirst().message()).contains("twice");
  }

  @Test
  void roots_logs_and_bulletin_keys_are_read() {
    var store =
        ATrustStore.of(People.ALICE)
            .with(
                """
                "roots": {"threshold": 1, "keys": [{"name": "vault", "ed25519": "%s"}]},
                "logs": [{"name": "log.example", "ed25519": "%s"}],
                "bulletins": [{"name": "news", "ed25519": "%s"}]\
                """
                    .formatted(People.BOB.hex(), People.CAROL.hex(), People.MALLORY.hex()))
            .store();

    assertThat(store.roots().orElseThrow().keys())
        .extracting(Roots.Root::name)
        .containsExactly("vault");
    assertThat(store.logs()).singleElement().satisfies(log -> assertThat(log.quorum()).isZero());
    assertThat(store.bulletins()).extracting(BulletinSigner::name).containsExactly("news");
    assertThat(store.personOf(People.BOB.key().publicKey()))
        .as("a root signs no patches")
        .isEmpty();
  }

  @Test
  void sixty_four_signers_are_taken_and_no_more() {
    var store = new ATrustStore();
    for (int i = 0; i < TrustStore.MOST_SIGNERS; i++) {
      add(store, i);
    }
    assertThat(store.store().signers()).hasSize(TrustStore.MOST_SIGNERS);
    add(store, TrustStore.MOST_SIGNERS);

    var outcome =
        TrustStore.parse("big", store.json().getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThat(Codes.of(outcome)).containsExactly(Code.TRUST_STORE_INVALID);
  }

  @Test
  void the_digest_does_not_depend_on_the_layout() {
    var json = ATrustStore.of(People.ALICE).json();
    var spread = json.replace(",", " ,\n ").getBytes(java.nio.charset.StandardCharsets.UTF_8);

    assertThat(TrustStore.parse("spread", spread).orThrow().digest())
        .isEqualTo(ATrustStore.of(People.ALICE).store().digest());
  }

  private static void add(ATrustStore store, int number) {
    var key = SigningKey.generate(new SeededChance(1000 + number)).publicKey();
    store.entry("{\"name\": \"signer %d\", \"ed25519\": \"%s\"}".formatted(number, key.hex()));
  }

  private static Orchestrator orchestrator(String more) {
    return ATrustStore.of(People.ALICE)
        .with(
            "\"orchestrators\": [{\"name\": \"control\", \"ed25519\": \"%s\"%s}]"
                .formatted(People.BOB.hex(), more))
        .store()
        .orchestrator("control")
        .orElseThrow();
  }

  private static String message(Orchestrator orchestrator) {
    return orchestrator.usableAt(NOW, "prod").map(Problem::message).orElseThrow();
  }
}

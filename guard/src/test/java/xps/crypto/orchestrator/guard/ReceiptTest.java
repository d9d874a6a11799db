package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.Ed25519Key;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.SignedReport.Subject;

/**
 * Check 9 of a plan that requires receipts: a control plane that has been taken over makes up
 * whatever it can, and the node of the wave after the canary admits nothing but the canary's own
 * word. Each attack is what a thief of the orchestrator's key could send.
 */
class ReceiptTest {
  private static final String FLEET =
      """
      nodes:
        - {id: a-1, host: a-1.example, labels: {role: api, region: eu, tier: first}, key: %s}
        - {id: a-2, host: a-2.example, labels: {role: api, region: eu, tier: first}, key: %s}
        - {id: b-1, host: b-1.example, labels: {role: api, region: us}, key: %s}
        - {id: b-2, host: b-2.example, labels: {role: api, region: us}, key: %s}
      """
          .formatted(key(People.ANN), key(People.BOB), key(People.CAROL), key(People.DAVE));

  private final ANode node =
      new ANode(AChange.honest().canary(AChange.CANARY + "\n  receipts: required").fleet(FLEET));
  private final Receipt first = receipt("a-1", People.ANN);
  private final Receipt second = receipt("a-2", People.BOB);

  ReceiptTest() {
    node.id = "b-1";
    node.at(NOON.plus(Duration.ofHours(2)));
  }

  private static String key(People who) {
    return who.key().publicKey().spki().sha256().hex();
  }

  private Subject subject(String id) {
    return new Subject(id, node.plan.patch().bodyDigest(), node.plan.digest(), 1);
  }

  private Receipt receipt(String id, People who) {
    return receipt(id, who, subject(id));
  }

  /** What the node {@code id} would be said to have signed about that, under that key. */
  private Receipt receipt(String id, People who, Subject about) {
    var membership = node.plan.membership(id).orElseThrow();
    return new Receipt(
        id,
        SignedReport.healthy(about, NOON, NOON.plusSeconds(60), who.key()).orThrow(),
        new Envelope.Position(membership.index(), membership.path()));
  }

  private Admission admit(Receipt... receipts) {
    return node.admit(envelope(1, receipts).toJson());
  }

  private Envelope envelope(int wave, Receipt... receipts) {
    var bare = node.envelope(node.warrant(wave, 1));
    return new Envelope(
        bare.warrant(),
        bare.manifest(),
        bare.planFile(),
        bare.waves(),
        bare.membership(),
        bare.record(),
        bare.proof(),
        bare.consistency(),
        List.of(receipts));
  }

  private static void refused(Admission answer, String why) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.check()).isEqualTo(9);
              assertThat(Codes.of(refused.problems())).containsExactly(Code.RECEIPTS_MISSING);
              assertThat(refused.problem().message()).contains(why);
            });
  }

  @Test
  void a_later_wave_needs_the_word_of_every_canary_node_and_the_canary_needs_none() {
    assertThat(admit(first, second)).isInstanceOf(Admission.Admitted.class);
    assertThat(admit(second, first)).isInstanceOf(Admission.Admitted.class);

    refused(admit(), "0 of 2 canary nodes");
    refused(admit(first), "1 of 2 canary nodes");

    node.id = "a-1";
    assertThat(node.admit(envelope(0).toJson())).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void a_node_of_a_later_wave_speaks_for_itself_and_not_for_the_canary() {
    refused(admit(first, receipt("b-2", People.DAVE)), "\"b-2\": the plan has no canary node");
  }

  @Test
  void a_node_whose_word_is_there_twice_has_one_voice() {
    refused(admit(first, first), "it is there twice");
  }

  @Test
  void one_key_has_one_voice_under_whatever_names() {
    var other = node.plan.membership("a-2").orElseThrow();
    var renamed =
        new Receipt("a-2", first.report(), new Envelope.Position(other.index(), other.path()));

    refused(admit(first, renamed), "the plan has no canary node of that name and key");
  }

  @Test
  void a_word_about_another_patch_plan_or_attempt_is_none_about_this_one() {
    var here = subject("a-2");
    var other = Sha256.of(new byte[] {4});
    var others =
        List.of(
            new Subject("a-2", other, here.plan(), 1),
            new Subject("a-2", here.body(), other, 1),
            new Subject("a-2", here.body(), here.plan(), 2),
            new Subject("a-1", here.body(), here.plan(), 1));
    for (var about : others) {
      refused(admit(first, receipt("a-2", People.BOB, about)), "its key hasn't signed that");
    }
  }

  @Test
  void a_word_of_another_state_is_no_word_of_health_even_if_it_says_so_afterwards() {
    var honest = second.report();
    var failed =
        new SignedReport("failed", honest.since(), honest.at(), honest.spki(), honest.signature());

    refused(admit(first, with(failed)), "it says that it is \"failed\"");

    // Signed as another state, and relabelled on the way.
    var said =
        SignedReport.statement(subject("a-2"), "failed", honest.since(), honest.at()).toArray();
    var signed = new StatementSignature.Raw("ed25519", People.BOB.key().sign(said));
    var relabelled =
        new SignedReport("healthy", honest.since(), honest.at(), honest.spki(), signed);
    refused(admit(first, with(relabelled)), "its key hasn't signed that");
  }

  private Receipt with(SignedReport report) {
    return new Receipt("a-2", report, second.membership());
  }

  @Test
  void a_key_that_the_plan_doesnt_know_for_the_node_speaks_for_nobody() {
    refused(admit(first, receipt("a-2", People.MALLORY)), "of that name and key");
    // Its own key, and somebody else's signature.
    var honest = second.report();
    var forged =
        new SignedReport(
            honest.state(),
            honest.since(),
            honest.at(),
            honest.spki(),
            receipt("a-2", People.MALLORY).report().signature());
    refused(admit(first, with(forged)), "its key hasn't signed that");
  }

  @Test
  void a_time_that_was_moved_breaks_the_signature() {
    var honest = second.report();
    var moved =
        new SignedReport(honest.state(), honest.since(), NOON, honest.spki(), honest.signature());

    refused(admit(first, with(moved)), "its key hasn't signed that");
  }

  @Test
  void a_plan_that_requires_receipts_is_told_from_one_that_doesnt_by_its_leaves() {
    var honest = node.envelope(node.warrant(1, 1));
    var keyless =
        honest
            .document()
            .with(
                "membership",
                ((Value.Obj) honest.document().get("membership").orElseThrow()).without("key"));

    assertThat(node.admit(Bytes.copyOf(ANode.json(keyless))))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(Codes.of(refused.problems())).containsExactly(Code.NOT_IN_WAVE));
  }

  @Test
  void more_receipts_than_anybody_asks_for_arent_read() {
    var many = java.util.Collections.nCopies(Receipt.MOST + 1, first).toArray(Receipt[]::new);

    assertThat(admit(many))
        .isInstanceOfSatisfying(
            Admission.Refused.class, refused -> assertThat(refused.check()).isEqualTo(1));
  }

  @Test
  void a_key_that_can_sign_for_anybody_isnt_even_read() {
    // One of the eight small-order points: the JDK verifies anything under it.
    assertThat(Ed25519Key.ofRaw(Bytes.hex("01" + "00".repeat(31)).orElseThrow())).isEmpty();
    var weak = Bytes.hex("302a300506032b6570032100" + "01" + "00".repeat(31)).orElseThrow();
    var honest = second.report();
    var forged =
        new SignedReport(honest.state(), honest.since(), honest.at(), weak, honest.signature());

    assertThat(admit(first, with(forged)))
        .isInstanceOfSatisfying(
            Admission.Refused.class, refused -> assertThat(refused.check()).isEqualTo(1));
  }

  @Test
  void a_report_reads_back_as_it_was_written() {
    assertThat(SignedReport.read(first.report().document(), Code.USAGE).orThrow())
        .isEqualTo(first.report());
    assertThat(first.report().isAbout(subject("a-1"))).isTrue();
    assertThat(Optional.of(first.report().keyDigest().hex())).hasValue(key(People.ANN));
  }
}

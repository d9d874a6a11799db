package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * Each check of NODE.md by itself: one thing is wrong, and that check alone refuses; once it is put
 * right, the same node admits. So no check hides behind an earlier one, and none is passed over.
 */
class OneCheckAloneTest {
  private final ANode node = ANode.honest();

  private void refused(Admission answer, int check, Code... codes) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.check()).isEqualTo(check);
              assertThat(Codes.of(refused.problems())).containsExactly(codes);
            });
  }

  private void admitted() {
    assertThat(node.admit(node.warrant(0, 9))).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void check_1_an_envelope_that_is_cut_off() {
    var whole = node.envelope(node.warrant(0, 1)).toJson().toArray();

    refused(
        node.admit(Bytes.copyOf(Arrays.copyOf(whole, whole.length - 1))), 1, Code.WARRANT_INVALID);
    admitted();
  }

  @Test
  void check_2_a_clock_that_may_be_further_off_than_its_owner_allows() {
    node.clock = new ClockReading.Measured(AChange.NOON, Duration.ofMillis(5_001));
    refused(node.admit(node.warrant(0, 1)), 2, Code.CLOCK_UNTRUSTED);

    node.clock = new ClockReading.Measured(AChange.NOON, Duration.ofSeconds(5));
    admitted();
  }

  @Test
  void check_3_a_trust_store_that_has_expired() {
    var fresh = node.trust;
    node.trust = expiring("2026-03-02T12:00:00Z");
    refused(node.admit(node.warrant(0, 1)), 3, Code.TRUST_STORE_EXPIRED);

    node.trust = expiring("2026-03-02T12:00:01Z");
    admitted();
    node.trust = fresh;
    admitted();
  }

  private TrustStore expiring(String when) {
    var text = ANode.json(node.trust.document().with("expires", Value.text(when)));
    return TrustStore.parse("trust", text).orThrow();
  }

  @Test
  void check_4_an_issuer_who_is_unknown_out_of_date_or_somebody_else() {
    var honest = node.warrant(0, 1);

    refused(
        node.admit(honest.issuedBy("nobody").signedAs(honest.signature())),
        4,
        Code.WARRANT_INVALID);
    refused(
        node.admit(honest.signedAs(People.MALLORY.key().sign(honest.signedBytes().toArray()))),
        4,
        Code.WARRANT_INVALID);
    admitted();
  }

  @Test
  void check_5_a_warrant_for_another_environment() {
    node.environment = "staging";
    refused(node.admit(node.warrant(0, 1)), 5, Code.WARRANT_INVALID);

    node.environment = "prod";
    admitted();
  }

  @Test
  void check_6_a_number_that_is_over() {
    node.memory = node.memory.afterAdmitted(node.admitted(node.warrant(0, 2)));
    refused(node.admit(node.warrant(0, 1)), 6, Code.WARRANT_REPLAYED);
    admitted();
  }

  @Test
  void check_7_a_patch_for_another_role() {
    node.role = "validator";
    refused(node.admit(node.warrant(0, 1)), 7, Code.TARGET_NOT_ALLOWED);

    node.role = "api";
    admitted();
  }

  @Test
  void check_8_an_attempt_that_is_spent() {
    var before = node.memory;
    node.memory = before.afterLeaving(node.plan.patch().bodyDigest(), "prod", 1);
    refused(node.admit(node.warrant(0, 1)), 8, Code.WARRANT_REPLAYED);

    node.memory = before.afterLeaving(node.plan.patch().bodyDigest(), "staging", 1);
    admitted();
  }

  @Test
  void check_9_a_node_that_nobody_planned() {
    node.id = "c-1";
    refused(node.admit(node.warrant(0, 1)), 9, Code.NOT_IN_WAVE);

    node.id = "a-1";
    admitted();
  }

  @Test
  void check_10_a_policy_of_the_node_that_asks_for_more_than_the_fleets() {
    node.policy.approver(People.CAROL, "manager").required(3);
    refused(node.admit(node.warrant(0, 1)), 10, Code.RBAC_MISSING);

    node.policy.required(2);
    admitted();
  }

  @Test
  void check_11_a_record_that_is_in_no_log_that_the_node_trusts() {
    node.trust = withoutLogs();
    refused(node.admit(node.warrant(0, 1)), 11, Code.LOG_PROOF_INVALID);

    node.demands = EnumSet.noneOf(NodeFacts.Demand.class);
    admitted();
  }

  private TrustStore withoutLogs() {
    var text = ANode.json(node.trust.document().without("logs"));
    return TrustStore.parse("trust", text).orThrow();
  }

  @Test
  void a_warrant_that_its_thief_makes_live_longer_is_refused_by_its_signature() {
    var honest = node.warrant(0, 1);
    var later = Value.text(Grammar.time(honest.expires().plusSeconds(3_600)));
    var extended =
        Warrant.parse("warrant", ANode.json(honest.document().with("expires", later))).orThrow();

    refused(node.admit(extended), 4, Code.WARRANT_INVALID);
  }

  @Test
  void a_warrant_whose_thief_has_the_issuers_key_moves_to_no_other_plan_patch_or_wave() {
    var honest = node.warrant(0, 1);
    var elsewhere = Value.text(Sha256.of(new byte[] {4}).hex());
    var wave = Value.object().put("name", "rest").put("index", 1).build();
    var patch =
        Value.object()
            .put("id", "hotfix-7")
            .put("version", "3.2.1")
            .put("body", Sha256.of(new byte[] {5}))
            .build();

    refused(
        node.admit(ANode.resigned(honest, text -> text.with("plan", elsewhere))),
        9,
        Code.WARRANT_INVALID);
    refused(
        node.admit(ANode.resigned(honest, text -> text.with("patch", patch))),
        7,
        Code.WARRANT_INVALID);
    refused(
        node.admit(ANode.resigned(honest, text -> text.with("wave", wave))), 9, Code.NOT_IN_WAVE);
    refused(
        node.admit(
            ANode.resigned(honest, text -> text.with("targets", Value.texts(List.of("db"))))),
        7,
        Code.WARRANT_INVALID);
    refused(
        node.admit(ANode.resigned(honest, text -> text.with("attempt", Value.number(2)))),
        10,
        Code.RBAC_MISSING,
        Code.APPROVAL_INVALID,
        Code.APPROVAL_INVALID);
  }

  @Test
  void a_policy_that_is_swapped_on_the_control_plane_alone_moves_no_node() {
    var lax = new APolicy().required(0).rbac("unattended: true").policy();
    var permit =
        Guard.evaluate(lax, node.plan, 0, List.of(), Environment.of("prod"), AChange.NOON).permit();
    var issue = new WarrantDraft.Issue(ANode.ROLLOUT, 1, AChange.NOON, ANode.LIFE);
    var warrant = WarrantDraft.forward(permit, issue).sign(People.CONTROL.key(), "control");

    refused(node.admit(warrant), 10, Code.RBAC_MISSING);
  }
}

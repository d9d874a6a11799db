package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * Goal: send a node back whose patch is committed. It takes a quorum that says {@code rollback},
 * and everything else that a forward warrant is asked.
 */
class BackAfterTheHorizonTest {
  private static final Instant LATER = NOON.plus(Duration.ofHours(30));

  private ANode node = nodeOf(AChange.honest());

  private static ANode nodeOf(AChange change) {
    var newsdesk =
        "\"bulletins\": [{\"name\": \"newsdesk\", \"ed25519\": \"%s\"}],"
            .formatted(People.DAVE.hex());
    return new ANode(change.trust(newsdesk)).at(LATER);
  }

  private Approval yes(People who, Direction direction) {
    return AnApproval.by(who, node.plan).direction(direction).at(LATER.minusSeconds(60)).sign();
  }

  private Warrant back(int wave) {
    return back(wave, yes(People.ANN, Direction.ROLLBACK), yes(People.BOB, Direction.ROLLBACK));
  }

  private Warrant back(int wave, Approval... approvals) {
    var permit = permit(wave, approvals).permit();
    var issue = new WarrantDraft.Issue(ANode.ROLLOUT, 7, LATER, ANode.LIFE);
    return WarrantDraft.back(permit, issue).sign(People.CONTROL.key(), "control");
  }

  private GateResult permit(int wave, Approval... approvals) {
    return Guard.evaluateBack(
        APolicy.ofManagers(People.ANN, People.BOB).policy(),
        node.plan,
        wave,
        List.of(approvals),
        Environment.of("prod"),
        LATER);
  }

  private RollbackAdmission ordered(Warrant warrant, Serving serving) {
    return node.admitBack(node.envelope(warrant).toJson(), serving);
  }

  private RollbackAdmission.GoBack follows(Warrant warrant) {
    return switch (ordered(warrant, node.serving())) {
      case RollbackAdmission.GoBack order -> order;
      case RollbackAdmission.Refused refused -> throw new AssertionError(refused);
    };
  }

  private static void refused(RollbackAdmission answer, int check, Code code) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            RollbackAdmission.Refused.class,
            refused -> {
              assertThat(refused.check()).as("%s", refused).isEqualTo(check);
              assertThat(refused.problem().code()).as("%s", refused).isEqualTo(code);
            });
  }

  private void refused(Warrant warrant, int check, Code code) {
    refused(ordered(warrant, node.serving()), check, code);
  }

  private static Warrant approvedBy(Warrant warrant, Approval... approvals) {
    var sorted = Arrays.stream(approvals).map(Approval::document).toList();
    return ANode.resigned(warrant, text -> text.with("approvals", Value.array(sorted)));
  }

  private Serving serving(Sha256 body, int attempt, Serving.Previous previous) {
    return new Serving(body, attempt, NOON, Duration.ofHours(24), previous);
  }

  @Test
  void a_quorum_that_says_so_sends_a_committed_node_back_and_log_and_time_are_remembered() {
    var order = follows(back(0));

    var memory = node.memory.afterOrderedBack(order);
    assertThat(order.redelivered()).isFalse();
    assertThat(memory.log("example.org/audit")).isPresent();
    assertThat(memory.timeFloor()).isEqualTo(LATER.minusSeconds(60));
  }

  @Test
  void a_warrant_alone_is_not_enough_whatever_approvals_it_carries() {
    refused(node.admitBack(Envelope.ofRollback(back(0)), node.serving()), 8, Code.WARRANT_INVALID);
  }

  @Test
  void approvals_for_the_way_forward_send_nobody_back() {
    var forward =
        approvedBy(back(0), yes(People.ANN, Direction.FORWARD), yes(People.BOB, Direction.FORWARD));

    refused(forward, 10, Code.RBAC_MISSING);
    assertThat(
            Codes.of(
                permit(0, yes(People.ANN, Direction.FORWARD), yes(People.BOB, Direction.FORWARD))))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID, Code.APPROVAL_INVALID);
  }

  @Test
  void approvals_for_the_way_back_send_nobody_forward() {
    node.at(NOON);
    var warrant =
        approvedBy(
            node.warrant(0, 1),
            AnApproval.by(People.ANN, node.plan).direction(Direction.ROLLBACK).sign(),
            AnApproval.by(People.BOB, node.plan).direction(Direction.ROLLBACK).sign());

    assertThat(node.admit(warrant))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.check()).isEqualTo(10);
              assertThat(refused.problem().code()).isEqualTo(Code.RBAC_MISSING);
            });
  }

  @Test
  void one_person_short_of_the_quorum_or_of_another_patch_is_not_enough() {
    var other = AChange.honest().version("3.2.2").plan();
    var elsewhere = AnApproval.by(People.BOB, other).direction(Direction.ROLLBACK).sign();

    refused(approvedBy(back(0), yes(People.ANN, Direction.ROLLBACK)), 10, Code.RBAC_MISSING);
    refused(
        approvedBy(back(0), yes(People.ANN, Direction.ROLLBACK), elsewhere), 10, Code.RBAC_MISSING);
  }

  @Test
  void the_nodes_own_policy_decides_with_its_windows_and_freezes() {
    node.policy.with("windows: {allowed: []}");
    refused(back(0), 10, Code.WINDOW_VIOLATION);

    node.policy =
        APolicy.ofManagers(People.ANN, People.BOB)
            .with(
                "windows: {freeze: [{from: \"2026-03-01T00:00:00Z\", to: \"2026-03-09T00:00:00Z\","
                    + " reason: year end}]}");
    refused(back(0), 10, Code.FREEZE_ACTIVE);

    node.policy = APolicy.ofManagers(People.CAROL, People.DAVE);
    refused(back(0), 10, Code.RBAC_MISSING);
  }

  @Test
  void there_is_no_way_to_what_is_denied_is_gone_or_was_gone_back_to_once() {
    var body = node.plan.patch().bodyDigest();

    refused(ordered(back(0), serving(body, 1, Serving.Previous.DENIED)), 8, Code.DENIED);
    refused(ordered(back(0), serving(body, 1, Serving.Previous.NONE)), 8, Code.WARRANT_INVALID);
  }

  @Test
  void only_the_body_and_attempt_that_run_are_left() {
    var body = node.plan.patch().bodyDigest();
    var other = Sha256.of(new byte[] {9});

    refused(ordered(back(0), serving(other, 1, Serving.Previous.HEALTHY)), 7, Code.WARRANT_INVALID);
    refused(ordered(back(0), serving(body, 2, Serving.Previous.HEALTHY)), 7, Code.WARRANT_INVALID);
  }

  @Test
  void clock_documents_issuer_and_dates_are_asked_as_on_the_way_forward() {
    node.clock = new ClockReading.Measured(LATER, Duration.ofSeconds(6));
    refused(back(0), 2, Code.CLOCK_UNTRUSTED);

    node.at(LATER);
    node.policy.with("expires: \"2026-03-03T12:00:00Z\"");
    refused(back(0), 3, Code.POLICY_INVALID);

    node.policy = APolicy.ofManagers(People.ANN, People.BOB);
    refused(back(0).signedAs(People.MALLORY.key().sign(new byte[1])), 4, Code.WARRANT_INVALID);

    node.at(back(0).expires());
    refused(back(0), 5, Code.WARRANT_EXPIRED);
  }

  @Test
  void another_manifest_another_wave_and_a_log_that_does_not_know_of_it_are_refused() {
    var stranger = new ANode(AChange.honest().version("9.9.9"));
    var mixed =
        node.envelope(back(0))
            .document()
            .with("manifest", stranger.plan.patch().manifest().document());
    refused(
        node.admitBack(Bytes.copyOf(ANode.json(mixed)), node.serving()), 7, Code.WARRANT_INVALID);

    node.id = "b-1";
    refused(back(0), 9, Code.NOT_IN_WAVE);

    node.id = "a-1";
    node.trust =
        TrustStore.parse("trust", ANode.json(node.trust.document().without("logs"))).orThrow();
    refused(back(0), 11, Code.LOG_PROOF_INVALID);
    node.demands = EnumSet.noneOf(NodeFacts.Demand.class);
    follows(back(0));
  }

  @Test
  void nobody_waits_for_a_canary_to_go_back() {
    node.id = "b-1";

    follows(back(1));
  }

  @Test
  void what_is_denied_or_past_its_end_may_be_left() {
    node = nodeOf(AChange.honest().metadata("\"expires\": \"2026-03-03T00:00:00Z\""));
    denied(node.plan.patch().bodyDigest());

    follows(back(0));
  }

  private void denied(Sha256 body) {
    var draft =
        new BulletinDraft(
            "prod",
            1,
            0,
            0,
            List.of(body),
            List.of(),
            Optional.empty(),
            LATER.minusSeconds(5),
            LATER.plus(Duration.ofDays(6)));
    var text = Json.compact(draft.sign(People.DAVE.key()).orThrow()).getBytes(UTF_8);
    var bulletin = Bulletin.parse("bulletin.json", text).orThrow();
    node.memory =
        Guard.takeBulletin(bulletin, node.facts(), node.memory, node.trust, node.clock).orThrow();
  }

  @Test
  void a_number_that_is_over_is_a_replay_and_the_same_warrant_a_redelivery() {
    var warrant = back(0);
    node.memory = node.memory.afterOrderedBack(follows(warrant));

    assertThat(follows(warrant).redelivered()).isTrue();
    refused(
        ANode.resigned(warrant, text -> text.with("sequence", Value.number(6))),
        6,
        Code.WARRANT_REPLAYED);
  }

  @Test
  void within_the_horizon_a_whole_envelope_needs_no_more_than_a_bare_one() {
    node.at(NOON);
    node.policy.with("windows: {allowed: []}");

    follows(back(0));
  }

  @Test
  void a_permit_to_go_back_is_none_to_go_on() {
    var permit =
        permit(0, yes(People.ANN, Direction.ROLLBACK), yes(People.BOB, Direction.ROLLBACK))
            .permit();
    var issue = new WarrantDraft.Issue(ANode.ROLLOUT, 1, LATER, ANode.LIFE);

    assertThat(permit.direction()).isEqualTo(Direction.ROLLBACK);
    assertThatThrownBy(() -> WarrantDraft.forward(permit, issue))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

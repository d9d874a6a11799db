package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.ABreakGlass.CLOSED;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Value;

/** The same on a node, which asks its own policy whoever broke what glass. */
class BreakGlassOnNodesTest {
  private final ANode node = ANode.honest();
  private final BreakGlass honest = ABreakGlass.by(People.CAROL, node.plan).sign();

  private Warrant warrant(int wave, BreakGlass claim) {
    var permit =
        Guard.evaluate(
                ABreakGlass.policy().policy(),
                node.plan,
                wave,
                List.of(),
                Environment.of("prod").withBreakGlass(Optional.of(claim)),
                NOON)
            .permit();
    var issue = new WarrantDraft.Issue(ANode.ROLLOUT, 1, NOON, ANode.LIFE);
    return WarrantDraft.forward(permit, issue).sign(People.CONTROL.key(), "control");
  }

  private void refused(Warrant warrant, int check, Code... codes) {
    assertThat(node.admit(warrant))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.check()).isEqualTo(check);
              assertThat(Codes.of(refused.problems())).containsExactly(codes);
            });
  }

  @Test
  void a_node_whose_policy_lets_carol_break_the_glass_follows_and_knows_why() {
    node.policy = ABreakGlass.policy().with(CLOSED);

    var admitted = node.admitted(warrant(0, honest));

    assertThat(admitted.brokenGlass().orElseThrow().told()).containsExactly("ann", "bob");
    assertThat(admitted.gate().rbac()).isFalse();
    assertThat(Codes.of(admitted.findings())).contains(Code.BREAK_GLASS_REVIEW_DUE);
  }

  @Test
  void a_node_whose_own_policy_has_no_glass_follows_nobody_s_word_alone() {
    node.policy = APolicy.ofManagers(People.ANN, People.BOB);

    refused(warrant(0, honest), 10, Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void an_orchestrator_that_puts_the_claim_for_another_change_into_its_warrant_gets_nowhere() {
    node.policy = ABreakGlass.policy();
    var other = ABreakGlass.by(People.CAROL, AChange.honest().version("3.2.2").plan()).sign();

    refused(resigned(other), 10, Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  private Warrant resigned(BreakGlass claim) {
    return ANode.resigned(warrant(0, honest), text -> text.with("break_glass", claim.document()));
  }

  @Test
  void an_orchestrator_that_changes_reason_or_date_of_a_claim_gets_nowhere() {
    node.policy = ABreakGlass.policy();
    var reworded = honest.document().with("reason", Value.text("routine"));
    var longer = honest.document().with("expires", Value.text("2026-03-02T15:59:01Z"));

    for (var text : List.of(reworded, longer)) {
      var forged = BreakGlass.parse("claim", ANode.json(text)).orThrow();
      refused(resigned(forged), 10, Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    }
  }

  @Test
  void a_warrant_that_outlives_the_claim_is_worth_nothing_once_that_has_expired() {
    node.policy = ABreakGlass.policy();
    var brief = ABreakGlass.by(People.CAROL, node.plan).life(Duration.ofMinutes(3)).sign();
    var warrant = warrant(0, brief);

    node.at(brief.expires());
    refused(warrant, 10, Code.RBAC_MISSING, Code.APPROVAL_EXPIRED);
  }

  @Test
  void a_claim_that_expires_while_a_patch_is_staged_opens_nothing_any_more() {
    node.policy = ABreakGlass.policy().with(CLOSED);
    var brief = ABreakGlass.by(People.CAROL, node.plan).life(Duration.ofMinutes(3)).sign();
    var admitted = node.admitted(warrant(0, brief));

    node.at(brief.expires().minusSeconds(1));
    assertThat(again(admitted)).isInstanceOf(Admission.Admitted.class);

    node.at(brief.expires());
    assertThat(again(admitted))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.check()).isEqualTo(14);
              assertThat(Codes.of(refused.problems()))
                  .containsExactly(Code.RBAC_MISSING, Code.WINDOW_VIOLATION, Code.APPROVAL_EXPIRED);
            });
  }

  private Admission again(Admission.Admitted admitted) {
    return Guard.again(
        admitted, node.facts(), node.memory, node.trust, node.policy.policy(), node.clock);
  }

  @Test
  void no_glass_brings_a_later_wave_before_its_time() {
    node.id = "b-1";
    node.policy = ABreakGlass.policy();

    refused(warrant(1, honest), 9, Code.TOO_EARLY);
  }

  @Test
  void version_log_and_targets_are_checked_as_ever() {
    node.policy = ABreakGlass.policy();
    node.memory = node.memory.afterActivation(AChange.honest().version("4.0.0").plan().patch());

    refused(warrant(0, honest), 8, Code.VERSION_ROLLBACK);
  }

  private static final String FREEZE =
      "windows: {freeze: [{from: \"2026-03-01T00:00:00Z\", to: \"2026-03-03T00:00:00Z\","
          + " reason: year end, unless: [critical]}]}";

  private static ANode urgent() {
    var node =
        new ANode(
            AChange.honest()
                .metadata("\"change_class\": \"critical\"")
                .signer(People.RELEASE, ", \"may_sign\": {\"classes\": [\"critical\"]}"));
    node.policy = Deciding.unattended().with(ABreakGlass.rules("critical")).with(FREEZE);
    return node;
  }

  private static Warrant unattended(
      ANode node, int wave, Environment environment, Approval... yes) {
    var permit =
        Guard.evaluate(node.policy.policy(), node.plan, wave, List.of(yes), environment, NOON)
            .permit();
    var issue = new WarrantDraft.Issue(ANode.ROLLOUT, 1, NOON, ANode.LIFE);
    return WarrantDraft.forward(permit, issue).sign(People.CONTROL.key(), "control");
  }

  @Test
  void a_glass_that_backs_no_more_than_an_unless_travels_with_the_warrant_and_is_seen_there() {
    var frozen = urgent();
    var claim = ABreakGlass.by(People.CAROL, frozen.plan).sign();

    var warrant = unattended(frozen, 0, Environment.of("prod").withBreakGlass(Optional.of(claim)));
    var admitted = frozen.admitted(warrant);

    assertThat(warrant.gate().window()).isFalse();
    assertThat(admitted.brokenGlass().orElseThrow().over().freeze()).isTrue();
    assertThat(admitted.gate().window()).isFalse();
    assertThat(Codes.of(admitted.findings())).contains(Code.BREAK_GLASS_REVIEW_DUE);
  }

  @Test
  void an_approval_that_backs_an_unless_goes_into_the_warrant_though_nobody_asks_for_a_quorum() {
    var frozen = urgent();
    frozen.policy = frozen.policy.approver(People.ANN, "officer");
    frozen.id = "b-1";
    var late = AnApproval.by(People.ANN, frozen.plan).at(NOON.minusSeconds(5)).sign();

    var warrant = unattended(frozen, 1, Environment.of("prod"), late);

    frozen.at(NOON.plus(Duration.ofHours(1)));
    assertThat(frozen.admit(warrant)).isInstanceOf(Admission.Admitted.class);
  }
}

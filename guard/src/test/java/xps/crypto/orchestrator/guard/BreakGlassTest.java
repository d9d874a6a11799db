package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.ABreakGlass.CLOSED;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** One person's word instead of the quorum and the windows, and never instead of anything else. */
class BreakGlassTest {
  private final RolloutPlan plan = AChange.honest().plan();
  private final BreakGlass honest = ABreakGlass.by(People.CAROL, plan).sign();

  private void denied(BreakGlass claim, Code why) {
    var result = ABreakGlass.decide(ABreakGlass.policy(), plan, claim);
    assertThat(result.allow()).isFalse();
    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, why);
    assertThat(result.brokenGlass()).isEmpty();
  }

  @Test
  void it_replaces_the_quorum_and_closed_windows_and_says_so_loudly() {
    var result = ABreakGlass.decide(ABreakGlass.policy().with(CLOSED), plan, honest);

    assertThat(result.problems()).isEmpty();
    assertThat(result.rbac()).as("nobody has approved, and nobody says so").isFalse();
    assertThat(result.window()).as("the window stays closed").isFalse();
    assertThat(Codes.of(result.findings()))
        .contains(Code.BREAK_GLASS_REVIEW_DUE, Code.RBAC_MISSING, Code.WINDOW_VIOLATION);
    var glass = result.brokenGlass().orElseThrow();
    assertThat(glass.told()).containsExactly("ann", "bob");
    assertThat(glass.words())
        .contains("THE GLASS IS BROKEN by carol", "incident 7", "ann, bob", "closed windows");
    assertThat(result.permit().brokenGlass()).contains(glass);
    assertThat(BrokenGlass.parse("evidence", ANode.json(glass.document())).orThrow().digest())
        .isEqualTo(glass.digest());
  }

  @Test
  void who_has_the_quorum_in_an_open_window_breaks_no_glass() {
    var result =
        ABreakGlass.decide(
            ABreakGlass.policy(),
            plan,
            honest,
            AnApproval.yes(People.ANN, plan),
            AnApproval.yes(People.BOB, plan));

    assertThat(result.allow()).isTrue();
    assertThat(result.brokenGlass()).isEmpty();
    assertThat(result.permit().brokenGlass()).isEmpty();
  }

  @Test
  void a_claim_for_another_patch_plan_environment_or_attempt_opens_nothing() {
    var other = Sha256.of(new byte[] {9});
    denied(ABreakGlass.by(People.CAROL, plan).body(other).sign(), Code.APPROVAL_INVALID);
    denied(ABreakGlass.by(People.CAROL, plan).plan(other).sign(), Code.APPROVAL_INVALID);
    denied(ABreakGlass.by(People.CAROL, plan).environment("dev").sign(), Code.APPROVAL_INVALID);
    denied(ABreakGlass.by(People.CAROL, plan).attempt(2).sign(), Code.APPROVAL_INVALID);
  }

  @Test
  void a_claim_of_a_key_that_the_policy_does_not_list_opens_nothing() {
    denied(ABreakGlass.by(People.MALLORY, plan).sign(), Code.APPROVAL_INVALID);
    denied(ABreakGlass.by(People.ANN, plan).sign(), Code.APPROVAL_INVALID);
    denied(
        ABreakGlass.by(People.CAROL, plan).signedBy(People.MALLORY).sign(), Code.APPROVAL_INVALID);
  }

  @Test
  void a_reason_that_was_changed_after_signing_opens_nothing() {
    var text = honest.document().with("reason", Value.text("routine"));
    denied(BreakGlass.parse("claim", ANode.json(text)).orThrow(), Code.APPROVAL_INVALID);
  }

  @Test
  void it_counts_from_when_it_is_dated_until_it_expires_and_not_for_longer_than_the_policy_says() {
    var until = honest.expires();
    var policy = ABreakGlass.policy();
    assertThat(ABreakGlass.decide(until.minusSeconds(1), policy, plan, honest).allow()).isTrue();
    assertThat(Codes.of(ABreakGlass.decide(until, policy, plan, honest)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_EXPIRED);
    denied(
        ABreakGlass.by(People.CAROL, plan).life(Duration.ofHours(4).plusSeconds(1)).sign(),
        Code.APPROVAL_EXPIRED);
    denied(
        ABreakGlass.by(People.CAROL, plan).at(NOON.plusSeconds(6)).sign(), Code.APPROVAL_INVALID);
  }

  @Test
  void a_class_that_the_policy_does_not_name_waits_for_the_quorum() {
    var policy = APolicy.ofManagers(People.ANN, People.BOB).with(ABreakGlass.rules("critical"));

    assertThat(Codes.of(ABreakGlass.decide(policy, plan, honest)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void a_policy_without_break_glass_lets_nobody_break_it() {
    var policy = APolicy.ofManagers(People.ANN, People.BOB);

    assertThat(Codes.of(ABreakGlass.decide(policy, plan, honest)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void risk_targets_environments_and_what_a_policy_denies_stay_as_they_are() {
    var policy =
        ABreakGlass.policy()
            .risk("{max_score: 0, deny_on: [missing_sbom]}")
            .with("environments: {allow: [dev]}")
            .with("targets: {allow: [wallet]}");

    assertThat(Codes.of(ABreakGlass.decide(policy, plan, honest)))
        .containsExactly(
            Code.ENVIRONMENT_NOT_ALLOWED,
            Code.TARGET_NOT_ALLOWED,
            Code.RISK_TOO_HIGH,
            Code.POLICY_DENIED);
  }

  private static String freeze(String more) {
    return "windows: {freeze: [{from: \"2026-03-01T00:00:00Z\", to: \"2026-03-03T00:00:00Z\","
        + " reason: year end%s}]}".formatted(more);
  }

  @Test
  void a_freeze_holds_whoever_breaks_glass_unless_it_says_otherwise_itself() {
    var frozen = ABreakGlass.policy().with(freeze(""));
    assertThat(Codes.of(ABreakGlass.decide(frozen, plan, honest)))
        .containsExactly(Code.FREEZE_ACTIVE);

    var excepting = ABreakGlass.policy().with(freeze(", unless: [patch]"));
    assertThat(ABreakGlass.decide(excepting, plan, honest).allow()).isTrue();
  }

  @Test
  void an_urgent_class_is_backed_by_who_may_break_glass_for_it_and_by_signers_named_for_it() {
    var policy =
        APolicy.ofManagers(People.ANN, People.BOB)
            .with(ABreakGlass.rules("critical"))
            .with(freeze(", unless: [critical]"));
    var named = ", \"may_sign\": {\"classes\": [\"critical\"]}";
    var urgent = AChange.honest().metadata("\"change_class\": \"critical\"");
    var backed = urgent.signer(People.RELEASE, named).plan();
    var claimed = AChange.honest().metadata("\"change_class\": \"critical\"").plan();

    assertThat(
            ABreakGlass.decide(policy, backed, ABreakGlass.by(People.CAROL, backed).sign()).allow())
        .isTrue();
    assertThat(
            Codes.of(
                ABreakGlass.decide(policy, claimed, ABreakGlass.by(People.CAROL, claimed).sign())))
        .containsExactly(Code.FREEZE_ACTIVE);
  }

  @Test
  void whoever_may_reject_has_looked_and_their_no_stands() {
    var no = AnApproval.by(People.ANN, plan).saying(Decision.REJECT).sign();

    assertThat(Codes.of(ABreakGlass.decide(ABreakGlass.policy(), plan, honest, no)))
        .containsExactly(Code.APPROVAL_REJECTED);
  }

  @Test
  void an_author_does_not_break_the_glass_for_their_own_patch_under_whatever_name() {
    var own = AChange.honest().signer(People.CAROL, ", \"person\": \"somebody-else\"").plan();
    var claim = ABreakGlass.by(People.CAROL, own).sign();

    assertThat(Codes.of(ABreakGlass.decide(ABreakGlass.policy(), own, claim)))
        .containsExactly(Code.RBAC_MISSING, Code.SELF_APPROVAL);
    assertThat(
            ABreakGlass.decide(ABreakGlass.policy().rbac("separate_author: false"), own, claim)
                .allow())
        .isTrue();
  }

  @Test
  void the_earliest_start_of_later_waves_counts_from_it() {
    var result =
        Guard.evaluate(
            ABreakGlass.policy().policy(),
            plan,
            1,
            List.of(),
            Environment.of("prod").withBreakGlass(Optional.of(honest)),
            NOON);

    assertThat(result.permit().earliestStart())
        .as("the canary's bake of an hour isn't skipped")
        .isEqualTo(honest.at().plus(Duration.ofHours(1)));
  }

  @Test
  void a_single_yes_that_came_later_puts_off_no_wave_that_stands_on_broken_glass() {
    var late = AnApproval.by(People.ANN, plan).at(NOON.minusSeconds(1)).sign();
    var soon = NOON.plus(Duration.ofHours(1)).minusSeconds(30);

    var result =
        Guard.evaluate(
            ABreakGlass.policy().policy(),
            plan,
            1,
            List.of(late),
            Environment.of("prod").withBreakGlass(Optional.of(honest)),
            soon);

    assertThat(result.permit().earliestStart()).isBefore(soon);
    assertThat(result.permit().approvals()).isEmpty();
  }

  private static final String CRITICAL = "\"change_class\": \"critical\"";

  /** Who may approve nothing can't back an unless: only the glass does. */
  private static APolicy unattended(String windows) {
    return Deciding.unattended().with(ABreakGlass.rules("critical")).with(windows);
  }

  private static RolloutPlan urgent() {
    return AChange.honest()
        .metadata(CRITICAL)
        .signer(People.RELEASE, ", \"may_sign\": {\"classes\": [\"critical\"]}")
        .plan();
  }

  private static BrokenGlass seen(GateResult result) {
    assertThat(result.allow()).isTrue();
    assertThat(result.window()).as("nobody reads it for an open window").isFalse();
    assertThat(Codes.of(result.findings())).contains(Code.BREAK_GLASS_REVIEW_DUE);
    var glass = result.brokenGlass().orElseThrow();
    assertThat(result.permit().brokenGlass()).contains(glass);
    assertThat(BrokenGlass.parse("evidence", ANode.json(glass.document())).orThrow().over())
        .isEqualTo(glass.over());
    return glass;
  }

  @Test
  void a_glass_that_alone_backs_the_unless_of_a_freeze_is_broken_and_seen() {
    var plan = urgent();
    var policy = unattended(freeze(", unless: [critical]"));
    assertThat(Codes.of(Deciding.on(policy, plan))).containsExactly(Code.FREEZE_ACTIVE);

    var result = ABreakGlass.decide(policy, plan, ABreakGlass.by(People.CAROL, plan).sign());

    var glass = seen(result);
    assertThat(glass.over()).isEqualTo(new BrokenGlass.Over(false, false, true));
    assertThat(glass.words()).contains("passes over a freeze that excepts this class");
    assertThat(Codes.of(result.findings())).contains(Code.FREEZE_ACTIVE);
  }

  @Test
  void a_glass_that_alone_backs_the_unless_of_the_windows_is_broken_and_seen() {
    var plan = urgent();
    var policy = unattended("windows: {allowed: [], unless: [critical]}");
    assertThat(Codes.of(Deciding.on(policy, plan))).containsExactly(Code.WINDOW_VIOLATION);

    var glass = seen(ABreakGlass.decide(policy, plan, ABreakGlass.by(People.CAROL, plan).sign()));

    assertThat(glass.over()).isEqualTo(new BrokenGlass.Over(false, true, false));
  }

  @Test
  void a_glass_instead_of_a_quorum_says_that_it_passes_over_the_freeze_too() {
    var plan = urgent();
    var policy =
        APolicy.ofManagers(People.ANN, People.BOB)
            .with(ABreakGlass.rules("critical"))
            .with(freeze(", unless: [critical]"));

    var glass = seen(ABreakGlass.decide(policy, plan, ABreakGlass.by(People.CAROL, plan).sign()));

    assertThat(glass.over()).isEqualTo(new BrokenGlass.Over(true, false, true));
  }

  @Test
  void who_has_approvers_that_back_an_unless_breaks_no_glass_for_it() {
    var plan = urgent();
    var policy =
        new APolicy()
            .approver(People.ANN, "officer")
            .approver(People.BOB, "officer")
            .with(ABreakGlass.rules("critical"))
            .with(freeze(", unless: [critical]"));

    var result =
        ABreakGlass.decide(
            policy,
            plan,
            ABreakGlass.by(People.CAROL, plan).sign(),
            AnApproval.yes(People.ANN, plan),
            AnApproval.yes(People.BOB, plan));

    assertThat(result.allow()).isTrue();
    assertThat(result.brokenGlass()).isEmpty();
  }
}

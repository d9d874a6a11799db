package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.RefusedException;

/** Lists of environments and targets, dates, and what a result says as a whole. */
class GateResultTest {
  private static final AChange CHANGE = AChange.honest();

  private static GateResult in(String environment, APolicy policy) {
    return Guard.evaluate(
        policy.policy(), CHANGE.plan(), List.of(), Environment.of(environment), AChange.NOON);
  }

  private static APolicy with(String yaml) {
    return Deciding.unattended().with(yaml);
  }

  @Test
  void without_a_list_every_environment_is_allowed() {
    assertThat(in("anywhere", Deciding.unattended()).allow()).isTrue();
  }

  @Test
  void a_list_of_environments_allows_those_and_no_others() {
    var policy = with("environments: {allow: [staging, prod]}");

    assertThat(in("prod", policy).allow()).isTrue();
    assertThat(Codes.of(in("prod-2", policy))).containsExactly(Code.ENVIRONMENT_NOT_ALLOWED);
    assertThat(in("prod-2", policy).problems().getFirst().message()).contains("staging, prod");
  }

  @Test
  void an_empty_list_of_environments_allows_none() {
    var result = in("prod", with("environments: {allow: []}"));

    assertThat(Codes.of(result)).containsExactly(Code.ENVIRONMENT_NOT_ALLOWED);
    assertThat(Codes.of(with("environments: {allow: []}").read().findings()))
        .contains(Code.ENVIRONMENT_NOT_ALLOWED);
  }

  @Test
  void environments_without_allow_restrict_nothing() {
    assertThat(in("prod", with("environments: {}")).allow()).isTrue();
    assertThat(in("prod", with("targets: {}")).allow()).isTrue();
  }

  @Test
  void all_targets_of_a_patch_have_to_be_allowed() {
    var both = AChange.honest().targets("\"api\", \"validator\"").plan();
    var policy = with("targets: {allow: [api]}");

    assertThat(Deciding.on(policy, CHANGE.plan()).allow()).isTrue();
    var denied = Deciding.on(policy, both);
    assertThat(Codes.of(denied)).containsExactly(Code.TARGET_NOT_ALLOWED);
    assertThat(denied.problems().getFirst().message()).contains("no patch for validator");
  }

  @Test
  void an_empty_list_of_targets_allows_none() {
    assertThat(Codes.of(Deciding.on(with("targets: {allow: []}"), CHANGE.plan())))
        .containsExactly(Code.TARGET_NOT_ALLOWED);
  }

  @Test
  void a_patch_that_expires_at_this_instant_has_expired() {
    var plan = AChange.honest().metadata("\"expires\": \"2026-03-02T12:00:01Z\"").plan();

    assertThat(Deciding.on(Deciding.unattended(), plan).allow()).isTrue();
    assertThat(Codes.of(Deciding.at(AChange.NOON.plusSeconds(1), Deciding.unattended(), plan)))
        .containsExactly(Code.MANIFEST_EXPIRED);
  }

  @Test
  void a_denial_gives_every_reason_and_what_would_allow_at_once() {
    var policy =
        APolicy.ofManagers(People.ANN, People.BOB)
            .risk("{max_score: 1, deny_on: [missing_sbom]}")
            .with("environments: {allow: [staging]}")
            .with("targets: {allow: []}")
            .with("windows: {allowed: []}");

    var result = Deciding.on(policy, CHANGE.plan());

    assertThat(Codes.of(result))
        .containsExactly(
            Code.ENVIRONMENT_NOT_ALLOWED,
            Code.TARGET_NOT_ALLOWED,
            Code.RBAC_MISSING,
            Code.WINDOW_VIOLATION,
            Code.RISK_TOO_HIGH,
            Code.POLICY_DENIED);
    assertThat(result.whatWouldAllow()).hasSize(6).doesNotContain("");
    assertThat(result.rbac()).isFalse();
    assertThat(result.window()).isFalse();
    assertThatThrownBy(result::permit).isInstanceOf(RefusedException.class);
  }

  @Test
  void what_is_allowed_needs_nothing_more() {
    var result = Deciding.on(Deciding.unattended(), CHANGE.plan());

    assertThat(result.whatWouldAllow()).isEmpty();
    assertThat(result.problems()).isEmpty();
    assertThat(result.permit().gate()).isEqualTo(result.summary());
    assertThat(result.report().timeZones()).matches("20\\d\\d[a-z]+");
  }

  @Test
  void a_result_tells_its_problems_and_whose_approvals_count() {
    var plan = CHANGE.plan();
    var policy = APolicy.ofManagers(People.ANN, People.BOB);
    var ann = AnApproval.yes(People.ANN, plan);

    var denied = Deciding.on(policy, plan, ann);

    assertThat(denied)
        .isInstanceOfSatisfying(
            GateResult.Denied.class,
            it -> assertThat(denied.problems()).isNotEmpty().isEqualTo(it.problems()));
    assertThat(denied.counting()).containsExactly(ann);
  }

  @Test
  void a_rejection_says_who_when_and_what_would_help() {
    var plan = CHANGE.plan();
    var no = AnApproval.by(People.ANN, plan).saying(Decision.REJECT).sign();

    var denied =
        Deciding.on(
            APolicy.ofManagers(People.ANN, People.BOB), plan, no, AnApproval.yes(People.BOB, plan));

    var problem = denied.problems().getFirst();
    assertThat(problem.message()).startsWith("ann (manager) rejected").contains("2026-", "T", "Z");
    assertThat(problem.remedy()).contains("attempt 2 has to be approved");
    assertThat(denied.whatWouldAllow())
        .contains("a withdrawal by ann, or attempt 2 with new approvals");
  }

  @Test
  void of_many_who_could_approve_ten_are_named() {
    var policy = new APolicy();
    for (int i = 0; i < 12; i++) {
      policy.entry(
          "{name: p%d, role: manager, ed25519: \"%s\"}"
              .formatted(i, SigningKey.generate(new SeededChance(200 + i)).publicKey().hex()));
    }

    assertThat(Deciding.on(policy, CHANGE.plan()).problems().getFirst().message())
        .contains("may still approve: p0 (manager), p1", "and 2 more")
        .doesNotContain("p9");
    assertThat(
            Deciding.on(
                    APolicy.ofManagers(People.ANN, People.BOB),
                    CHANGE.plan(),
                    AnApproval.yes(People.ANN, CHANGE.plan()))
                .whatWouldAllow()
                .getFirst())
        .startsWith("1 more approval;");
  }

  @Test
  void words_that_documents_do_not_have_are_none_of_ours() {
    assertThat(Decision.parse("maybe")).isEmpty();
    assertThat(DenyRule.parse("maybe")).isEmpty();
    assertThat(RiskKind.parse("maybe")).isEmpty();
    for (var kind : RiskKind.values()) {
      assertThat(RiskKind.parse(kind.text())).contains(kind);
    }
    assertThat(RiskKind.texts()).contains("no_canary").hasSameSizeAs(RiskKind.values());
    assertThat(DenyRule.texts()).contains("no_canary").hasSameSizeAs(DenyRule.values());
    assertThat(DenyRule.values()).extracting(DenyRule::message).doesNotContain("");
  }

  @Test
  void the_first_wave_that_has_nodes_is_the_one_that_is_asked_about() {
    var noCanary = AChange.honest().canary("canary: {percentage: 0}").plan();

    var wave = Deciding.on(Deciding.unattended(), noCanary).permit().wave();

    assertThat(wave.nodes()).isNotEmpty();
  }
}

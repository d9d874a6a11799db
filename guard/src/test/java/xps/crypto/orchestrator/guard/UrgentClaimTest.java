package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;

/**
 * Goal: get past a closed window or a freeze by calling a patch urgent. It takes the approvals of
 * that very class, and signers who are named for it.
 */
class UrgentClaimTest {
  private static final String CLASSES = ", \"may_sign\": {\"classes\": [\"critical\", \"patch\"]}";
  private static final String CRITICAL = "\"change_class\": \"critical\"";
  private static final String CLOSED = "windows: {allowed: [], unless: [critical]}";
  private static final String FREEZE =
      "windows: {freeze: [{from: \"2026-03-02T10:00:00Z\", to: \"2026-03-02T14:00:00Z\","
          + " reason: year-end, unless: [critical]}]}";

  private static APolicy officers() {
    return new APolicy().approver(People.ANN, "officer").approver(People.BOB, "officer");
  }

  private static GateResult approved(APolicy policy, AChange change) {
    var plan = change.plan();
    return Deciding.on(
        policy, plan, AnApproval.yes(People.ANN, plan), AnApproval.yes(People.BOB, plan));
  }

  private static AChange backed() {
    return AChange.honest().metadata(CRITICAL).signer(People.RELEASE, CLASSES);
  }

  @Test
  void a_critical_patch_that_is_backed_passes_a_closed_window() {
    assertThat(approved(officers().with(CLOSED), backed()).problems()).isEmpty();
  }

  @Test
  void a_critical_patch_that_is_backed_passes_a_freeze_that_says_so() {
    assertThat(approved(officers().with(FREEZE), backed()).problems()).isEmpty();
  }

  @Test
  void the_word_of_the_manifest_alone_is_not_enough() {
    var plan = backed().plan();

    var result = Deciding.on(officers().with(CLOSED), plan);

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, Code.WINDOW_VIOLATION);
  }

  @Test
  void unattended_policies_have_nobody_who_backs_it() {
    assertThat(Codes.of(Deciding.on(Deciding.unattended().with(CLOSED), backed().plan())))
        .containsExactly(Code.WINDOW_VIOLATION);
  }

  @Test
  void a_signer_who_may_sign_anything_is_not_named_for_it() {
    var change = AChange.honest().metadata(CRITICAL).signer(People.RELEASE, "");

    assertThat(Codes.of(approved(officers().with(CLOSED), change)))
        .containsExactly(Code.WINDOW_VIOLATION);
    assertThat(Codes.of(approved(officers().with(FREEZE), change)))
        .containsExactly(Code.FREEZE_ACTIVE);
  }

  @Test
  void every_counting_signer_has_to_be_named_for_it() {
    var change = backed().signer(People.SECOND, "");

    assertThat(Codes.of(approved(officers().with(CLOSED), change)))
        .containsExactly(Code.WINDOW_VIOLATION);
  }

  @Test
  void an_unsigned_patch_backs_nothing() {
    var change = AChange.honest().metadata(CRITICAL).trusting(People.RELEASE, CLASSES).unsigned();

    assertThat(Codes.of(approved(officers().with(CLOSED), change)))
        .containsExactly(Code.WINDOW_VIOLATION);
  }

  @Test
  void an_unless_is_for_the_classes_that_it_names() {
    var hotfix =
        AChange.honest()
            .metadata("\"change_class\": \"hotfix\"")
            .signer(People.RELEASE, ", \"may_sign\": {\"classes\": [\"hotfix\"]}");

    assertThat(Codes.of(approved(officers().with(CLOSED), hotfix)))
        .containsExactly(Code.WINDOW_VIOLATION);
    assertThat(
            approved(officers().with("windows: {allowed: [], unless: [hotfix]}"), hotfix).allow())
        .isTrue();
  }

  @Test
  void a_freeze_without_unless_holds_for_everybody() {
    assertThat(
            Codes.of(
                approved(officers().with(FREEZE.replace(", unless: [critical]", "")), backed())))
        .containsExactly(Code.FREEZE_ACTIVE);
  }

  @Test
  void an_unless_of_the_windows_is_none_of_a_freeze() {
    var both =
        "windows: {allowed: [], unless: [critical], freeze: [{from: \"2026-03-02T10:00:00Z\","
            + " to: \"2026-03-02T14:00:00Z\", reason: year-end}]}";

    assertThat(Codes.of(approved(officers().with(both), backed())))
        .containsExactly(Code.FREEZE_ACTIVE);
  }

  @Test
  void an_ordinary_class_needs_no_backing_where_the_policy_names_it() {
    var policy = Deciding.unattended().with("windows: {allowed: [], unless: [patch]}");

    assertThat(Deciding.on(policy, AChange.honest().plan()).allow()).isTrue();
  }
}

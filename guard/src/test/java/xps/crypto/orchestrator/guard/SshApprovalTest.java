package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.SshApprover.Token.TOUCHED;
import static xps.crypto.orchestrator.guard.SshApprover.Token.VERIFIED;

import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.MlDsa65SigningKey;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * Approvals by keys of OpenSSH: in a file, in an agent, or on a token that somebody has to touch.
 */
class SshApprovalTest {
  private final RolloutPlan plan = AChange.honest().plan();

  /** Ann has an ordinary SSH key, and Bob a token. */
  private static APolicy policy(String moreOfBob) {
    return new APolicy()
        .entry("{name: ann, role: manager, ssh: \"%s\"}".formatted(SshApprover.line(People.ANN)))
        .entry(
            "{name: bob, role: manager, ssh: \"%s\"%s}"
                .formatted(SshApprover.tokenLine(People.BOB), moreOfBob));
  }

  private Approval yes(People who, StatementSigner key) {
    return AnApproval.by(who, plan).sign(key);
  }

  private GateResult decided(APolicy policy, StatementSigner ann, StatementSigner bob) {
    return Deciding.on(policy, plan, yes(People.ANN, ann), yes(People.BOB, bob));
  }

  private static StatementSigner ann() {
    return SshApprover.Agent.of(People.ANN);
  }

  private static StatementSigner bob(int flags) {
    return new SshApprover.Token(People.BOB, flags);
  }

  @Test
  void an_ssh_key_and_a_touched_token_are_two_approvers() {
    assertThat(decided(policy(""), ann(), bob(TOUCHED)).allow()).isTrue();
  }

  @Test
  void what_was_written_is_read_back_and_counts() {
    var read =
        Approval.parse(
                "a.json", Json.compact(yes(People.BOB, bob(TOUCHED)).document()).getBytes(UTF_8))
            .orThrow();

    assertThat(Json.compact(read.document())).contains("\"alg\":\"sshsig\"");
    assertThat(Deciding.on(policy(""), plan, read, yes(People.ANN, ann())).allow()).isTrue();
  }

  @Test
  void a_token_that_nobody_touched_approves_nothing() {
    var result = decided(policy(""), ann(), bob(0));

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void where_the_policy_wants_the_user_verified_a_touch_is_not_enough() {
    var strict = policy(", verify_required: true");

    assertThat(Codes.of(decided(strict, ann(), bob(TOUCHED))))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    assertThat(decided(strict, ann(), bob(TOUCHED | VERIFIED)).allow()).isTrue();
  }

  @Test
  void an_ssh_signature_for_another_purpose_approves_nothing() {
    for (var purpose : new String[] {"file", "git", "xps-artifact", "xps-approval/v1"}) {
      var lifted = new SshApprover.Agent(People.ANN, purpose);

      assertThat(Codes.of(decided(policy(""), lifted, bob(TOUCHED))))
          .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    }
  }

  @Test
  void the_same_key_may_sign_without_ssh() {
    assertThat(decided(policy(""), People.ANN.key(), bob(TOUCHED)).allow()).isTrue();
  }

  @Test
  void the_secret_in_a_token_does_not_sign_without_the_token() {
    assertThat(Codes.of(decided(policy(""), ann(), People.BOB.key())))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    assertThat(Codes.of(decided(policy(""), ann(), SshApprover.Agent.of(People.BOB))))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void a_key_in_two_notations_is_one_approver() {
    var outcome =
        APolicy.ofManagers(People.ANN, People.BOB)
            .entry(
                "{name: carol, role: manager, ssh: \"%s\"}".formatted(SshApprover.line(People.ANN)))
            .read();

    assertThat(Codes.of(outcome)).containsExactly(Code.POLICY_INVALID);
    assertThat(outcome.problems().getFirst().message()).contains("the key of ann already");
  }

  @Test
  void an_author_with_the_same_key_in_another_notation_does_not_approve() {
    var own = AChange.honest().signer(People.ANN, "").plan();
    var result =
        Deciding.on(
            policy(""),
            own,
            AnApproval.by(People.ANN, own).sign(ann()),
            AnApproval.by(People.BOB, own).sign(bob(TOUCHED)));

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, Code.SELF_APPROVAL);
  }

  @Test
  void an_approver_has_one_key() {
    var both =
        "{name: carol, role: manager, ed25519: \"%s\", ssh: \"%s\"}"
            .formatted(People.CAROL.hex(), SshApprover.line(People.DAVE));

    assertThat(APolicy.ofManagers(People.ANN, People.BOB).entry(both).read().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("has one key"));
  }

  @Test
  void an_ssh_key_is_one_line_of_a_type_that_counts() {
    for (var line : new String[] {"ssh-ed25519 AAAA", "ssh-rsa AAAAB3NzaC1yc2E=", "", "none"}) {
      var entry = "{name: carol, role: manager, ssh: \"%s\"}".formatted(line);

      assertThat(Codes.of(APolicy.ofManagers(People.ANN, People.BOB).entry(entry).read()))
          .containsExactly(Code.POLICY_INVALID);
    }
  }

  @Test
  void only_a_token_verifies_its_user() {
    for (var key :
        new String[] {
          "ed25519: \"" + People.CAROL.hex() + "\"",
          "ssh: \"" + SshApprover.line(People.CAROL) + "\""
        }) {
      var entry = "{name: carol, role: manager, %s, verify_required: true}".formatted(key);

      assertThat(APolicy.ofManagers(People.ANN, People.BOB).entry(entry).read().problems())
          .singleElement()
          .satisfies(problem -> assertThat(problem.message()).contains("only a security key"));
    }
  }

  @Test
  void a_key_of_a_kind_that_no_policy_names_signs_no_approval() {
    var key = MlDsa65SigningKey.generate(new SeededChance(1));

    assertThat(
            new ApprovalDraft(
                    "ann",
                    Decision.APPROVE,
                    Direction.FORWARD,
                    plan.patch().bodyDigest(),
                    plan.digest(),
                    "prod",
                    1,
                    AChange.NOON,
                    AChange.NOON.plusSeconds(60))
                .sign(key)
                .problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(Code.USAGE));
  }
}

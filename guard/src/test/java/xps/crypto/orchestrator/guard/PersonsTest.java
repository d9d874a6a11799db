package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Goal: be two persons, or approve one's own work, under another name or key. */
class PersonsTest {
  private static GateResult decide(APolicy policy, RolloutPlan plan, People... who) {
    return Deciding.on(
        policy,
        plan,
        List.of(who).stream().map(one -> AnApproval.yes(one, plan)).toArray(Approval[]::new));
  }

  @Test
  void one_person_with_two_entries_counts_once() {
    var policy =
        APolicy.ofManagers(People.CAROL)
            .approver(People.ANN, "manager", ", person: ann-lee")
            .approver(People.BOB, "officer", ", person: ann-lee");
    var plan = AChange.honest().plan();

    var result = decide(policy, plan, People.ANN, People.BOB);

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    assertThat(result.problems().getFirst().message())
        .contains("1 of 2", "may still approve: carol (manager)");
    assertThat(decide(policy, plan, People.ANN, People.CAROL).allow()).isTrue();
  }

  @Test
  void an_approver_whose_name_is_the_person_of_another_is_that_person() {
    var policy =
        APolicy.ofManagers(People.ANN, People.CAROL)
            .approver(People.BOB, "manager", ", person: ann");

    assertThat(Codes.of(decide(policy, AChange.honest().plan(), People.ANN, People.BOB)))
        .contains(Code.RBAC_MISSING);
  }

  @Test
  void two_approvers_whose_keys_the_trust_store_gives_to_one_person_count_once() {
    var policy = APolicy.ofManagers(People.ANN, People.BOB, People.CAROL);
    var plan =
        AChange.honest()
            .signer(People.RELEASE, "")
            .trusting(People.ANN, ", \"person\": \"ann-lee\"")
            .trusting(People.BOB, ", \"person\": \"ann-lee\"")
            .plan();

    assertThat(Codes.of(decide(policy, plan, People.ANN, People.BOB))).contains(Code.RBAC_MISSING);
    assertThat(decide(policy, plan, People.BOB, People.CAROL).allow()).isTrue();
  }

  @Test
  void an_author_by_key_does_not_approve_under_another_name() {
    var policy = APolicy.ofManagers(People.BOB, People.CAROL).approver(People.ANN, "manager");
    var plan = AChange.honest().signer(People.ANN, ", \"person\": \"somebody-else\"").plan();

    var result = decide(policy, plan, People.ANN, People.BOB);

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, Code.SELF_APPROVAL);
    assertThat(result.problems().getFirst().message()).contains("may still approve: carol");
  }

  @Test
  void an_author_by_person_does_not_approve_with_another_key() {
    var policy =
        APolicy.ofManagers(People.BOB, People.CAROL)
            .approver(People.ANN, "manager", ", person: release");

    assertThat(Codes.of(decide(policy, AChange.honest().plan(), People.ANN, People.BOB)))
        .containsExactly(Code.RBAC_MISSING, Code.SELF_APPROVAL);
  }

  @Test
  void the_author_whom_the_manifest_names_does_not_approve() {
    var plan = AChange.honest().metadata("\"author\": \"ann\"").plan();
    var policy = APolicy.ofManagers(People.ANN, People.BOB, People.CAROL);

    assertThat(Codes.of(decide(policy, plan, People.ANN, People.BOB)))
        .containsExactly(Code.RBAC_MISSING, Code.SELF_APPROVAL);
  }

  @Test
  void another_entry_of_an_author_does_not_approve_either() {
    var policy =
        APolicy.ofManagers(People.BOB, People.CAROL)
            .approver(People.ANN, "manager", ", person: ann-lee")
            .approver(People.DAVE, "manager", ", person: ann-lee");
    var plan = AChange.honest().signer(People.ANN, "").plan();

    assertThat(Codes.of(decide(policy, plan, People.DAVE, People.BOB)))
        .containsExactly(Code.RBAC_MISSING, Code.SELF_APPROVAL);
  }

  @Test
  void an_author_counts_where_the_policy_says_so() {
    var policy = APolicy.ofManagers(People.ANN, People.BOB).rbac("separate_author: false");
    var plan = AChange.honest().signer(People.ANN, "").plan();

    assertThat(decide(policy, plan, People.ANN, People.BOB).allow()).isTrue();
  }

  @Test
  void the_order_of_approvals_never_changes_the_result() {
    var policy =
        APolicy.ofManagers(People.ANN, People.BOB)
            .approver(People.CAROL, "officer")
            .approver(People.DAVE, "officer", ", person: ann")
            .rbac("quorum: {officer: 1, manager: 1}")
            .policy();
    var plan = AChange.honest().plan();
    for (long seed = 0; seed < 15; seed++) {
      var chance = new Random(seed);
      var approvals = some(plan, chance);
      var before = Guard.evaluate(policy, plan, approvals, Environment.of("prod"), AChange.NOON);

      Collections.shuffle(approvals, chance);

      var after = Guard.evaluate(policy, plan, approvals, Environment.of("prod"), AChange.NOON);
      assertThat(after.report()).as("seed %d", seed).isEqualTo(before.report());
      assertThat(after.problems()).as("seed %d", seed).isEqualTo(before.problems());
      assertThat(after.allow()).as("seed %d", seed).isEqualTo(before.allow());
      if (after.allow()) {
        assertThat(after.permit().approvals())
            .as("seed %d", seed)
            .isEqualTo(before.permit().approvals());
      }
    }
  }

  private static List<Approval> some(RolloutPlan plan, Random chance) {
    var approvals = new ArrayList<Approval>();
    var people = List.of(People.ANN, People.BOB, People.CAROL, People.DAVE, People.MALLORY);
    for (int i = 0; i < 8; i++) {
      var decision =
          chance.nextInt(10) == 0
              ? Decision.REJECT
              : chance.nextInt(6) == 0 ? Decision.WITHDRAW : Decision.APPROVE;
      approvals.add(
          AnApproval.by(people.get(chance.nextInt(people.size())), plan)
              .saying(decision)
              .attempt(chance.nextInt(8) == 0 ? 2 : 1)
              .at(AChange.NOON.minusSeconds(chance.nextInt(4)))
              .sign());
    }
    return approvals;
  }
}

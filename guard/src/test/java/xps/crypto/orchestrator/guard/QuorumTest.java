package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** How many of each role, besides the total. */
class QuorumTest {
  private final RolloutPlan plan = AChange.honest().plan();
  private final APolicy policy =
      APolicy.ofManagers(People.ANN, People.BOB)
          .approver(People.CAROL, "officer")
          .rbac("quorum: {officer: 1}");

  private GateResult decide(People... who) {
    return Deciding.on(
        policy,
        plan,
        List.of(who).stream().map(one -> AnApproval.yes(one, plan)).toArray(Approval[]::new));
  }

  @Test
  void enough_persons_of_the_wrong_role_are_not_enough() {
    var result = decide(People.ANN, People.BOB);

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING);
    assertThat(result.problems().getFirst().message())
        .contains("2 of 2", "1 more of role officer", "may still approve: carol (officer)");
    assertThat(result.rbac()).isFalse();
  }

  @Test
  void the_role_counts_towards_the_total_as_well() {
    assertThat(decide(People.ANN, People.CAROL).allow()).isTrue();
    assertThat(Codes.of(decide(People.CAROL))).containsExactly(Code.RBAC_MISSING);
  }

  @Test
  void a_person_moves_to_another_seat_where_that_fills_more() {
    var seats = new TreeMap<>(Map.of("manager", 1, "officer", 1));
    var roles = new TreeMap<String, Set<String>>();
    roles.put("ann", Set.of("manager", "officer"));
    roles.put("bob", Set.of("manager"));

    var quorum = RoleQuorum.of(seats, roles);

    assertThat(quorum.shortage()).isEmpty();
    assertThat(quorum.assigned()).isEqualTo(Map.of("ann", "officer", "bob", "manager"));
  }

  @Test
  void one_person_never_takes_two_seats() {
    var seats = new TreeMap<>(Map.of("manager", 1, "officer", 1));
    var roles = new TreeMap<String, Set<String>>();
    roles.put("ann", Set.of("manager", "officer"));

    assertThat(RoleQuorum.of(seats, roles).shortage().values()).containsExactly(1);
  }
}

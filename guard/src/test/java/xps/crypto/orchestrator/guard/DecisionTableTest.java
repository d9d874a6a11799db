package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * Every combination of roles, votes, totals and quorums of four approvers, of whom two are one
 * person, and of an author among them; each against an oracle that knows nothing of seats that are
 * moved: it tries every way to seat people.
 */
class DecisionTableTest {
  private static final List<People> WHO =
      List.of(People.ANN, People.BOB, People.CAROL, People.DAVE);

  /** Dave is Ann's second entry. */
  private static final List<String> PERSONS = List.of("ann", "bob", "carol", "ann");

  private static final List<String> ROLES = List.of("manager", "officer");
  private static final List<Map<String, Integer>> QUORUMS =
      List.of(
          Map.of(),
          Map.of("manager", 1),
          Map.of("officer", 2),
          Map.of("manager", 1, "officer", 1),
          Map.of("manager", 2, "officer", 1));

  private static final String CLASSES =
      "[{name: manager, approve: [minor, patch]}, {name: officer, approve: [hotfix, patch]}]";

  private static final Map<String, Set<String>> ENTITLED =
      Map.of(
          "patch", Set.of("manager", "officer"),
          "minor", Set.of("manager"),
          "hotfix", Set.of("officer"));

  private int asked;

  @ParameterizedTest
  @ValueSource(strings = {"patch", "minor", "hotfix"})
  void guard_decides_as_somebody_would_who_tries_every_seat(String changeClass) {
    var version = changeClass.equals("minor") ? "3.2.0" : "3.2.1";
    var metadata = "\"change_class\": \"" + changeClass + "\"";
    for (boolean annIsAuthor : new boolean[] {false, true}) {
      var change = AChange.honest().version(version).metadata(metadata);
      var plan = (annIsAuthor ? change.signer(People.ANN, "") : change).plan();
      var yes = WHO.stream().map(who -> AnApproval.yes(who, plan)).toList();
      for (int roles = 0; roles < 16; roles++) {
        table(changeClass, annIsAuthor, roles, plan, yes);
      }
    }
    assertThat(asked).as("an empty table agrees with everybody").isGreaterThan(4_000);
  }

  /** Signatures are looked at once for all totals and quorums: they cost the most by far. */
  private void table(
      String changeClass, boolean annIsAuthor, int roles, RolloutPlan plan, List<Approval> yes) {
    var anyone = asked(policy(roles, 1, Map.of()).policy(), plan);
    var persons = Persons.of(anyone.policy(), anyone.patch());
    var ballots = new ArrayList<Ballot>();
    for (int votes = 0; votes < 16; votes++) {
      ballots.add(Ballot.of(anyone, persons, chosen(yes, votes)));
    }
    for (int required = 1; required <= 3; required++) {
      for (var quorum : QUORUMS) {
        // What this many people can't meet at all is no policy, and tested as that.
        if (policy(roles, required, quorum).read() instanceof Outcome.Ok<Policy>(var policy, _)) {
          for (int votes = 0; votes < 16; votes++) {
            boolean met = Tally.of(asked(policy, plan), persons, ballots.get(votes)).met();
            asked++;
            assertThat(met)
                .as(
                    "%s, author %s, roles %d, required %d, quorum %s, votes %d",
                    changeClass, annIsAuthor, roles, required, quorum, votes)
                .isEqualTo(oracle(changeClass, annIsAuthor, roles, required, quorum, votes));
          }
        }
      }
    }
  }

  private static Case asked(Policy policy, RolloutPlan plan) {
    return Case.of(policy, plan, Environment.of("prod"), AChange.NOON);
  }

  private static String role(int roles, int who) {
    return ROLES.get(roles >> who & 1);
  }

  private static APolicy policy(int roles, int required, Map<String, Integer> quorum) {
    var policy = new APolicy().required(required).roles(CLASSES);
    for (int i = 0; i < WHO.size(); i++) {
      policy.approver(WHO.get(i), role(roles, i), ", person: " + PERSONS.get(i));
    }
    var seats = new ArrayList<String>();
    new TreeMap<>(quorum).forEach((role, count) -> seats.add(role + ": " + count));
    return quorum.isEmpty() ? policy : policy.rbac("quorum: {" + String.join(", ", seats) + "}");
  }

  private static List<Approval> chosen(List<Approval> yes, int votes) {
    var given = new ArrayList<Approval>();
    for (int i = 0; i < yes.size(); i++) {
      if ((votes >> i & 1) == 1) {
        given.add(yes.get(i));
      }
    }
    return given;
  }

  private static boolean oracle(
      String changeClass,
      boolean annIsAuthor,
      int roles,
      int required,
      Map<String, Integer> quorum,
      int votes) {
    var rolesOf = new TreeMap<String, Set<String>>();
    for (int i = 0; i < WHO.size(); i++) {
      boolean counts =
          (votes >> i & 1) == 1
              && ENTITLED.getOrDefault(changeClass, Set.of()).contains(role(roles, i))
              && !(annIsAuthor && PERSONS.get(i).equals("ann"));
      if (counts) {
        rolesOf.computeIfAbsent(PERSONS.get(i), _ -> new HashSet<>()).add(role(roles, i));
      }
    }
    return rolesOf.size() >= required && seated(List.copyOf(rolesOf.values()), 0, quorum);
  }

  /** Whether people from that one on can take all seats, each at most one. */
  private static boolean seated(List<Set<String>> people, int from, Map<String, Integer> seats) {
    if (seats.values().stream().allMatch(left -> left <= 0)) {
      return true;
    }
    return from < people.size()
        && people.get(from).stream()
            .anyMatch(role -> {
              var left = new HashMap<>(seats);
              left.merge(role, -1, Integer::sum);
              return seated(people, from + 1, left);
            });
  }
}

package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * Safety, as properties: more consent never makes a no of a yes, and less of it, a longer freeze or
 * a higher weight never makes a yes of a no.
 */
class MonotonicityTest {
  private static final int WORLDS = 60;
  private static final List<People> WHO =
      List.of(People.ANN, People.BOB, People.CAROL, People.DAVE);
  private static final List<String> KINDS = RiskKind.texts();

  /** Some policy and some approvals; small enough that yes and no both come up often. */
  private static final class AWorld {
    final Random chance;
    final RolloutPlan plan;
    final List<Approval> approvals = new ArrayList<>();
    private final int required;
    private final int seats;
    private final List<String> roles = new ArrayList<>();
    private final int maxScore;
    int[] weights;
    Instant freezeFrom;
    Instant freezeTo;

    AWorld(long seed, RolloutPlan plan) {
      this.chance = new Random(seed);
      this.plan = plan;
      this.required = 1 + chance.nextInt(3);
      this.seats = chance.nextInt(2);
      WHO.forEach(_ -> roles.add(chance.nextBoolean() ? "manager" : "officer"));
      this.maxScore = chance.nextInt(8);
      this.weights = KINDS.stream().mapToInt(_ -> chance.nextInt(4)).toArray();
      this.freezeFrom = AChange.NOON.plus(Duration.ofHours(chance.nextInt(20) - 15));
      this.freezeTo = freezeFrom.plus(Duration.ofHours(1 + chance.nextInt(4)));
      for (var who : WHO) {
        if (chance.nextInt(3) > 0) {
          approvals.add(some(who));
        }
      }
    }

    private Approval some(People who) {
      var approval = AnApproval.by(who, plan).at(AChange.NOON.minusSeconds(chance.nextInt(9)));
      return switch (chance.nextInt(12)) {
        case 0 -> approval.saying(Decision.REJECT).sign();
        case 1 -> approval.saying(Decision.WITHDRAW).sign();
        case 2 -> approval.attempt(2).sign();
        case 3 -> approval.signedBy(People.MALLORY).sign();
        default -> approval.sign();
      };
    }

    /** Nothing where the approvers could not meet it. */
    boolean allows() {
      var points = new ArrayList<String>();
      for (int i = 0; i < weights.length; i++) {
        points.add(KINDS.get(i) + ": " + weights[i]);
      }
      var policy =
          new APolicy()
              .required(required)
              .risk("{max_score: %d, weights: {%s}}".formatted(maxScore, String.join(", ", points)))
              .with(
                  "windows: {freeze: [{from: \"%s\", to: \"%s\", reason: x}]}"
                      .formatted(Grammar.time(freezeFrom), Grammar.time(freezeTo)));
      for (int i = 0; i < WHO.size(); i++) {
        policy.approver(WHO.get(i), roles.get(i));
      }
      if (seats > 0 && roles.contains("officer")) {
        policy.rbac("quorum: {officer: 1}");
      }
      return Deciding.on(policy, plan, approvals.toArray(Approval[]::new)).allow();
    }
  }

  private static final RolloutPlan PLAN = AChange.honest().plan();

  private interface Change {
    void to(AWorld world);
  }

  /** How many worlds said yes before and no after, and the other way round. */
  private record Turned(int toNo, int toYes, int yes, int no) {
    static Turned by(Change change) {
      int toNo = 0;
      int toYes = 0;
      int yes = 0;
      int no = 0;
      for (long seed = 0; seed < WORLDS; seed++) {
        var world = new AWorld(seed, PLAN);
        boolean before = world.allows();
        change.to(world);
        boolean after = world.allows();
        yes += before ? 1 : 0;
        no += before ? 0 : 1;
        toNo += before && !after ? 1 : 0;
        toYes += !before && after ? 1 : 0;
      }
      assertThat(yes).as("worlds that said yes").isGreaterThan(WORLDS / 20);
      assertThat(no).as("worlds that said no").isGreaterThan(WORLDS / 20);
      return new Turned(toNo, toYes, yes, no);
    }
  }

  @Test
  void one_more_valid_approval_never_turns_a_yes_into_a_no() {
    var turned =
        Turned.by(world -> {
          var who = WHO.get(world.chance.nextInt(WHO.size()));
          world.approvals.add(AnApproval.by(who, PLAN).at(AChange.NOON).sign());
        });

    assertThat(turned.toNo()).isZero();
    assertThat(turned.toYes()).as("and it does turn some noes").isPositive();
  }

  @Test
  void an_approval_that_is_taken_away_never_turns_a_no_into_a_yes() {
    var turned =
        Turned.by(world -> {
          var yes = world.approvals.stream().filter(MonotonicityTest::isYes).toList();
          if (!yes.isEmpty()) {
            world.approvals.remove(yes.get(world.chance.nextInt(yes.size())));
          }
        });

    assertThat(turned.toYes()).isZero();
    assertThat(turned.toNo()).isPositive();
  }

  private static boolean isYes(Approval approval) {
    return approval.decision() == Decision.APPROVE;
  }

  @Test
  void a_longer_freeze_never_turns_a_no_into_a_yes() {
    var turned =
        Turned.by(world -> {
          world.freezeFrom = world.freezeFrom.minus(Duration.ofHours(world.chance.nextInt(12)));
          world.freezeTo = world.freezeTo.plus(Duration.ofHours(world.chance.nextInt(12)));
        });

    assertThat(turned.toYes()).isZero();
    assertThat(turned.toNo()).isPositive();
  }

  @Test
  void a_higher_weight_never_turns_a_no_into_a_yes() {
    var turned =
        Turned.by(world -> {
          int kind = world.chance.nextInt(world.weights.length);
          world.weights[kind] = Math.min(10, world.weights[kind] + world.chance.nextInt(8));
        });

    assertThat(turned.toYes()).isZero();
    assertThat(turned.toNo()).isPositive();
  }
}

package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.BreakGlassReview.Verdict;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** The quorum looks afterwards: others than who broke the glass, and as many as would approve. */
class GlassReviewsTest {
  private final RolloutPlan plan = AChange.honest().plan();
  private final BreakGlass claim = ABreakGlass.by(People.CAROL, plan).sign();
  private APolicy policy = ABreakGlass.policy();
  private final BrokenGlass broken =
      ABreakGlass.decide(policy, plan, claim).brokenGlass().orElseThrow();

  private BreakGlassReview by(People who) {
    return BreakGlassReview.sign(claim, Verdict.JUSTIFIED, who.text(), NOON, who.key()).orThrow();
  }

  private Outcome<GlassReviews> judge(BreakGlassReview... reviews) {
    return GlassReviews.judge(broken, List.of(reviews), policy.policy(), NOON.plusSeconds(60));
  }

  private void tooFew(BreakGlassReview... reviews) {
    var codes = new ArrayList<Code>(List.of(Code.RBAC_MISSING));
    codes.add(Code.APPROVAL_INVALID);
    assertThat(Codes.of(judge(reviews))).isEqualTo(codes);
  }

  @Test
  void two_of_the_quorum_are_enough_whatever_they_found() {
    var blamed =
        BreakGlassReview.sign(claim, Verdict.UNJUSTIFIED, "bob", NOON, People.BOB.key()).orThrow();

    var reviews = judge(by(People.ANN), blamed).orThrow();

    assertThat(reviews.counting()).hasSize(2);
    assertThat(reviews.words()).contains("justified says ann", "unjustified says bob");
  }

  @Test
  void one_alone_is_not_the_quorum_and_twice_is_once() {
    assertThat(Codes.of(judge(by(People.ANN)))).containsExactly(Code.RBAC_MISSING);
    assertThat(Codes.of(judge(by(People.ANN), by(People.ANN)))).containsExactly(Code.RBAC_MISSING);
    assertThat(judge(by(People.ANN)).problems().getFirst().remedy()).contains("bob");
  }

  @Test
  void who_broke_the_glass_does_not_review_it_under_whatever_name() {
    policy =
        policy
            .approver(People.CAROL, "manager")
            .entry(
                "{name: carla, person: carol, role: manager, ed25519: \"%s\"}"
                    .formatted(People.DAVE.hex()));
    var other =
        BreakGlassReview.sign(claim, Verdict.JUSTIFIED, "carla", NOON, People.DAVE.key()).orThrow();

    tooFew(by(People.ANN), by(People.CAROL));
    tooFew(by(People.ANN), other);
  }

  @Test
  void an_author_of_the_patch_does_not_review_it() {
    var own = AChange.honest().signer(People.BOB, "").plan();
    var theirs = ABreakGlass.by(People.CAROL, own).sign();
    var glass = ABreakGlass.decide(policy, own, theirs).brokenGlass().orElseThrow();
    var reviews =
        List.of(People.ANN, People.BOB).stream()
            .map(who ->
                BreakGlassReview.sign(theirs, Verdict.JUSTIFIED, who.text(), NOON, who.key())
                    .orThrow())
            .toList();

    assertThat(Codes.of(GlassReviews.judge(glass, reviews, policy.policy(), NOON)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void a_forged_review_or_one_of_another_break_glass_does_not_count() {
    var forged =
        BreakGlassReview.sign(claim, Verdict.JUSTIFIED, "bob", NOON, People.MALLORY.key())
            .orThrow();
    var turned =
        BreakGlassReview.parse(
                "review",
                ANode.json(
                    BreakGlassReview.sign(claim, Verdict.UNJUSTIFIED, "bob", NOON, People.BOB.key())
                        .orThrow()
                        .document()
                        .with("verdict", Value.text("justified"))))
            .orThrow();
    var another = ABreakGlass.by(People.CAROL, plan).reason("something else").sign();
    var elsewhere =
        BreakGlassReview.sign(another, Verdict.JUSTIFIED, "bob", NOON, People.BOB.key()).orThrow();

    tooFew(by(People.ANN), forged);
    tooFew(by(People.ANN), turned);
    tooFew(by(People.ANN), elsewhere);
  }

  @Test
  void a_stranger_and_a_role_that_may_not_approve_the_class_do_not_review_it() {
    tooFew(by(People.ANN), by(People.MALLORY));
    policy =
        policy
            .roles("[{name: manager, approve: [patch]}, {name: officer, approve: [critical]}]")
            .approver(People.DAVE, "officer");
    tooFew(by(People.ANN), by(People.DAVE));
    assertThat(judge(by(People.ANN), by(People.DAVE)).problems().getLast().message())
        .contains("role that may not approve the class");
  }

  @Test
  void a_review_from_before_the_glass_was_broken_does_not_count() {
    var early =
        BreakGlassReview.sign(
                claim, Verdict.JUSTIFIED, "bob", claim.at().minusSeconds(1), People.BOB.key())
            .orThrow();

    tooFew(by(People.ANN), early);
  }

  @Test
  void a_quorum_of_roles_is_one_of_roles_here_too() {
    policy = policy.approver(People.DAVE, "officer").rbac("quorum: {officer: 1}");

    assertThat(Codes.of(judge(by(People.ANN), by(People.BOB)))).containsExactly(Code.RBAC_MISSING);
    assertThat(judge(by(People.ANN), by(People.DAVE)).isOk()).isTrue();
  }
}

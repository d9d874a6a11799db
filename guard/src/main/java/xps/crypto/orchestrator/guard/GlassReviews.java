package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * That the quorum has looked at a broken glass: as many persons, of the same roles, as would have
 * had to approve. Only {@link #judge} makes one.
 */
public final class GlassReviews {
  private static final String TYPE = "xps-break-glass-reviews/v1";

  private final BrokenGlass broken;
  private final List<BreakGlassReview> counting;

  private GlassReviews(BrokenGlass broken, List<BreakGlassReview> counting) {
    this.broken = broken;
    this.counting = List.copyOf(counting);
  }

  /**
   * Counts reviews. Nobody reviews themselves: neither who broke the glass nor an author of the
   * patch counts, under whatever name.
   *
   * @return {@code RBAC_MISSING} when it takes more, with why the others don't count
   */
  public static Outcome<GlassReviews> judge(
      BrokenGlass broken, List<BreakGlassReview> reviews, Policy policy, Instant now) {
    var inOrder = new TreeSet<>(BreakGlassReview.ORDER);
    inOrder.addAll(reviews);
    var others = new ArrayList<Problem>();
    var byPerson = new TreeMap<String, BreakGlassReview>();
    var rolesOf = new TreeMap<String, Set<String>>();
    for (var review : inOrder) {
      var approver = policy.approver(review.approver());
      var flaw = flaw(broken, review, policy, approver, now);
      if (flaw.isPresent()) {
        others.add(
            Problem.of(
                Code.APPROVAL_INVALID,
                review.approver() + "'s review " + flaw.get(),
                review.place().toString()));
        continue;
      }
      var person = person(broken, approver.orElseThrow());
      byPerson.putIfAbsent(person, review);
      rolesOf
          .computeIfAbsent(person, _ -> new TreeSet<>())
          .add(approver.orElseThrow().role().name());
    }
    var shortage = RoleQuorum.of(policy.rbac().quorum(), rolesOf).shortage();
    int wanted = Math.max(1, policy.requiredApprovals());
    if (byPerson.size() < wanted || !shortage.isEmpty()) {
      var problems = new ArrayList<Problem>();
      problems.add(missing(broken, byPerson, wanted, shortage, policy));
      problems.addAll(others);
      return Outcome.refused(problems);
    }
    return Outcome.ok(new GlassReviews(broken, List.copyOf(byPerson.values())), others);
  }

  private static Optional<String> flaw(
      BrokenGlass broken,
      BreakGlassReview review,
      Policy policy,
      Optional<Approver> approver,
      Instant now) {
    if (approver.isEmpty()) {
      return Optional.of("is of somebody whom the policy doesn't name");
    }
    if (!review.isSignedBy(approver.get().key())) {
      return Optional.of("isn't signed with the key that the policy has for this name");
    }
    if (!review.breakGlass().equals(broken.claim().digest())) {
      return Optional.of("is about another break-glass");
    }
    if (review.at().isBefore(broken.claim().at())
        || review.at().isAfter(now.plus(Environment.USUAL_CLOCK_ERROR))) {
      return Optional.of("is dated before the glass was broken, or in the future");
    }
    if (!approver.get().role().approve().contains(broken.changeClass())) {
      return Optional.of("is of a role that may not approve the class");
    }
    boolean isBreaker =
        policy
            .breakGlass()
            .flatMap(rules -> rules.holder(broken.claim().approver()))
            .filter(holder ->
                holder.key().equals(approver.get().key())
                    || holder.person().equals(approver.get().person()))
            .isPresent();
    return isBreaker || broken.barred().contains(person(broken, approver.get()))
        ? Optional.of("is of who broke the glass, or of an author of the patch")
        : Optional.empty();
  }

  /** As they were known when it was broken. */
  private static String person(BrokenGlass broken, Approver approver) {
    return broken.persons().getOrDefault(approver.name(), approver.person());
  }

  private static Problem missing(
      BrokenGlass broken,
      Map<String, BreakGlassReview> counted,
      int wanted,
      Map<String, Integer> shortage,
      Policy policy) {
    var open = new TreeSet<String>();
    for (var approver : policy.entitled(broken.changeClass())) {
      var person = person(broken, approver);
      if (!counted.containsKey(person) && !broken.barred().contains(person)) {
        open.add(approver.name());
      }
    }
    return new Problem(
        Code.RBAC_MISSING,
        counted.size()
            + " of "
            + wanted
            + " required reviews of "
            + broken.claim().describe()
            + shortage.entrySet().stream()
                .map(role -> "; " + role.getValue() + " more of role " + role.getKey())
                .collect(Collectors.joining()),
        policy.rbac().place().toString(),
        open.isEmpty()
            ? "name more approvers in the policy: nobody is left who may review it"
            : "have them signed with xps break-glass review; may still review: "
                + String.join(", ", open));
  }

  /** What was reviewed. */
  public BrokenGlass broken() {
    return broken;
  }

  /** One of each person, in the order of the persons. */
  public List<BreakGlassReview> counting() {
    return counting;
  }

  /** As the log's evidence keeps it. */
  public Value.Obj document() {
    return Value.object()
        .put("type", TYPE)
        .put("broken", broken.digest())
        .put("reviews", counting.stream().map(BreakGlassReview::document).toList())
        .build();
  }

  /** In one sentence. */
  public String words() {
    return broken.claim().describe()
        + " was reviewed: "
        + counting.stream()
            .map(review -> review.verdict().text() + " says " + review.approver())
            .collect(Collectors.joining(", "));
  }
}

package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which approvals go into a wave's warrant. A node counts its waves' earliest starts from the
 * latest of them: so the earliest ones that are enough go in, and of the others those that don't
 * put off the wave. They are for nodes whose own policy asks for more. Where the glass is broken
 * instead of a quorum, none is needed.
 *
 * @param approvals sorted by approver
 */
record Selection(List<Approval> approvals, Instant earliestStart) {
  Selection {
    approvals = List.copyOf(approvals);
  }

  static Selection of(Case asked, Tally tally, Optional<BrokenGlass> broken, int wave) {
    var bakes =
        asked.direction() == Direction.FORWARD
            ? EarliestStart.bakes(asked.plan(), asked.waves(), wave).orElse(Duration.ZERO)
            : Duration.ZERO; // nobody waits for a canary to go back
    var byTime = new ArrayList<>(tally.counting());
    byTime.sort(
        Comparator.comparing((Vote vote) -> vote.approval().at())
            .thenComparing(Vote::approval, Approval.ORDER));
    int enough = 0;
    boolean isNeeded = broken.filter(glass -> glass.over().quorum()).isEmpty();
    while (isNeeded && enough < byTime.size() && !isEnough(asked, byTime.subList(0, enough))) {
      enough++;
    }
    var latest = asked.now().plus(asked.environment().clockError());
    var chosen = new ArrayList<Approval>();
    for (int i = 0; i < byTime.size() && chosen.size() < Warrant.MOST_APPROVALS; i++) {
      var approval = byTime.get(i).approval();
      if (i < enough || !approval.at().plus(bakes).isAfter(latest)) {
        chosen.add(approval);
      }
    }
    chosen.sort(Approval.ORDER);
    return new Selection(chosen, EarliestStart.of(bakes, chosen, broken.map(BrokenGlass::claim)));
  }

  /** Without a quorum, too, one backs what an urgent class may claim in an {@code unless}. */
  private static boolean isEnough(Case asked, List<Vote> votes) {
    var policy = asked.policy();
    int least = Math.max(policy.requiredApprovals(), WindowCheck.isUrgent(asked) ? 1 : 0);
    var rolesOf = new TreeMap<String, Set<String>>();
    votes.forEach(vote -> rolesOf.put(vote.person(), Set.of(vote.approver().role().name())));
    return votes.size() >= least
        && RoleQuorum.of(policy.rbac().quorum(), rolesOf).shortage().isEmpty();
  }
}

package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * Whether enough different people have approved. The order of the approvals changes nothing.
 *
 * @param met enough people, of the roles that the policy asks for, and no rejection
 * @param counting one approval for each person who counts, the earliest in the role they count for
 * @param problems why not, if it isn't met
 * @param findings what didn't count although it is met
 * @param wayOut what would meet it
 */
record Tally(
    boolean met,
    List<Vote> counting,
    List<Problem> problems,
    List<Problem> findings,
    List<String> wayOut) {
  /** Names in one sentence; more don't help anybody. */
  private static final int MOST_NAMES = 10;

  Tally {
    counting = List.copyOf(counting);
    problems = List.copyOf(problems);
    findings = List.copyOf(findings);
    wayOut = List.copyOf(wayOut);
  }

  static Tally of(Case asked, List<Approval> approvals) {
    var persons = Persons.of(asked.policy(), asked.patch());
    return of(asked, persons, Ballot.of(asked, persons, approvals));
  }

  /** Counts votes that have been looked at one by one. */
  static Tally of(Case asked, Persons persons, Ballot ballot) {
    return new Counting(asked, persons, ballot).count();
  }

  private static final class Counting {
    private final Case asked;
    private final Persons persons;
    private final Ballot ballot;

    Counting(Case asked, Persons persons, Ballot ballot) {
      this.asked = asked;
      this.persons = persons;
      this.ballot = ballot;
    }

    Tally count() {
      var byPerson = new TreeMap<String, List<Vote>>();
      for (var vote : ballot.candidates()) {
        byPerson.computeIfAbsent(vote.person(), _ -> new ArrayList<>()).add(vote);
      }
      var rolesOf = new TreeMap<String, Set<String>>();
      byPerson.forEach((person, votes) ->
          rolesOf.put(
              person,
              votes.stream()
                  .map(vote -> vote.approver().role().name())
                  .collect(Collectors.toSet())));
      var quorum = RoleQuorum.of(asked.policy().rbac().quorum(), rolesOf);
      var counting = new ArrayList<Vote>();
      var others = new ArrayList<>(ballot.others());
      byPerson.forEach((person, votes) -> {
        var counted = choose(votes, quorum.assigned().getOrDefault(person, ""));
        counting.add(counted);
        votes.stream().filter(vote -> !vote.equals(counted)).forEach(vote -> again(vote, others));
      });
      counting.sort(Comparator.comparing(Vote::approval, Approval.ORDER));
      int lacking = Math.max(0, asked.policy().requiredApprovals() - counting.size());
      return result(counting, lacking, quorum, others);
    }

    /** The earliest in the role that the person was given, or of all where they were given none. */
    private static Vote choose(List<Vote> votes, String role) {
      var earliest =
          Comparator.comparing((Vote vote) -> vote.approval().at())
              .thenComparing(Vote::approval, Approval.ORDER);
      return votes.stream()
          .filter(vote -> role.isEmpty() || vote.approver().role().name().equals(role))
          .min(earliest)
          .orElseThrow();
    }

    private static void again(Vote vote, List<Problem> others) {
      others.add(
          new Problem(
              Code.APPROVAL_INVALID,
              vote.approval().describe() + " is one more of the same person, who counts once",
              vote.approval().place().toString(),
              "have somebody else approve, if another approval is needed"));
    }

    private Tally result(
        List<Vote> counting, int lacking, RoleQuorum quorum, List<Problem> others) {
      boolean enough = lacking == 0 && quorum.shortage().isEmpty();
      var problems = new ArrayList<Problem>();
      var wayOut = new LinkedHashSet<String>();
      for (var rejection : ballot.rejections()) {
        problems.add(rejected(rejection));
        wayOut.add(
            "a withdrawal by "
                + rejection.approver().name()
                + ", or attempt "
                + (rejection.approval().attempt() + 1)
                + " with new approvals");
      }
      if (!enough) {
        problems.add(missing(counting, lacking, quorum));
        problems.addAll(others);
        wayOut.add(wanted(counting, lacking, quorum));
      }
      return new Tally(
          problems.isEmpty(), counting, problems, enough ? others : List.of(), List.copyOf(wayOut));
    }

    private Problem rejected(Vote vote) {
      return new Problem(
          Code.APPROVAL_REJECTED,
          vote.who()
              + " rejected this patch for "
              + asked.environment().name()
              + " at "
              + vote.at(),
          vote.approval().place().toString(),
          "talk to "
              + vote.approver().name()
              + "; they can withdraw, or attempt "
              + (vote.approval().attempt() + 1)
              + " has to be approved");
    }

    private Problem missing(List<Vote> counting, int lacking, RoleQuorum quorum) {
      var have =
          counting.isEmpty()
              ? ""
              : " (" + counting.stream().map(Vote::who).collect(Collectors.joining(", ")) + ")";
      var message =
          counting.size()
              + " of "
              + asked.policy().requiredApprovals()
              + " required approvals for class "
              + asked.changeClass().text()
              + " in "
              + asked.environment().name()
              + ", attempt "
              + asked.environment().attempt()
              + have
              + quorum.shortage().entrySet().stream()
                  .map(role -> "; " + role.getValue() + " more of role " + role.getKey())
                  .collect(Collectors.joining());
      return new Problem(
          Code.RBAC_MISSING,
          message + "; " + couldApprove(counting),
          asked.policy().rbac().place().toString(),
          "get " + wanted(counting, lacking, quorum) + " with xps approve");
    }

    private String wanted(List<Vote> counting, int lacking, RoleQuorum quorum) {
      int seats = quorum.shortage().values().stream().mapToInt(Integer::intValue).sum();
      int more = Math.max(lacking, seats);
      var roles =
          quorum.shortage().entrySet().stream()
              .map(role -> role.getValue() + " of role " + role.getKey())
              .collect(Collectors.joining(", "));
      return more
          + (more == 1 ? " more approval" : " more approvals")
          + (roles.isEmpty() ? "" : " (" + roles + ")")
          + "; "
          + couldApprove(counting);
    }

    private String couldApprove(List<Vote> counting) {
      var names = stillOpen(counting);
      if (names.isEmpty()) {
        return asked.policy().rbac().hasApprovers()
            ? "nobody else may approve this class"
            : "the policy names no approvers";
      }
      var shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
      int more = names.size() - MOST_NAMES;
      return "may still approve: " + shown + (more > 0 ? " and " + more + " more" : "");
    }

    /** Who is entitled, and is neither counted nor an author. */
    private List<String> stillOpen(List<Vote> counting) {
      var counted = new HashSet<String>();
      counting.forEach(vote -> counted.add(vote.person()));
      return asked.policy().entitled(asked.changeClass()).stream()
          .filter(approver -> !counted.contains(persons.of(approver)))
          .filter(
              approver -> !asked.policy().rbac().separateAuthor() || !persons.isAuthor(approver))
          .map(approver -> approver.name() + " (" + approver.role().name() + ")")
          .sorted()
          .toList();
    }
  }
}

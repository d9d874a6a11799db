package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Problem;

/**
 * Looks at each approval for itself: which ones may count, which ones deny, and why the others do
 * neither (FORMATS §5).
 *
 * @param candidates approvals that count if their person has not been counted; in a fixed order
 * @param rejections what an entitled person has rejected
 * @param others why the rest doesn't count
 */
record Ballot(List<Vote> candidates, List<Vote> rejections, List<Problem> others) {
  Ballot {
    candidates = List.copyOf(candidates);
    rejections = List.copyOf(rejections);
    others = List.copyOf(others);
  }

  static Ballot of(Case asked, Persons persons, List<Approval> approvals) {
    return new Reading(asked, persons).read(approvals);
  }

  /** One reading of all approvals. */
  private static final class Reading {
    private final Case asked;
    private final Persons persons;
    private final List<Vote> candidates = new ArrayList<>();
    private final List<Vote> rejections = new ArrayList<>();
    private final List<Problem> others = new ArrayList<>();

    Reading(Case asked, Persons persons) {
      this.asked = asked;
      this.persons = persons;
    }

    Ballot read(List<Approval> approvals) {
      var votes = new ArrayList<Vote>();
      var inOrder = new TreeSet<>(Approval.ORDER); // the same approval twice is one
      inOrder.addAll(approvals);
      inOrder.forEach(approval -> vote(approval).ifPresent(votes::add));
      var withdrawals = votes.stream().filter(vote -> is(vote, Decision.WITHDRAW)).toList();
      for (var vote : votes) {
        var withdrawal = withdrawals.stream().filter(vote::isTakenBackBy).findFirst();
        if (withdrawal.isPresent()) {
          invalid(vote.approval(), "was withdrawn at " + withdrawal.get().at());
        } else if (is(vote, Decision.APPROVE) && approves(vote)) {
          candidates.add(vote);
        } else if (is(vote, Decision.REJECT) && rejects(vote)) {
          rejections.add(vote);
        }
      }
      return new Ballot(candidates, rejections, others);
    }

    private Optional<Vote> vote(Approval approval) {
      var approver = asked.policy().approver(approval.approver());
      if (approver.isEmpty()) {
        return invalid(approval, "is of somebody whom the policy doesn't name");
      }
      if (!approval.isSignedBy(approver.get().key())) {
        return invalid(approval, "isn't signed with the key that the policy has for this name");
      }
      if (!approval.body().equals(asked.patch().bodyDigest())) {
        return invalid(approval, "was made for another patch");
      }
      if (!approval.environment().equals(asked.environment().name())) {
        return invalid(approval, "was made for the environment " + approval.environment());
      }
      if (approval.direction() != asked.direction() && approval.decision() != Decision.WITHDRAW) {
        return invalid(approval, "was made for the direction " + approval.direction().text());
      }
      if (approval.at().isAfter(asked.now().plus(asked.environment().clockError()))) {
        return invalid(
            approval,
            "is dated in the future: "
                + asked.itIs()
                + ", give or take "
                + asked.environment().clockError().toMillis()
                + "ms");
      }
      return Optional.of(new Vote(approval, approver.get(), persons.of(approver.get())));
    }

    /** Whether a yes may count; if not, it has said why. */
    private boolean approves(Vote vote) {
      var approval = vote.approval();
      if (isWithdrawnByBulletin(approval)) {
        invalid(approval, "was withdrawn by a bulletin");
        return false;
      }
      if (!approval.plan().equals(asked.planDigest())) {
        invalid(approval, "was made for another plan, other waves or other nodes");
        return false;
      }
      if (approval.attempt() != asked.environment().attempt()) {
        invalid(approval, "was made for attempt " + approval.attempt());
        return false;
      }
      if (isExpired(approval) || isValidForTooLong(approval) || !isEntitled(vote)) {
        return false;
      }
      if (asked.policy().rbac().separateAuthor() && persons.isAuthor(vote.approver())) {
        others.add(
            new Problem(
                Code.SELF_APPROVAL,
                vote.who() + " is an author of this patch, so the approval doesn't count",
                approval.place().toString(),
                "have somebody approve who neither wrote nor signed it"));
        return false;
      }
      return true;
    }

    /** A bulletin takes a yes back, never a no: it only ever makes less possible. */
    private boolean isWithdrawnByBulletin(Approval approval) {
      return asked.environment().bulletin().filter(approval::isWithdrawnBy).isPresent();
    }

    /** Whether a no denies; if not, it has said why. An author's no is as good as any other. */
    private boolean rejects(Vote vote) {
      var approval = vote.approval();
      if (approval.attempt() < asked.environment().attempt()) {
        invalid(approval, "was about attempt " + approval.attempt() + " and those before");
        return false;
      }
      return !isExpired(approval) && isEntitled(vote);
    }

    private boolean isExpired(Approval approval) {
      if (asked.now().isBefore(approval.expires())) {
        return false;
      }
      others.add(
          new Problem(
              Code.APPROVAL_EXPIRED,
              approval.describe()
                  + " expired at "
                  + Grammar.time(approval.expires())
                  + "; "
                  + asked.itIs(),
              approval.place().toString(),
              "have " + approval.approver() + " look again and run xps approve"));
      return true;
    }

    private boolean isValidForTooLong(Approval approval) {
      var longest = asked.policy().rbac().maxValidity();
      var life = Duration.between(approval.at(), approval.expires());
      if (life.compareTo(longest) <= 0) {
        return false;
      }
      others.add(
          new Problem(
              Code.APPROVAL_EXPIRED,
              approval.describe()
                  + " claims to be valid for "
                  + Grammar.duration(life)
                  + "; the policy allows "
                  + Grammar.duration(longest),
              approval.place().toString(),
              "have it signed anew with xps approve --valid " + Grammar.duration(longest)));
      return true;
    }

    private boolean isEntitled(Vote vote) {
      if (vote.approver().role().approve().contains(asked.changeClass())) {
        return true;
      }
      invalid(
          vote.approval(),
          "is of the role "
              + vote.approver().role().name()
              + ", which may not approve the class "
              + asked.changeClass().text());
      return false;
    }

    private Optional<Vote> invalid(Approval approval, String flaw) {
      others.add(
          Problem.of(
              Code.APPROVAL_INVALID,
              approval.describe() + " " + flaw,
              approval.place().toString()));
      return Optional.empty();
    }

    private static boolean is(Vote vote, Decision decision) {
      return vote.approval().decision() == decision;
    }
  }
}

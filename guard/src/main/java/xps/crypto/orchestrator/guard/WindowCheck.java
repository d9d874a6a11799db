package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.Windows;

/**
 * Whether these nodes may be started now.
 *
 * @param problems one for each different reason; none when every node's window is open
 * @param wayOut when it will be so
 * @param opening the same as an instant, where one is in sight and they may not be started now
 */
record WindowCheck(List<Problem> problems, List<String> wayOut, Optional<Instant> opening) {
  /** Rounds of "at the next opening of one, are the others open?" before we say we don't know. */
  private static final int MOST_ROUNDS = 64;

  private static final int MOST_REASONS = 10;

  WindowCheck {
    problems = List.copyOf(problems);
    wayOut = List.copyOf(wayOut);
  }

  boolean open() {
    return problems.isEmpty();
  }

  /** Whether a window is closed; a freeze is another thing. */
  boolean isClosed() {
    return has(Code.WINDOW_VIOLATION);
  }

  /** Whether a freeze holds. */
  boolean isFrozen() {
    return has(Code.FREEZE_ACTIVE);
  }

  private boolean has(Code code) {
    return problems.stream().anyMatch(problem -> problem.code() == code);
  }

  /**
   * Asks for these nodes.
   *
   * @param cutoff how long before its end a window counts as closed
   */
  static WindowCheck beforeStart(
      Case asked,
      Set<ChangeClass> claims,
      Set<? extends Map<String, String>> nodes,
      Duration cutoff) {
    return of(asked.policy(), asked.now(), asked.environment().clock(), claims, nodes, cutoff);
  }

  /** Asks for one node that has been ordered to start. */
  static WindowCheck onNode(Case asked, Set<ChangeClass> claims, Map<String, String> labels) {
    return beforeStart(asked, claims, Set.of(labels), Duration.ZERO);
  }

  /**
   * What this change may claim where the policy says {@code unless}. An urgent class takes more
   * than the word of whoever wrote the manifest: the approvals are by roles that may approve that
   * very class, and every signer is named for it in the trust store.
   *
   * @param approved whether somebody who may approve the class has: an approver, or whoever may
   *     break the glass for it, whose key counts as two of them
   */
  static Set<ChangeClass> claims(Case asked, boolean approved) {
    var changeClass = asked.changeClass();
    if (!isUrgent(asked)) {
      return EnumSet.of(changeClass);
    }
    var signers = asked.patch().countingSigners();
    boolean backed =
        approved
            && !signers.isEmpty()
            && signers.stream().allMatch(signer -> signer.maySign().names(changeClass));
    return backed ? EnumSet.of(changeClass) : EnumSet.noneOf(ChangeClass.class);
  }

  /** Whether a manifest's word about its class isn't enough in an {@code unless}. */
  static boolean isUrgent(Case asked) {
    return switch (asked.changeClass()) {
      case PATCH, MINOR, MAJOR, KEY_ROTATION -> false;
      case HOTFIX, CRITICAL -> true;
    };
  }

  private static WindowCheck of(
      Policy policy,
      Instant now,
      String clock,
      Set<ChangeClass> claims,
      Set<? extends Map<String, String>> nodes,
      Duration cutoff) {
    var question = new Question(policy.windows(), claims, cutoff);
    var reasons = new TreeMap<String, Windows.Closed>();
    for (var labels : nodes) {
      question.closed(now, labels).ifPresent(closed -> reasons.put(closed.reason(), closed));
    }
    if (reasons.isEmpty()) {
      return new WindowCheck(List.of(), List.of(), Optional.empty());
    }
    var opening = question.commonOpening(now, nodes);
    var when = opening.map(at -> "wait until " + policy.windows().wallClock(at)).orElse(NO_OPENING);
    var problems = new ArrayList<Problem>();
    for (var closed : reasons.values().stream().limit(MOST_REASONS).toList()) {
      problems.add(problem(policy, now, clock, closed, when));
    }
    return new WindowCheck(problems, List.of(when), opening);
  }

  private static final String NO_OPENING =
      "no opening is in sight for these nodes: have the policy's owner look at windows";

  private static Problem problem(
      Policy policy, Instant now, String clock, Windows.Closed closed, String when) {
    var next =
        closed.nextOpening().map(at -> "; it opens " + policy.windows().wallClock(at)).orElse("");
    return new Problem(
        closed.code(),
        "it is "
            + policy.windows().wallClock(now)
            + " by "
            + clock
            + ", and "
            + closed.reason()
            + next
            + "; time zones of "
            + Windows.tzdbVersion(),
        policy.place("windows").toString(),
        when);
  }

  /** Who asks about the last days of the year 9999 gets an answer all the same. */
  private static String written(Instant at) {
    return Grammar.isTime(at) ? Grammar.time(at) : "a time after the year 9999";
  }

  /** One question to the windows, for any instant and node. */
  private record Question(Windows windows, Set<ChangeClass> claims, Duration cutoff) {
    /** Why a node may not be started then, if so. */
    Optional<Windows.Closed> closed(Instant at, Map<String, String> labels) {
      return switch (windows.openAt(at, labels, claims, cutoff)) {
        case Windows.Closed closed -> Optional.of(closed);
        case Windows.Open(var closesAt) ->
            closesAt
                .filter(end -> Duration.between(at, end).compareTo(cutoff) < 0)
                .map(end -> tooLate(end, labels));
      };
    }

    private Windows.Closed tooLate(Instant end, Map<String, String> labels) {
      var next =
          switch (windows.openAt(end, labels, claims)) {
            case Windows.Closed(_, _, var opening) -> opening;
            case Windows.Open _ -> Optional.of(end);
          };
      return new Windows.Closed(
          Code.WINDOW_VIOLATION,
          "the window closes at "
              + written(end)
              + ", less than the cutoff of "
              + Grammar.duration(cutoff)
              + " away",
          next);
    }

    /** The first instant at which all of them may be started, if it can be found. */
    Optional<Instant> commonOpening(Instant now, Set<? extends Map<String, String>> nodes) {
      var at = now;
      for (int round = 0; round < MOST_ROUNDS; round++) {
        var later = at;
        for (var labels : nodes) {
          var closed = closed(later, labels);
          if (closed.isPresent() && closed.get().nextOpening().isEmpty()) {
            return Optional.empty();
          }
          later = closed.flatMap(Windows.Closed::nextOpening).orElse(later);
        }
        if (later.equals(at)) {
          return Optional.of(at);
        }
        at = later;
      }
      return Optional.empty();
    }
  }
}

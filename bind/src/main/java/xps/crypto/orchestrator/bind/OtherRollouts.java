package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** What the other rollouts of a journal mean for one that is about to begin or to be taken up. */
final class OtherRollouts {
  private final Journal journal;
  private final RolloutPlan plan;
  private final Subject subject;

  OtherRollouts(Journal journal, RolloutPlan plan, Subject subject) {
    this.journal = journal;
    this.plan = plan;
    this.subject = subject;
  }

  /**
   * Why it can't begin or go on now; nothing where it can. {@code ROLLOUT_CONFLICT}: an unfinished
   * rollout has nodes of this one, or this one was begun on another generation of the fleet. {@code
   * ROLLED_BACK}: this attempt, or a later one, was taken back.
   */
  List<Problem> problems() throws IOException {
    var problems = new ArrayList<Problem>();
    var nodes = nodes();
    for (var row : journal.rollouts()) {
      if (row.subject().equals(subject) && !row.isFinished()) {
        // Ours already; what it was begun on has to be what is there now.
        return moved(row);
      }
      if (!row.isFinished()) {
        problems.addAll(shared(row, nodes));
      } else if (isSpent(row)) {
        problems.add(spent(row));
      }
    }
    return problems;
  }

  private Set<String> nodes() {
    return plan.waves().stream()
        .flatMap(wave -> wave.nodes().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private List<Problem> moved(Journal.RolloutRow row) throws IOException {
    for (var entry : journal.load(row.rollout())) {
      if (JournalEntry.read(entry).orThrow() instanceof JournalEntry.Begun begun) {
        return begun.fleet().equals(plan.fleet().generation()) ? List.of() : List.of(moved(begun));
      }
    }
    return List.of();
  }

  private Problem moved(JournalEntry.Begun begun) {
    return new Problem(
        Code.ROLLOUT_CONFLICT,
        "the fleet isn't the one that this rollout was begun on",
        "fleet generation " + plan.fleet().generation().hex(),
        "go on with the fleet of then: it is evidence "
            + begun.fleet().hex()
            + " of the audit log");
  }

  private List<Problem> shared(Journal.RolloutRow row, Set<String> nodes) throws IOException {
    var shared = new ArrayList<String>();
    for (var entry : journal.load(row.rollout())) {
      if (entry.kind().equals("scope")
          && JournalEntry.read(entry).orThrow() instanceof JournalEntry.Scope(var theirs)) {
        theirs.stream().filter(nodes::contains).forEach(shared::add);
      }
    }
    if (shared.isEmpty()) {
      return List.of();
    }
    boolean isSamePatch = row.subject().body().equals(subject.body());
    return List.of(
        new Problem(
            Code.ROLLOUT_CONFLICT,
            "the rollout %s isn't finished, and has %d of these nodes, %s the first of them"
                    .formatted(row.rollout(), shared.size(), shared.getFirst())
                + (isSamePatch ? "; it is of this very patch, by the plan " : "")
                + (isSamePatch ? row.subject().plan().hex() : ""),
            "rollout " + row.rollout(),
            isSamePatch
                ? "go on by the plan that was approved for it, or end it with xps rollout cancel"
                : "wait for its end, or end it with xps rollout cancel"));
  }

  private boolean isSpent(Journal.RolloutRow row) {
    var other = row.subject();
    return other.body().equals(subject.body())
        && other.environment().equals(subject.environment())
        && other.attempt() >= subject.attempt()
        && List.of("ROLLED_BACK", "NEEDS_PERSON").contains(row.result());
  }

  private static Problem spent(Journal.RolloutRow row) {
    return new Problem(
        Code.ROLLED_BACK,
        "attempt " + row.subject().attempt() + " of this patch was taken back there already",
        "rollout " + row.rollout(),
        "find out why; then have the next attempt approved, and apply it with --attempt "
            + (row.subject().attempt() + 1));
  }

  /**
   * What became of these nodes in earlier rollouts of the same subject, the newest word of each.
   * That one is healthy holds only until another patch came after; its own word that it is goes
   * with it.
   */
  List<JournalEntry> known(Instant now) throws IOException {
    var known = new ArrayList<JournalEntry>();
    var heard = new HashSet<String>();
    boolean otherCame = false;
    for (var row : journal.rollouts()) {
      if (!row.subject().equals(subject)) {
        otherCame |= !row.subject().body().equals(subject.body());
      } else if (row.isFinished()) {
        var course = replayed(row.rollout());
        var signed = course.receipts().kept();
        for (var word : course.state().known(now, row.rollout())) {
          if (heard.add(word.node()) && (!word.healthy() || !otherCame)) {
            Optional.ofNullable(signed.get(word.node()))
                .filter(_ -> word.healthy())
                .ifPresent(own -> known.add(new JournalEntry.Received(word.node(), own)));
            known.add(new JournalEntry.Happened(word));
          }
        }
      }
    }
    return known;
  }

  private Course replayed(String rollout) throws IOException {
    var course = new Course(rollout, plan);
    for (var entry : journal.load(rollout)) {
      var ignored = course.take(JournalEntry.read(entry).orThrow());
    }
    return course;
  }

  /** Its nodes, as the journal keeps them for the sake of others. */
  static List<JournalEntry> scope(RolloutPlan plan) {
    var ids = plan.waves().stream().flatMap(wave -> wave.nodes().stream()).toList();
    var entries = new ArrayList<JournalEntry>();
    for (int from = 0; from < ids.size(); from += JournalEntry.Scope.MOST) {
      entries.add(
          new JournalEntry.Scope(
              ids.subList(from, Math.min(ids.size(), from + JournalEntry.Scope.MOST))));
    }
    return entries;
  }
}

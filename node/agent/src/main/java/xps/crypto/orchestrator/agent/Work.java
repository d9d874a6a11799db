package xps.crypto.orchestrator.agent;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Admission;

/** What is under way. Only the last effect's answer is waited for; its number is in the state. */
sealed interface Work {
  /** Nothing: now and then the agent looks at the workload. */
  record Resting() implements Work {}

  /** Objects are fetched (check 13). */
  record Fetching(Task task) implements Work {}

  /** Modules are tested (check 13). */
  record Testing(Task task) implements Work {}

  /** All that an order brings runs already, by the journal: it is only looked at. */
  record Checking(Admission.Admitted admitted, HealthRule health, Confirming looks)
      implements Work {}

  /**
   * Links and workload are moved forward (check 16).
   *
   * @param before what is true if check 15 can't be written; nothing, once it was
   */
  record Activating(Instant deadline, Optional<NodeJournal> before) implements Work {}

  /** The new generation is looked at. */
  record Confirming(Instant since, Instant deadline, Tally tally) implements Work {
    /**
     * The looks after another one. A workload that doesn't answer may be starting anew: that isn't
     * a failure before time is up.
     */
    Tally after(SortedMap<String, Sha256> wanted, HealthRule health, Event.Looked looked) {
      var sight = looked.sight();
      var after = tally.after(sight.shows(wanted) && looked.ill().isEmpty(), sight);
      boolean isInGrace =
          looked.now().isBefore(since.plus(health.grace())) && tally.successes() == 0;
      boolean counts = sight instanceof Sight.Seen && !isInGrace;
      return after.successes() > 0 || counts
          ? after
          : new Tally(0, tally.failures(), tally.errors());
    }

    Confirming with(Tally newTally) {
      return new Confirming(since, deadline, newTally);
    }
  }

  /**
   * Links and workload are moved back; after the deadline they still are, but it has been said that
   * somebody must look.
   */
  record Retreating(Instant deadline, boolean isLate) implements Work {}

  /** An admitted patch on its way, before anything that runs was touched. */
  record Task(Admission.Admitted admitted, Installation target) {}

  /** Looks at a new generation so far; {@code errors} is each module's count at the last look. */
  record Tally(int successes, int failures, SortedMap<String, Long> errors) {
    static final Tally NONE = new Tally(0, 0, new TreeMap<>());

    public Tally {
      errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
    }

    /** After another look, by which all is well or not. */
    Tally after(boolean isWell, Sight sight) {
      var counts = new TreeMap<String, Long>();
      if (sight instanceof Sight.Seen(var seats)) {
        seats.forEach((name, seat) -> counts.put(name, seat.errors()));
      }
      boolean hasErrors =
          counts.entrySet().stream()
              .anyMatch(now -> now.getValue() > errors.getOrDefault(now.getKey(), now.getValue()));
      return isWell && !hasErrors
          ? new Tally(successes + 1, 0, counts)
          : new Tally(0, failures + 1, counts);
    }

    /**
     * What so many failures say.
     *
     * @param ill what the node's own probe said the last time, where it found something
     */
    Problem problem(Optional<Problem> ill) {
      var why = "the workload doesn't run the new version, or calls into it fail";
      return Problem.of(
          ill.map(Problem::code).orElse(Code.PROBE_FAILED),
          ill.map(Problem::message).orElse(why) + " (" + failures + " looks in a row)",
          ill.map(Problem::where).orElse("workload"));
    }
  }
}

package xps.crypto.orchestrator.agent;

import java.time.Duration;
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
  /** More would overflow, and are longer than any pause. */
  int MOST_DOUBLINGS = 10;

  /**
   * Nothing: now and then the agent looks at the workload.
   *
   * @param restores how often it has put right what was changed past it, since the last order
   */
  record Resting(Restores restores) implements Work {
    Resting() {
      this(Restores.NONE);
    }
  }

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
      if (after.successes() > 0 || counts) {
        return after;
      }
      // Calls that fail in the time of grace don't count later either.
      var errors = sight instanceof Sight.Seen ? after.errors() : tally.errors();
      return new Tally(0, tally.failures(), errors);
    }

    /** Often enough in a row, and long enough for a call to have failed. */
    boolean isHealthy(Tally seen, HealthRule health, Instant now) {
      return seen.successes() >= health.successes() && !now.isBefore(since.plus(health.interval()));
    }

    Confirming with(Tally newTally) {
      return new Confirming(since, deadline, newTally);
    }
  }

  /**
   * Links and workload are moved back.
   *
   * @param tries that have failed
   * @param isLate whether the deadline had passed already when this was begun
   */
  record Retreating(Instant deadline, int tries, boolean isLate) implements Work {
    /** How long until the next try: something that fails at once isn't run twice a second. */
    Duration pause() {
      var doubled = NodeRules.RETRY.multipliedBy(1L << Math.min(tries, MOST_DOUBLINGS));
      return doubled.compareTo(NodeRules.IDLE_LOOK) < 0 ? doubled : NodeRules.IDLE_LOOK;
    }

    Retreating again() {
      return new Retreating(deadline, tries + 1, isLate);
    }
  }

  /** An admitted patch on its way, before anything that runs was touched. */
  record Task(Admission.Admitted admitted, Installation target) {}

  /** Looks at a new generation so far; {@code errors} is each module's count at the last look. */
  record Tally(int successes, int failures, SortedMap<String, Long> errors) {
    static final Tally NONE = new Tally(0, 0, new TreeMap<>());

    public Tally {
      errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
    }

    /** What this activation has brought had no calls before: each that failed is one too many. */
    static Tally of(Installation brought, Optional<Installation> from) {
      var counts = new TreeMap<String, Long>();
      brought
          .artifacts()
          .forEach((name, sha256) -> {
            var before = from.flatMap(left -> Optional.ofNullable(left.artifacts().get(name)));
            if (!before.equals(Optional.of(sha256))) {
              counts.put(name, 0L);
            }
          });
      return new Tally(0, 0, counts);
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

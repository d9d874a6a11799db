package xps.crypto.orchestrator.agent;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reports that nobody has taken yet, in their order, within a bound.
 *
 * <p>After days without a connection it is full of what was said again and again. Then go, each
 * time the oldest: what only repeats an earlier report's rollout, generation and state; then what
 * was only on the way to an outcome. The newest stays, because it says where the node stands, and
 * so does the first word of each outcome. Of those there can't be many: nothing new is asked for
 * before all that waits was taken, so they are of one order. The bound holds all the same.
 */
final class Backlog {
  static final int MOST_REPORTS = 1_000;
  static final int MOST_BYTES = 1 << 20;

  private final ArrayDeque<Said> waiting = new ArrayDeque<>();
  private Optional<Said> taken = Optional.empty();
  private int bytes;

  /** Takes one in; how many had to go for it. */
  int add(Said said) {
    waiting.add(said);
    bytes += said.json().size();
    int dropped = 0;
    while (waiting.size() > 1 && (waiting.size() > MOST_REPORTS || bytes > MOST_BYTES)) {
      drop();
      dropped++;
    }
    return dropped;
  }

  private void drop() {
    if (!dropFirst(repetition()) && !dropFirst(said -> !said.isOutcome())) {
      bytes -= waiting.remove().json().size();
    }
  }

  private Predicate<Said> repetition() {
    var known = new HashSet<Said.Subject>();
    taken.map(Said::subject).ifPresent(known::add);
    return said -> !known.add(said.subject());
  }

  private boolean dropFirst(Predicate<Said> isToGo) {
    int newest = waiting.size() - 1;
    Iterator<Said> each = waiting.iterator();
    for (int i = 0; i < newest; i++) {
      var said = each.next();
      if (isToGo.test(said)) {
        each.remove();
        bytes -= said.json().size();
        return true;
      }
    }
    return false;
  }

  /**
   * Lets go of what was taken, and of what came before it: they go out in their order. Says whether
   * any of it was waiting.
   */
  boolean taken(Said.Taken upTo) {
    int gone = 0;
    int i = 0;
    for (var said : waiting) {
      i++;
      gone = said.isCoveredBy(upTo) ? i : gone;
    }
    for (int left = gone; left > 0; left--) {
      var said = waiting.remove();
      bytes -= said.json().size();
      taken = Optional.of(said);
    }
    return gone > 0;
  }

  /** The newest report that was taken, of those that waited here. */
  Optional<Said> lastTaken() {
    return taken;
  }

  /** The newest report of all: what the node has said last. */
  Optional<Said> last() {
    return waiting.isEmpty() ? taken : Optional.of(waiting.getLast());
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** All of them, the oldest first. */
  List<Said> all() {
    return List.copyOf(waiting);
  }
}

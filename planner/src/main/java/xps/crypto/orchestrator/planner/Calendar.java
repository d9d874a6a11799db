package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.ChangeClass;

/**
 * When a simulated rollout begins, and the windows that it meets.
 *
 * @param claims the classes of change that a window's {@code unless} may be claimed for
 */
public record Calendar(Instant start, Windows windows, Set<ChangeClass> claims) {
  /** Copies the set. */
  public Calendar {
    claims = Set.copyOf(claims);
  }

  /**
   * What guard would say about nodes.
   *
   * @param reasons why not; none where every node may be started
   * @param changes when the answer may be another: the next opening, or the end
   */
  record Answer(List<String> reasons, Optional<Instant> changes) {}

  /**
   * Asks for all nodes of a wave, as a gate does.
   *
   * @param cutoff how long before its end a window counts as closed
   */
  Answer ask(List<Node> nodes, Instant now, Duration cutoff) {
    var closed = new TreeMap<String, Optional<Instant>>();
    Optional<Instant> closing = Optional.empty();
    var seen = new HashSet<>();
    for (var node : nodes) {
      if (!seen.add(node.labels())) {
        continue;
      }
      switch (windows.openAt(now, node.labels(), claims)) {
        case Windows.Closed(var _, var reason, var next) -> closed.put(reason, next);
        case Windows.Open(var closesAt) -> {
          var last = closesAt.map(at -> at.minus(cutoff));
          if (last.isPresent() && !now.isBefore(last.get())) {
            closed.put(
                "its window closes before a node would be done",
                closesAt.flatMap(at -> reopening(at, node)));
          } else {
            closing = earlier(closing, last);
          }
        }
      }
    }
    return closed.isEmpty()
        ? new Answer(List.of(), closing)
        : new Answer(
            closed.entrySet().stream().map(it -> told(it.getKey(), it.getValue())).toList(),
            closed.values().stream().reduce(Optional.empty(), Calendar::later));
  }

  private String told(String reason, Optional<Instant> opening) {
    return reason + opening.map(at -> "; it opens " + windows.wallClock(at)).orElse("");
  }

  /**
   * When all these nodes may be started, from the start on; nothing where that never comes: a gate
   * is asked about a wave as a whole.
   */
  Optional<Instant> firstOpening(List<Node> nodes, Duration cutoff) {
    var last = start.plus(Windows.HORIZON);
    var at = Optional.of(start);
    while (at.isPresent() && at.get().isBefore(last)) {
      var answer = ask(nodes, at.get(), cutoff);
      if (answer.reasons().isEmpty()) {
        return at;
      }
      at = answer.changes();
    }
    return Optional.empty();
  }

  private Optional<Instant> reopening(Instant closed, Node node) {
    return windows.openAt(closed, node.labels(), claims)
            instanceof Windows.Closed(var _, var _, var next)
        ? next
        : Optional.of(closed);
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && (other.isEmpty() || one.get().isAfter(other.get())) ? one : other;
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && (other.isEmpty() || one.get().isBefore(other.get())) ? one : other;
  }
}

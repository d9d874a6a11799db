package xps.crypto.orchestrator.agent;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Where the node stands between its generations. It is durable before anything is done about it, so
 * an agent that is killed finds here what it has to finish.
 */
sealed interface Position {
  /** Nothing was ever active. */
  record Bare() implements Position {}

  /**
   * One generation is active.
   *
   * @param previous where the node came from, while it is still there to go back to
   */
  record Settled(Installation current, Optional<Installation> previous) implements Position {}

  /**
   * On the way forward: links and workload have either the one or the other.
   *
   * @param from what is left; nothing, when this is the node's first
   */
  record Entering(Optional<Installation> from, Installation to, HealthRule health)
      implements Position {
    /** The generation to go back to, if there is one that was well. */
    Optional<Installation> wayBack() {
      return from.filter(Installation::good);
    }
  }

  /** On the way back: links and workload have either the one or the other. */
  record Leaving(Installation from, Installation to) implements Position {}

  /** What the node is to run: what the store's {@code active} is made to name. */
  default Optional<Installation> wanted() {
    return switch (this) {
      case Bare _ -> Optional.empty();
      case Settled(var current, _) -> Optional.of(current);
      case Entering(_, var to, _) -> Optional.of(to);
      case Leaving(_, var to) -> Optional.of(to);
    };
  }

  /** What {@code previous} is made to name. */
  default Optional<Installation> behind() {
    return switch (this) {
      case Bare _ -> Optional.empty();
      case Settled(_, var previous) -> previous;
      case Entering(var from, _, _) -> from;
      case Leaving(var from, _) -> Optional.of(from);
    };
  }

  /** Generations that must not be taken away. */
  default Set<Long> kept() {
    var kept = new TreeSet<Long>();
    wanted().map(Installation::generation).ifPresent(kept::add);
    behind().map(Installation::generation).ifPresent(kept::add);
    return kept;
  }

  /** Names under which something runs, or may run still. */
  default Set<String> names() {
    var names = new TreeSet<>(artifacts().keySet());
    behind().ifPresent(left -> names.addAll(left.artifacts().keySet()));
    return names;
  }

  /** The artifacts that are to run. */
  default SortedMap<String, Sha256> artifacts() {
    return wanted().map(Installation::artifacts).orElseGet(TreeMap::new);
  }
}

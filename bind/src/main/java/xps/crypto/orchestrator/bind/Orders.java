package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Warrant;

/**
 * The warrants of one rollout, and which of them each node was started by. Everything here follows
 * from the journal, so that a runner that takes over hands each node the very warrant that it has.
 */
final class Orders {

  /** A node that is started has to be done before its warrant expires. */
  private final Duration margin;

  private final List<Warrant> signed = new ArrayList<>();
  private final Map<String, Warrant> startedBy = new HashMap<>();

  /**
   * With a bound for what a node takes.
   *
   * @param nodeDeadline from its start until it is healthy
   */
  Orders(Duration nodeDeadline) {
    var wanted = nodeDeadline.plusMinutes(5);
    var longest = Duration.ofHours(12);
    this.margin = wanted.compareTo(longest) > 0 ? longest : wanted;
  }

  void add(Warrant warrant) {
    signed.add(warrant);
  }

  long nextSequence() {
    return signed.isEmpty() ? 1 : signed.getLast().sequence() + 1;
  }

  /** The newest warrant of a wave in that direction. */
  Optional<Warrant> latest(int wave, Direction direction) {
    for (int i = signed.size() - 1; i >= 0; i--) {
      var warrant = signed.get(i);
      if (warrant.wave().index() == wave && warrant.direction() == direction) {
        return Optional.of(warrant);
      }
    }
    return Optional.empty();
  }

  /** Whether it sends back nodes whose patch is committed, too: guard has permitted that. */
  static boolean isFullStrength(Warrant warrant) {
    return warrant.direction() == Direction.ROLLBACK && warrant.gate().rbac();
  }

  /** Whether a node that is told of it now can come to an end under it. */
  boolean isAlive(Warrant warrant, Instant now) {
    return now.isBefore(warrant.expires().minus(margin));
  }

  Optional<Warrant> alive(int wave, Direction direction, Instant now) {
    return latest(wave, direction).filter(warrant -> isAlive(warrant, now));
  }

  /** Binds a node that is being started to its wave's warrant. */
  void start(int wave, String node, Instant now) {
    var known = startedBy.get(node);
    // Another warrant than the one it has would be a new order to the node, and not a reminder.
    if (known == null || !isAlive(known, now)) {
      latest(wave, Direction.FORWARD).ifPresent(warrant -> startedBy.put(node, warrant));
    }
  }

  Optional<Warrant> startedBy(String node) {
    return Optional.ofNullable(startedBy.get(node));
  }

  /** What guard said about a node's wave, as the records about the node repeat it. */
  GateSummary gate(int wave, String node) {
    return startedBy(node)
        .or(() -> latest(wave, Direction.FORWARD))
        .map(Warrant::gate)
        .orElse(new GateSummary(false, false, 0));
  }
}

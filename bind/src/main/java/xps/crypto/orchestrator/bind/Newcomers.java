package xps.crypto.orchestrator.bind;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import xps.crypto.orchestrator.planner.Event;
import xps.crypto.orchestrator.planner.NodeStage;
import xps.crypto.orchestrator.planner.Plan;

/**
 * Whoever comes and waits for its turn is asked first how it is, and counts as there only then:
 * nobody is to blame the patch for what was before.
 */
final class Newcomers {

  private final Course course;
  private final Map<String, ProbeTarget> targets;
  private final Prober prober;

  /** Who is being asked how it is, and how many bad answers there were. */
  private final Map<String, Integer> lookedAt = new HashMap<>();

  Newcomers(Course course, Map<String, ProbeTarget> targets, Prober prober) {
    this.course = course;
    this.targets = Map.copyOf(targets);
    this.prober = prober;
  }

  /** What a node said, without its coming where it is asked first. */
  List<Event> lookBefore(String node, List<Event> said) {
    var target = targets.get(node);
    if (target == null || !waits(node)) {
      return said;
    }
    var others = said.stream().filter(event -> !(event instanceof Event.Connected)).toList();
    if (others.size() < said.size() && lookedAt.putIfAbsent(node, 0) == null) {
      prober.start(node, target);
    }
    return others;
  }

  /** Nobody is asked any more that isn't there. */
  void gone(String node) {
    if (lookedAt.remove(node) != null) {
      prober.stop(node);
    }
  }

  /** Whether this answer makes one of them count as there. */
  boolean hasCome(Event.ProbeAnswered probe) {
    boolean hasCome = lookedAt.containsKey(probe.node()) && isKnown(probe);
    if (hasCome) {
      lookedAt.remove(probe.node());
    }
    return hasCome;
  }

  /**
   * Whether it is known how a node is that has come: one answer that didn't come makes it ask
   * again, as often as of a patched node. Whoever is unhealthy is asked on while it waits.
   */
  private boolean isKnown(Event.ProbeAnswered probe) {
    var check = course.plan().plan().healthCheck();
    return probe.ok()
        || lookedAt.merge(probe.node(), 1, Integer::sum)
            >= check.map(Plan.HealthCheck::failures).orElse(1);
  }

  boolean waits(String node) {
    return course.state().stageOf(node).filter(NodeStage.WAITING::equals).isPresent();
  }
}

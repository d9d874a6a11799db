package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** To whom a failure owes the way back, as a watcher reads the plan. */
final class Owed {
  /** Codes by which nodes fail in a night, by what a plan calls them. */
  private static final Map<Plan.Rollback.Cause, Set<String>> CODES =
      Map.of(
          Plan.Rollback.Cause.PROBE_TIMEOUT, Set.of("PROBE_TIMEOUT", "PROBE_FAILED", "AGENT_LOST"),
          Plan.Rollback.Cause.PROBE_FAILED, Set.of("PROBE_FAILED"));

  private final RolloutPlan plan;
  private final Set<String> nodes = new HashSet<>();

  /** Since when nodes run the new version. */
  private final Map<String, Instant> active = new HashMap<>();

  /** Waves to which guard has said no for a reason that isn't the time. */
  private final Set<Integer> refused = new HashSet<>();

  Owed(RolloutPlan plan) {
    this.plan = plan;
  }

  void active(String node, Instant now) {
    active.put(node, now);
  }

  /** What a node ran before is kept for the horizon of its plan. */
  boolean isCommitted(String node, Instant now) {
    var horizon = plan.plan().rollback().map(Plan.Rollback::horizon).orElse(Duration.ofHours(24));
    return !now.isBefore(active.getOrDefault(node, Instant.MIN).plus(horizon));
  }

  void sees(Event.GateAnswered answer) {
    if (!answer.allowed() && answer.reasons().toString().contains("RBAC_MISSING")) {
      refused.add(answer.wave());
    }
  }

  /** Whether the plan takes a wave back because guard doesn't allow it any more. */
  boolean isTakenBack(int wave, Plan.Rollback.Scope scope) {
    return plan.plan().rollback().stream()
            .anyMatch(rule -> rule.on().contains(Plan.Rollback.Cause.POLICY_VIOLATION))
        && (refused.contains(wave) || (scope == Plan.Rollback.Scope.ALL && !refused.isEmpty()));
  }

  /** Notes whom a failure that ends the rollout has to bring back. */
  void sees(List<Command> commands) {
    Command.Note.NodeFailed last = null;
    for (var command : commands) {
      if (command instanceof Command.Announce(var note)) {
        if (note instanceof Command.Note.NodeFailed failed) {
          last = failed;
        } else if (note instanceof Command.Note.Halted && last != null) {
          halted(last);
        }
      }
    }
  }

  private void halted(Command.Note.NodeFailed failed) {
    var rollback = plan.plan().rollback();
    if (rollback.isEmpty()
        || rollback.get().on().stream()
            .noneMatch(cause -> CODES.getOrDefault(cause, Set.of()).contains(failed.code()))) {
      return;
    }
    switch (rollback.get().scope()) {
      case NODE -> {}
      case WAVE -> nodes.addAll(plan.waves().get(failed.wave()).nodes());
      case ALL -> plan.waves().forEach(wave -> nodes.addAll(wave.nodes()));
    }
  }

  /** Whether nobody who became healthy with the patch and could have gone back is left with it. */
  boolean isPaid(Set<String> healthy, Map<String, NodeStage> stages, Instant now) {
    return nodes.stream()
        .filter(healthy::contains)
        .filter(active::containsKey)
        .filter(node -> stages.get(node) == NodeStage.HEALTHY)
        .allMatch(node -> isCommitted(node, now));
  }
}

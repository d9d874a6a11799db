package xps.crypto.orchestrator.planner;

/** Whether a failure ends new starts (FORMATS §6, {@code abort} and {@code halt_on_error}). */
final class Tolerance {
  private final RolloutState state;

  Tolerance(RolloutState state) {
    this.state = state;
  }

  boolean isExceededBy(NodeRun node) {
    var wave = state.waves.get(node.wave);
    if (wave.wave.name().equals(Wave.CANARY)
        && state.plan.plan().canary().map(Plan.Canary::haltOnError).orElse(true)) {
      return true;
    }
    var aborts = state.plan.plan().aborts();
    if (aborts.isEmpty()) {
      // Without rules the first failed node is one too many; in a canary that doesn't halt, none
      // is.
      return !wave.wave.name().equals(Wave.CANARY);
    }
    return aborts.stream().anyMatch(abort -> isExceeded(abort, wave));
  }

  private boolean isExceeded(Plan.Abort abort, WaveRun wave) {
    var failed = 0;
    var finished = 0;
    for (var run : state.waves) {
      if (abort.scope() == Plan.Abort.Scope.ROLLOUT || run == wave) {
        failed += counted(abort, run);
        finished += run.healthy + run.failed + inTrouble(run);
      }
    }
    if (finished < abort.minFinished()) {
      return false;
    }
    var most = abort.count();
    if (most.isPresent()) {
      return failed >= most.get();
    }
    return failed > 0 && 100L * failed >= (long) abort.percent().orElse(100) * finished;
  }

  private int counted(Plan.Abort abort, WaveRun run) {
    var count = 0;
    for (var id : run.wave.nodes()) {
      var node = state.node(id);
      var silent = node.code.equals("AGENT_LOST");
      if (node.hasFailed()
          && (abort.on().contains("any") || abort.on().contains(silent ? "silent" : "failed"))) {
        count++;
      }
    }
    return count;
  }

  /** Failed nodes that are still on their way back. */
  private int inTrouble(WaveRun run) {
    var count = 0;
    for (var id : run.wave.nodes()) {
      var node = state.node(id);
      if (node.hasFailed() && node.stage == NodeStage.ROLLING_BACK) {
        count++;
      }
    }
    return count;
  }
}

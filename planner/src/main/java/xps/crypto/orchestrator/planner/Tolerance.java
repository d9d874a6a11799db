package xps.crypto.orchestrator.planner;

/**
 * Whether a failure ends new starts, and whose (FORMATS §6, {@code abort}, {@code halt_on_error}).
 */
final class Tolerance {
  private final RolloutState state;

  Tolerance(RolloutState state) {
    this.state = state;
  }

  /** What a failure ends. */
  enum Verdict {
    GOES_ON,
    /** No more nodes of the failed one's domain are started. */
    ENDS_DOMAIN,
    ENDS_ROLLOUT
  }

  Verdict of(NodeRun node) {
    var wave = state.waves.get(node.wave);
    if (wave.wave.name().equals(Wave.CANARY)
        && state.plan.plan().canary().map(Plan.Canary::haltOnError).orElse(true)) {
      return Verdict.ENDS_ROLLOUT;
    }
    var aborts = state.plan.plan().aborts();
    if (aborts.isEmpty()) {
      // Without rules the first failed node is one too many; in a canary that doesn't halt, none
      // is.
      return wave.wave.name().equals(Wave.CANARY) ? Verdict.GOES_ON : Verdict.ENDS_ROLLOUT;
    }
    return byRules(node);
  }

  /**
   * By the plan's rules alone. A node that ends well may be the one with which enough have finished
   * for a share to be judged.
   */
  Verdict byRules(NodeRun node) {
    var verdict = Verdict.GOES_ON;
    for (var abort : state.plan.plan().aborts()) {
      if (isExceeded(abort, node)) {
        if (abort.scope() != Plan.Abort.Scope.DOMAIN) {
          return Verdict.ENDS_ROLLOUT;
        }
        verdict = Verdict.ENDS_DOMAIN;
      }
    }
    return verdict;
  }

  private boolean isExceeded(Plan.Abort abort, NodeRun node) {
    var tally = tally(abort.scope(), node);
    if (tally.finished < abort.minFinished()) {
      return false;
    }
    int failed = counted(abort, tally);
    var most = abort.count();
    if (most.isPresent()) {
      return failed >= most.get();
    }
    return failed > 0 && 100L * failed >= (long) abort.percent().orElse(100) * tally.finished;
  }

  private Tally tally(Plan.Abort.Scope scope, NodeRun node) {
    return switch (scope) {
      case WAVE -> state.waves.get(node.wave).tally;
      case DOMAIN -> node.tally;
      case ROLLOUT -> {
        var all = new Tally();
        state.waves.forEach(wave -> all.add(wave.tally));
        yield all;
      }
    };
  }

  private static int counted(Plan.Abort abort, Tally tally) {
    boolean any = abort.on().contains("any");
    int silent = any || abort.on().contains("silent") ? tally.silent : 0;
    int spoke = any || abort.on().contains("failed") ? tally.failed - tally.silent : 0;
    return silent + spoke;
  }
}

package xps.crypto.orchestrator.planner;

/**
 * What may keep a waiting node from being started though its wave is open and has a free seat: the
 * machine asks whether it does, {@link Why} tells what it is.
 */
sealed interface Limit {
  boolean forbids(NodeRun node);

  /** In half a sentence. */
  String reason(NodeRun node);

  /** So many of a domain stay. A node that is out already takes nobody more out. */
  record Keeps(Plan.Keep rule, Budget budget) implements Limit {
    @Override
    public boolean forbids(NodeRun node) {
      return budget.size - budget.outBeside(node) - 1 < rule.of(budget.size);
    }

    @Override
    public String reason(NodeRun node) {
      return "%s has %d of %d out and keeps %d"
          .formatted(budget, budget.outBeside(node), budget.size, rule.of(budget.size));
    }
  }

  /** No more of a domain are out, whatever they are out for. */
  record Most(Plan.MaxUnavailable rule, Budget budget) implements Limit {
    @Override
    public boolean forbids(NodeRun node) {
      return budget.outBeside(node) >= rule.count();
    }

    @Override
    public String reason(NodeRun node) {
      return "%s has %d of %d unavailable".formatted(budget, budget.outBeside(node), rule.count());
    }
  }

  /** Others of the wave come first. */
  record After(Plan.Order rule, Pending pending) implements Limit {
    @Override
    public boolean forbids(NodeRun node) {
      return pending.count() > 0;
    }

    @Override
    public String reason(NodeRun node) {
      return "waits for %s (%d not at their end)".formatted(rule.first(), pending.count());
    }
  }
}

package xps.crypto.orchestrator.planner;

/**
 * What may keep a waiting node from being started though its wave is open and has a free seat: the
 * machine asks whether it does, {@link Why} tells what it is.
 *
 * <p>Who is counted: a node that is out already, because it was found unhealthy, takes nobody more
 * out when it is patched. No budget holds it up; else a domain full of sick nodes could never get
 * the patch that cures them.
 */
sealed interface Limit {
  boolean forbids(NodeRun node);

  /** Whom to wake when it holds nobody up any more. */
  Waiters waiters();

  /** In half a sentence. */
  String reason(NodeRun node);

  /** So many of a domain stay. */
  record Keeps(Plan.Keep rule, Budget budget) implements Limit {
    @Override
    public boolean forbids(NodeRun node) {
      return !node.isOut() && budget.size - budget.out() - 1 < rule.of(budget.size);
    }

    @Override
    public Waiters waiters() {
      return budget.forKeep;
    }

    @Override
    public String reason(NodeRun node) {
      return "%s has %d of %d out and keeps %d"
          .formatted(budget, budget.out(), budget.size, rule.of(budget.size));
    }
  }

  /** No more of a domain are out, whatever they are out for. */
  record Most(Plan.MaxUnavailable rule, Budget budget) implements Limit {
    @Override
    public boolean forbids(NodeRun node) {
      return !node.isOut() && budget.out() >= rule.count();
    }

    @Override
    public Waiters waiters() {
      return budget.forMost;
    }

    @Override
    public String reason(NodeRun node) {
      return "%s has %d of %d unavailable".formatted(budget, budget.out(), rule.count());
    }
  }

  /** Others of the wave come first. */
  record After(Plan.Order rule, Pending pending) implements Limit {
    @Override
    public boolean forbids(NodeRun node) {
      return pending.count() > 0;
    }

    @Override
    public Waiters waiters() {
      return pending.waiters;
    }

    @Override
    public String reason(NodeRun node) {
      return "waits for %s (%d not at their end)".formatted(rule.first(), pending.count());
    }
  }
}

package xps.crypto.orchestrator.planner;

/** Who is out of one domain: the nodes with the same value of a label. */
final class Budget {
  /** In the place of a label: the one domain of all nodes; no label is called so. */
  static final String EVERYBODY = "";

  final String label;
  final String value;

  /**
   * Lines that it holds up because so many are kept, and because no more may be out: two rules may
   * count by the same label, and room under one is none under the other.
   */
  final Waiters forKeep = new Waiters();

  final Waiters forMost = new Waiters();

  /** How many nodes the whole fleet has there, without those that are gone for good. */
  int size;

  private int out;

  /** The most that were out at once. */
  private int peak;

  Budget(String label, String value) {
    this.label = label;
    this.value = value;
  }

  void change(int by) {
    out += by;
    peak = Math.max(peak, out);
    if (by < 0) {
      forKeep.wakeOne();
      forMost.wakeOne();
    }
  }

  void gone(int by) {
    size -= by;
    forKeep.wakeAll();
    forMost.wakeAll();
  }

  /** Of the rollout's nodes there, how many are out. */
  int out() {
    return out;
  }

  /** The most that were out at once so far. */
  int peak() {
    return peak;
  }

  @Override
  public String toString() {
    return label + " " + value;
  }
}

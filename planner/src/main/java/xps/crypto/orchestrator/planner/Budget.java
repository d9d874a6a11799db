package xps.crypto.orchestrator.planner;

/** Who is out of one domain: the nodes with the same value of a label. */
final class Budget {
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

  Budget(String label, String value) {
    this.label = label;
    this.value = value;
  }

  void change(int by) {
    out += by;
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

  @Override
  public String toString() {
    return label + " " + value;
  }
}

package xps.crypto.orchestrator.planner;

/** Of one wave and one rule of {@code order}, how many of its first haven't come to their end. */
final class Pending {
  /** Lines that it holds up. */
  final Waiters waiters = new Waiters();

  private int count;

  int count() {
    return count;
  }

  void change(int by) {
    count += by;
    if (count == 0) {
      waiters.wakeAll();
    }
  }
}

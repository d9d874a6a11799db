package xps.crypto.orchestrator.planner;

/** What an abort's share is taken of; kept as nodes change, so that nobody is counted anew. */
final class Tally {
  int finished;
  int failed;
  int silent;

  /** A node that was unhealthy before says nothing about the patch. */
  void count(NodeRun node, int by) {
    if (node.sick) {
      return;
    }
    if (node.counts()) {
      finished += by;
    }
    if (node.hasFailed()) {
      failed += by;
    }
    if (node.isSilent()) {
      silent += by;
    }
  }

  void add(Tally other) {
    finished += other.finished;
    failed += other.failed;
    silent += other.silent;
  }
}

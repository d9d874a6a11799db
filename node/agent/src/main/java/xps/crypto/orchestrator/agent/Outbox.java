package xps.crypto.orchestrator.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;

/**
 * Reports that the control plane hasn't acknowledged. They are numbered once, and sent again with
 * the same numbers until they are. Numbers begin anew with every start of the agent, under a new
 * name for it ({@code boot}).
 */
final class Outbox {
  /** Beyond that the oldest go: after days without a connection nobody reads them. */
  private static final int MOST_REPORTS = 1_000;

  /** Reports of one batch: far from its bound of 256 KiB for a node with a dozen modules. */
  private static final int MOST_OF_A_BATCH = 20;

  private final ArrayDeque<NodeReport> waiting = new ArrayDeque<>();
  private final Runnable news;
  private long numbered;

  /** Runs {@code news} whenever there is something to send. */
  Outbox(Runnable news) {
    this.news = news;
  }

  void add(NodeReport report) {
    synchronized (this) {
      numbered++;
      waiting.add(report.numbered(numbered));
      if (waiting.size() > MOST_REPORTS) {
        waiting.remove();
      }
    }
    news.run();
  }

  /** How many reports there have been. */
  synchronized long numbered() {
    return numbered;
  }

  /** The oldest that aren't acknowledged, as many as fit one batch. */
  synchronized List<NodeReport> batch() {
    var batch = new ArrayList<NodeReport>();
    for (var report : waiting) {
      if (batch.size() == Math.min(MOST_OF_A_BATCH, ReportBatch.MAX_REPORTS)) {
        break;
      }
      batch.add(report);
    }
    return batch;
  }

  /** All up to this number have been taken, and are never sent again. */
  synchronized void acknowledged(long seq) {
    waiting.removeIf(report -> report.seq() <= seq);
  }
}

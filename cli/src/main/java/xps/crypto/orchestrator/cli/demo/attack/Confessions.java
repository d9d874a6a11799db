package xps.crypto.orchestrator.cli.demo.attack;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import xps.crypto.orchestrator.bind.AgentListener;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;

/** Hears the nodes' reports, and can wait for one. Only each node's latest is kept. */
final class Confessions implements AgentListener {
  private final Map<String, NodeReport> latest = new HashMap<>();

  @Override
  public synchronized CompletionStage<?> reported(String node, ReportBatch batch) {
    batch.reports().forEach(report -> latest.put(node, report));
    notifyAll();
    return CompletableFuture.completedFuture(node);
  }

  @Override
  public void connected(String node) {}

  @Override
  public void disconnected(String node) {}

  /** Whether nothing more comes of it. */
  static boolean isSettled(NodeReport report) {
    return switch (report.state()) {
      case REFUSED, FAILED, HEALTHY, ROLLED_BACK, ROLLBACK_FAILED -> true;
      case IDLE, STAGING, STAGED, ACTIVATING, ACTIVE, ROLLING_BACK -> false;
    };
  }

  /** The node's latest report, as soon as it is one of those. */
  synchronized Optional<NodeReport> await(
      String node, Predicate<NodeReport> wanted, Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    var report = latest.get(node);
    while (report == null || !wanted.test(report)) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      wait(Math.max(1, left / 1_000_000));
      report = latest.get(node);
    }
    return Optional.of(report);
  }
}

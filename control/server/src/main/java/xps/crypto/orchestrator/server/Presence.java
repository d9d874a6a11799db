package xps.crypto.orchestrator.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;

/** Who is there, what each said last, and which reports have been taken already. */
final class Presence {

  /** Boots of a node whose numbers are remembered; a delayed batch is never older than that. */
  private static final int REMEMBERED_BOOTS = 4;

  private final Map<String, Node> nodes = new HashMap<>();

  private static final class Node {
    private final Map<String, Long> lastSeqOfBoot =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED_BOOTS;
          }
        };
    private List<NodeReport> lastReport = List.of();
    private long lastSeenNanos;
    private boolean isConnected;
  }

  /** Notes a sign of life; true when the node was away before. */
  synchronized boolean seen(String node, long nowNanos) {
    var known = nodes.computeIfAbsent(node, _ -> new Node());
    known.lastSeenNanos = nowNanos;
    boolean wasAway = !known.isConnected;
    known.isConnected = true;
    return wasAway;
  }

  /** Notes as away, and names, whoever gave no sign of life for so long and doesn't wait now. */
  synchronized List<String> gone(long nowNanos, Duration silence, Predicate<String> isWaiting) {
    var gone = new ArrayList<String>();
    nodes.forEach((id, node) -> {
      boolean isSilent = nowNanos - node.lastSeenNanos > silence.toNanos();
      if (node.isConnected && isSilent && !isWaiting.test(id)) {
        node.isConnected = false;
        gone.add(id);
      }
    });
    return gone;
  }

  /** Those reports of a batch that haven't been acknowledged before. */
  synchronized List<NodeReport> fresh(String node, ReportBatch batch) {
    var known = nodes.computeIfAbsent(node, _ -> new Node());
    long last = known.lastSeqOfBoot.getOrDefault(batch.boot(), 0L);
    return batch.reports().stream().filter(report -> report.seq() > last).toList();
  }

  /** Notes reports as taken for good; gives the number to acknowledge. */
  synchronized long taken(String node, ReportBatch batch) {
    var known = nodes.computeIfAbsent(node, _ -> new Node());
    long last = known.lastSeqOfBoot.getOrDefault(batch.boot(), 0L);
    for (var report : batch.reports()) {
      if (report.seq() > last) {
        last = report.seq();
        known.lastReport = List.of(report);
      }
    }
    known.lastSeqOfBoot.put(batch.boot(), last);
    return last;
  }

  synchronized Map<String, List<NodeReport>> lastReports() {
    var reports = new HashMap<String, List<NodeReport>>();
    nodes.forEach((id, node) -> {
      if (!node.lastReport.isEmpty()) {
        reports.put(id, node.lastReport);
      }
    });
    return reports;
  }

  synchronized List<String> connected() {
    return nodes.entrySet().stream()
        .filter(entry -> entry.getValue().isConnected)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}

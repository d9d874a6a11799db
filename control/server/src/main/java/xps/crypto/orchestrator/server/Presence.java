package xps.crypto.orchestrator.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import xps.crypto.orchestrator.bind.ReportBatch;

/** Who is there, what each said last, and which reports have been taken already. */
final class Presence {

  /** Boots of a node whose numbers are remembered; a delayed batch is never older than that. */
  private static final int REMEMBERED_BOOTS = 4;

  /** Batches of one node in hand: one that is taken, and one that waits for what becomes of it. */
  private static final int MOST_TURNS = 2;

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
    private Optional<ReportBatch> last = Optional.empty();

    /** How often its memory was changed, as it said with its last batch, and at most. */
    private long changes;

    private long mostChanges;

    private void remembers(long now) {
      changes = now;
      mostChanges = Math.max(mostChanges, now);
    }

    private long lastSeenNanos;
    private boolean isConnected;

    /** Whether anything was heard of it since it was away. */
    private boolean isHeard;

    private CompletableFuture<Boolean> turn = CompletableFuture.completedFuture(true);
    private int turns;
  }

  /** Notes a sign of life; true when the node was away before. */
  synchronized boolean seen(String node, long nowNanos) {
    var known = known(node);
    known.lastSeenNanos = nowNanos;
    boolean wasAway = !known.isConnected;
    known.isConnected = true;
    return wasAway;
  }

  private Node known(String node) {
    return nodes.computeIfAbsent(node, _ -> new Node());
  }

  /** Notes as away, and names, whoever gave no sign of life for so long and doesn't wait now. */
  synchronized List<String> gone(long nowNanos, Duration silence, Predicate<String> isWaiting) {
    var gone = new ArrayList<String>();
    nodes.forEach((id, node) -> {
      boolean isSilent = nowNanos - node.lastSeenNanos > silence.toNanos();
      if (node.isConnected && isSilent && !isWaiting.test(id)) {
        node.isConnected = false;
        node.isHeard = false;
        gone.add(id);
      }
    });
    return gone;
  }

  /** Does something with a node's reports when what was done before with others has ended. */
  CompletionStage<Long> inTurn(String node, Supplier<CompletionStage<Long>> taking) {
    CompletableFuture<Boolean> before;
    var mine = new CompletableFuture<Boolean>();
    synchronized (this) {
      var known = known(node);
      if (known.turns == MOST_TURNS) {
        return CompletableFuture.failedFuture(
            new IOException("reports of " + node + " are in hand already"));
      }
      known.turns++;
      before = known.turn;
      known.turn = mine;
    }
    return before
        .thenCompose(_ -> taking.get())
        .whenComplete((_, _) -> {
          synchronized (this) {
            known(node).turns--;
          }
          mine.complete(true);
        });
  }

  /**
   * What of a batch is to be passed on: the reports that haven't been taken before; of a node that
   * was away, or whose memory has changed, its last report, if it has nothing to say but that one
   * again. All of a batch of a node that remembers less than it did: numbers say nothing then.
   */
  synchronized Optional<ReportBatch> fresh(String node, ReportBatch batch) {
    var known = known(node);
    long last = known.lastSeqOfBoot.getOrDefault(batch.boot(), 0L);
    var fresh = batch.reports().stream().filter(report -> report.seq() > last).toList();
    if (!fresh.isEmpty()) {
      return Optional.of(new ReportBatch(batch.boot(), fresh, batch.memory()));
    }
    var changes = batch.memory().map(ReportBatch.Memory::changes).orElse(known.changes);
    if (known.isHeard && changes == known.changes) {
      return Optional.empty();
    }
    return changes < known.mostChanges
        ? Optional.of(batch)
        : known.last.filter(it -> isLastOf(batch, it)).map(it -> it.with(batch.memory()));
  }

  private static boolean isLastOf(ReportBatch batch, ReportBatch last) {
    return batch.boot().equals(last.boot()) && batch.reports().containsAll(last.reports());
  }

  /** Notes reports as taken for good; gives the number to acknowledge. */
  synchronized long taken(String node, ReportBatch batch) {
    var known = known(node);
    long last = known.lastSeqOfBoot.getOrDefault(batch.boot(), 0L);
    for (var report : batch.reports()) {
      if (report.seq() > last) {
        last = report.seq();
        known.last = Optional.of(new ReportBatch(batch.boot(), List.of(report), batch.memory()));
      }
    }
    batch.memory().map(ReportBatch.Memory::changes).ifPresent(known::remembers);
    if (known.last.filter(it -> isLastOf(batch, it)).isPresent()) {
      known.isHeard = true;
      known.last = known.last.map(it -> it.with(batch.memory()));
    }
    known.lastSeqOfBoot.put(batch.boot(), last);
    return last;
  }

  /** What everybody has said last who is there and has said so. */
  synchronized Map<String, ReportBatch> lastReports() {
    var reports = new HashMap<String, ReportBatch>();
    nodes.forEach((id, node) -> {
      if (node.isConnected && node.isHeard) {
        node.last.ifPresent(last -> reports.put(id, last));
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

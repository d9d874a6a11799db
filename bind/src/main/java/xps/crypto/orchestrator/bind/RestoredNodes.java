package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells nodes that were restored from an older state than they had reached. A node can't always
 * know: what a whole disk has forgotten only others remember.
 */
final class RestoredNodes {

  /** What a batch says about its node. */
  enum Verdict {
    /** It remembers all that it has told of. */
    SOUND,
    /** Older than what was heard already: it proves nothing about now. */
    LATE,
    /** It gets nothing until an operator has looked. */
    RESTORED
  }

  private final Journal journal;
  private final SortedMap<String, NodeMark> grown = new TreeMap<>();
  private final Map<String, ReportBatch> held = new HashMap<>();

  RestoredNodes(Journal journal) {
    this.journal = journal;
  }

  Verdict judge(String node, ReportBatch batch) throws IOException {
    var verdict = verdict(node, batch);
    switch (verdict) {
      case SOUND -> held.remove(node);
      case RESTORED -> held.put(node, batch);
      case LATE -> {}
    }
    return verdict;
  }

  private Verdict verdict(String node, ReportBatch batch) throws IOException {
    boolean saysSo =
        !batch.reports().isEmpty()
            && batch.reports().getLast().flags().contains(NodeReport.Flag.RESTORED);
    if (saysSo) {
      return Verdict.RESTORED;
    }
    return batch.memory().isPresent() ? verdict(node, batch.memory().get()) : Verdict.SOUND;
  }

  private Verdict verdict(String node, ReportBatch.Memory now) throws IOException {
    var known = mark(node);
    if (known.isPresent() && now.changes() < known.get().memory()) {
      return now.at().isAfter(known.get().at()) ? Verdict.RESTORED : Verdict.LATE;
    }
    if (known.map(NodeMark::memory).orElse(0L) < now.changes()) {
      grown.put(node, new NodeMark(now.changes(), now.at(), ""));
    }
    return Verdict.SOUND;
  }

  private Optional<NodeMark> mark(String node) throws IOException {
    var fresh = Optional.ofNullable(grown.get(node));
    return fresh.isPresent() ? fresh : journal.mark(node);
  }

  /** Whoever is away says again where it stands when it comes. */
  void gone(String node) {
    held.remove(node);
  }

  /** Who has looked at the node, and why it may go on. */
  String looked(String node) throws IOException {
    return journal.mark(node).map(NodeMark::looked).orElse("");
  }

  /** Whom nothing is sent, and what each said last. */
  Map<String, ReportBatch> held() {
    return Map.copyOf(held);
  }

  /** Makes durable what was heard; before any of it is acknowledged. */
  void keep() throws IOException {
    if (!grown.isEmpty()) {
      journal.mark(grown);
      grown.clear();
    }
  }
}

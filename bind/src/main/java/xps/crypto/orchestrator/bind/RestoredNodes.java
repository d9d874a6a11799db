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

  /** What a report says about its node. */
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
  private final Map<String, NodeReport> held = new HashMap<>();

  RestoredNodes(Journal journal) {
    this.journal = journal;
  }

  Verdict judge(String node, NodeReport report) throws IOException {
    var verdict = verdict(node, report);
    switch (verdict) {
      case SOUND -> held.remove(node);
      case RESTORED -> held.put(node, report);
      case LATE -> {}
    }
    return verdict;
  }

  private Verdict verdict(String node, NodeReport report) throws IOException {
    if (report.flags().contains(NodeReport.Flag.RESTORED)) {
      return Verdict.RESTORED;
    }
    var known = mark(node);
    if (known.isPresent() && report.memory() < known.get().memory()) {
      return report.at().isAfter(known.get().at()) ? Verdict.RESTORED : Verdict.LATE;
    }
    if (known.map(NodeMark::memory).orElse(0L) < report.memory()) {
      grown.put(node, new NodeMark(report.memory(), report.at(), ""));
    }
    return Verdict.SOUND;
  }

  private Optional<NodeMark> mark(String node) throws IOException {
    var fresh = Optional.ofNullable(grown.get(node));
    return fresh.isPresent() ? fresh : journal.mark(node);
  }

  /** Who has looked at the node, and why it may go on. */
  String looked(String node) throws IOException {
    return journal.mark(node).map(NodeMark::looked).orElse("");
  }

  /** Whom nothing is sent, and what each said last. */
  Map<String, NodeReport> held() {
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

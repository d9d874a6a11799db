package xps.crypto.orchestrator.agent;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Sha256;

/** Reports as tests need them. */
final class Words {
  private Words() {}

  /** That an order has come so far. */
  static NodeReport about(long generation, NodePhase phase) {
    return report(generation, phase, new TreeMap<>(), Set.of());
  }

  /** The same on a node that runs something else. */
  static NodeReport drifting(NodeReport report) {
    return report(
        report.generation(), report.state(), report.active(), Set.of(NodeReport.Flag.DRIFT));
  }

  /** The same on a node with so many modules. */
  static NodeReport withModules(int modules, NodeReport report) {
    var active = new TreeMap<String, Sha256>();
    for (int i = 0; i < modules; i++) {
      active.put("module" + i + ".so", Sha256.of(new byte[i]));
    }
    return report(report.generation(), report.state(), active, report.flags());
  }

  private static NodeReport report(
      long generation,
      NodePhase phase,
      SortedMap<String, Sha256> active,
      Set<NodeReport.Flag> flags) {
    return new NodeReport(
        0,
        Chain.NOON,
        "r1",
        phase,
        generation,
        active,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        NodeReport.Seen.NOTHING,
        flags);
  }

  /** A batch in short: the first letter of its life, and its numbers with their phases. */
  static String of(ReportBatch batch) {
    return batch.boot().charAt(0)
        + " "
        + batch.reports().stream()
            .map(report -> report.seq() + " " + report.state().text())
            .collect(Collectors.joining(", "));
  }
}

package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** What the audit log says about one patch. */
record Records(List<AuditRecord> all) {
  Records {
    all = List.copyOf(all);
  }

  /** The records about a patch's body, in their order. */
  static Records about(Sha256 body, World world) throws IOException {
    return new Records(
        AuditReader.of(world.audit()).records().orThrow().stream()
            .filter(record -> record.body().equals(Optional.of(body)))
            .toList());
  }

  /** How often each node was told about with that action and result. */
  Map<String, Integer> countByNode(Action action, Result result) {
    var counts = new TreeMap<String, Integer>();
    for (var record : with(action, result)) {
      record.node().ifPresent(node -> counts.merge(node, 1, Integer::sum));
    }
    return counts;
  }

  List<AuditRecord> with(Action action, Result result) {
    return all.stream()
        .filter(record -> record.action() == action && record.result() == result)
        .toList();
  }

  /** From a wave's first order to its last healthy node; nodes of a wave start together here. */
  List<Summary.WaveTime> waveTimes(RolloutPlan plan) {
    var times = new ArrayList<Summary.WaveTime>();
    for (var wave : plan.waves()) {
      with(Action.PROBE, Result.SUCCESS).stream()
          .filter(record -> record.wave().equals(Optional.of(wave.name())))
          .flatMap(record -> record.duration().stream())
          .max(Duration::compareTo)
          .ifPresent(longest -> times.add(new Summary.WaveTime(wave.name(), longest)));
    }
    return List.copyOf(times);
  }

  /** The rollout that they are about, if they are about one. */
  Optional<String> rollout() {
    return all.stream().flatMap(record -> record.rollout().stream()).findFirst();
  }
}

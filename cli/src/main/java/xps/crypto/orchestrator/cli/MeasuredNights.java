package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.planner.FleetModel;

/** What the rollouts in an audit log have shown of nodes. */
final class MeasuredNights {
  private MeasuredNights() {}

  /** One observation for each node and rollout, in the order of their names. */
  static List<FleetModel.Observation> of(Path log) throws IOException {
    var seen = new TreeMap<String, Seen>();
    for (var record : AuditReader.of(log).records().orThrow()) {
      if (record.node().isPresent() && record.rollout().isPresent()) {
        var key = record.rollout().get() + " " + record.node().get();
        seen.computeIfAbsent(key, _ -> new Seen(record.node().get())).take(record);
      }
    }
    return seen.values().stream().filter(Seen::saysSomething).map(Seen::observation).toList();
  }

  /** A node in a rollout, as far as its records have been read. */
  private static final class Seen {
    private final String node;
    private final List<Duration> took = new ArrayList<>();
    private boolean isStarted;
    private boolean failed;
    private boolean absent;

    Seen(String node) {
      this.node = node;
    }

    void take(AuditRecord record) {
      switch (record.action()) {
        case STAGE, APPLY -> {
          isStarted = true;
          failed |= record.result() != Result.SUCCESS;
          if (record.action() == Action.APPLY && record.result() == Result.SUCCESS) {
            record.duration().ifPresent(took::add);
          }
        }
        case PROBE -> failed |= isStarted && record.result() != Result.SUCCESS;
        case SKIP -> absent |= record.detail().orElse("").startsWith("not connected");
        default -> {}
      }
    }

    boolean saysSomething() {
      return isStarted || absent;
    }

    FleetModel.Observation observation() {
      return new FleetModel.Observation(
          node,
          took.isEmpty() ? Optional.empty() : Optional.of(took.getFirst()),
          failed,
          absent && !isStarted);
    }
  }
}

package xps.crypto.orchestrator.cli.readme;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.bind.AgentGateway;
import xps.crypto.orchestrator.bind.AgentListener;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.HealthProbe;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ProbeAnswer;
import xps.crypto.orchestrator.bind.ProbeTarget;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Nodes that do what they are told and are well before and afterwards. They check nothing: what
 * real ones check is shown elsewhere, here the other end of the line is.
 */
final class PlayedFleet implements AgentGateway, HealthProbe, AutoCloseable {
  private static final String BOOT = "0123456789abcdef";

  private final List<Machine> machines;
  private final Manifest manifest;
  private final SortedMap<String, Sha256> digests = new TreeMap<>();
  private final Map<String, Long> seqs = new ConcurrentHashMap<>();
  private final Map<String, Boolean> patched = new ConcurrentHashMap<>();
  private final List<AgentListener> listeners = new ArrayList<>();
  private final ExecutorService agents = Executors.newSingleThreadExecutor();

  PlayedFleet(List<Machine> machines, Manifest manifest) {
    this.machines = machines;
    this.manifest = manifest;
    manifest.artifacts().forEach(each -> digests.put(each.name(), each.sha256()));
  }

  /** Which nodes run the patch. */
  Set<String> patched() {
    return new TreeSet<>(patched.keySet());
  }

  @Override
  public void attach(AgentListener listener) {
    agents.execute(() -> {
      listeners.add(listener);
      for (var machine : machines) {
        listener.connected(machine.id());
        report(machine.id(), "", 0, NodePhase.IDLE);
      }
    });
  }

  @Override
  public void detach(AgentListener listener) {
    agents.execute(() -> listeners.remove(listener));
  }

  @Override
  public void publish(String node, Desired desired, Set<Sha256> objects) {
    agents.execute(() -> {
      for (var phase : List.of(NodePhase.STAGING, NodePhase.ACTIVATING)) {
        report(node, desired.rollout(), desired.generation(), phase);
      }
      patched.put(node, true);
      for (var phase : List.of(NodePhase.ACTIVE, NodePhase.HEALTHY)) {
        report(node, desired.rollout(), desired.generation(), phase);
      }
    });
  }

  private void report(String node, String rollout, long generation, NodePhase phase) {
    boolean runsIt = patched.containsKey(node);
    var report =
        new NodeReport(
            seqs.merge(node, 1L, Long::sum),
            Instant.now(),
            rollout,
            phase,
            generation,
            runsIt ? digests : new TreeMap<>(),
            runsIt ? Optional.of(manifest.bodyDigest()) : Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            NodeReport.Seen.NOTHING,
            Set.of());
    listeners.forEach(listener -> listener.reported(node, new ReportBatch(BOOT, List.of(report))));
  }

  @Override
  public ProbeAnswer ask(ProbeTarget target, Duration timeout) {
    for (var machine : machines) {
      if (machine.host().equals(target.host())) {
        var runs = patched.containsKey(machine.id()) ? digests.values() : List.<Sha256>of();
        return new ProbeAnswer.Passed(new TreeSet<>(runs));
      }
    }
    return new ProbeAnswer.Failed(
        Problem.of(Code.PROBE_FAILED, "nobody answers", target.toString()));
  }

  @Override
  public void close() {
    agents.shutdownNow();
  }
}

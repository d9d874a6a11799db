package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A gateway with honest agents behind it that live in memory: each judges what it is told with the
 * real {@code Guard.admit}, and remembers what it has to. Only network, disk and workload are
 * played.
 */
final class ScriptedFleet implements AgentGateway, HealthProbe, AutoCloseable {

  private final Map<String, ScriptedNode> nodes = new TreeMap<>();
  private final ExecutorService work = Executors.newSingleThreadExecutor();
  private final Map<String, Desired> desired = new ConcurrentHashMap<>();
  final Set<String> away = ConcurrentHashMap.newKeySet();
  final Set<String> sick = ConcurrentHashMap.newKeySet();
  final AtomicInteger published = new AtomicInteger();
  private volatile @Nullable AgentListener listener;

  ScriptedFleet(Organisation organisation, MovableClock clock) {
    for (var node : organisation.plan().fleet().nodes()) {
      nodes.put(node.id(), new ScriptedNode(node, organisation, clock));
    }
  }

  ScriptedNode node(String id) {
    return java.util.Objects.requireNonNull(nodes.get(id));
  }

  List<ScriptedNode> nodes() {
    return List.copyOf(nodes.values());
  }

  @Override
  public void publish(String node, Desired wanted, Set<Sha256> objects) {
    published.incrementAndGet();
    desired.merge(
        node, wanted, (old, fresh) -> fresh.generation() > old.generation() ? fresh : old);
    later(() -> tell(node));
  }

  /** The control plane has come up: agents connect, and say first where they stand. */
  @Override
  public void attach(AgentListener newListener) {
    desired.clear();
    listener = newListener;
    nodes.keySet().stream().filter(id -> !away.contains(id)).forEach(this::connect);
  }

  @Override
  public void detach(AgentListener oldListener) {
    if (oldListener.equals(listener)) {
      listener = null;
    }
  }

  void connect(String node) {
    away.remove(node);
    later(() -> {
      send(node, List.of(node(node).standing()));
      tell(node);
    });
  }

  void disconnect(String node) {
    away.add(node);
    var to = listener;
    if (to != null) {
      to.disconnected(node);
    }
  }

  private void later(Runnable work) {
    if (!this.work.isShutdown()) {
      this.work.execute(work);
    }
  }

  private void tell(String node) {
    var wanted = desired.get(node);
    if (wanted != null && !away.contains(node) && listener != null) {
      send(node, node(node).follow(wanted));
    }
  }

  /** What isn't acknowledged is sent again with the next connection. */
  private void send(String node, List<NodeReport> reports) {
    var to = listener;
    var batch = new ArrayList<>(node(node).unsent());
    batch.addAll(reports);
    if (batch.isEmpty()) {
      return;
    }
    node(node).keep(batch);
    if (to != null) {
      to.reported(node, List.copyOf(batch))
          .whenComplete((_, failure) -> {
            if (failure == null) {
              node(node).acknowledged(batch.getLast().seq());
            }
          });
    }
  }

  @Override
  public ProbeAnswer ask(ProbeTarget target, Duration timeout) {
    var id = target.host().replace(".example", "");
    if (sick.contains(id) && node(id).runsPatch()) {
      return new ProbeAnswer.Failed(
          Problem.of(Code.PROBE_FAILED, "wrong answer", target.toString()));
    }
    return new ProbeAnswer.Passed(new TreeSet<>(node(id).active().values()));
  }

  @Override
  public void close() {
    work.shutdownNow();
  }
}

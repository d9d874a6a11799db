package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A gateway with honest agents behind it that live in memory: each judges what it is told with the
 * real {@code Guard.admit}, and remembers what it has to. Only network, disk and workload are
 * played.
 */
final class ScriptedFleet implements AgentGateway, HealthProbe, AutoCloseable {

  /** The one life that all of these agents have. */
  private static final String BOOT = "0123456789abcdef";

  private final Map<String, ScriptedNode> nodes = new TreeMap<>();
  private final ExecutorService work = Executors.newSingleThreadExecutor();
  private final Map<String, Desired> desired = new ConcurrentHashMap<>();
  private final Map<String, NodeReport> said = new ConcurrentHashMap<>();
  final Set<String> away = ConcurrentHashMap.newKeySet();

  /** Unhealthy whatever they run. */
  final Set<String> unwell = ConcurrentHashMap.newKeySet();

  /** Unhealthy with the patch. */
  final Set<String> sick = ConcurrentHashMap.newKeySet();

  final AtomicInteger published = new AtomicInteger();
  private final List<AgentListener> listeners = new CopyOnWriteArrayList<>();

  ScriptedFleet(Organisation organisation, MovableClock clock) {
    for (var node : organisation.plan().fleet().nodes()) {
      nodes.put(node.id(), new ScriptedNode(node, organisation, clock));
    }
  }

  ScriptedNode node(String id) {
    return Objects.requireNonNull(nodes.get(id));
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
    if (listeners.isEmpty()) {
      desired.clear();
    }
    listeners.add(newListener);
    nodes.keySet().stream().filter(id -> !away.contains(id)).forEach(this::connect);
  }

  @Override
  public void detach(AgentListener oldListener) {
    listeners.remove(oldListener);
  }

  boolean isListenedTo() {
    return !listeners.isEmpty();
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
    listeners.forEach(to -> to.disconnected(node));
  }

  /** The node is there again, and has nothing to say that it hasn't said. */
  void comesBack(String node) {
    away.remove(node);
    later(() -> {
      var last = Objects.requireNonNull(said.get(node));
      listeners.forEach(
          to -> to.reported(node, new ReportBatch(BOOT, List.of(last), node(node).memory())));
      tell(node);
    });
  }

  private void later(Runnable work) {
    if (!this.work.isShutdown()) {
      this.work.execute(work);
    }
  }

  private void tell(String node) {
    var wanted = desired.get(node);
    if (wanted != null && !away.contains(node) && !listeners.isEmpty()) {
      send(node, node(node).follow(wanted));
    }
  }

  /** What isn't acknowledged is sent again with the next connection. */
  private void send(String node, List<NodeReport> reports) {
    var batch = new ArrayList<>(node(node).unsent());
    batch.addAll(reports);
    if (batch.isEmpty()) {
      return;
    }
    node(node).keep(batch);
    said.put(node, batch.getLast());
    if (listeners.isEmpty()) {
      return;
    }
    var durable =
        listeners.stream()
            .map(to ->
                to.reported(node, new ReportBatch(BOOT, batch, node(node).memory()))
                    .toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    var ignored =
        CompletableFuture.allOf(durable)
            .whenComplete((_, failure) -> {
              if (failure == null) {
                node(node).acknowledged(batch.getLast().seq());
              }
            });
  }

  @Override
  public ProbeAnswer ask(ProbeTarget target, Duration timeout) {
    var id = target.host().replace(".example", "");
    if (unwell.contains(id) || (sick.contains(id) && node(id).runsPatch())) {
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

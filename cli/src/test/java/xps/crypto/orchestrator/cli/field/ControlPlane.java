package xps.crypto.orchestrator.cli.field;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.bind.AgentGateway;
import xps.crypto.orchestrator.bind.AgentListener;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.cli.organisation.CCompiler;
import xps.crypto.orchestrator.cli.organisation.ModuleBuild;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.cli.organisation.PatchOrder;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Envelope;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.guard.WarrantDraft;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.server.JettyAgentGateway;

/** A control plane whose every word the test chooses: real keys, log, repository and gateway. */
final class ControlPlane implements AutoCloseable, AgentListener {
  private static final Duration LONG_POLL = Duration.ofSeconds(5);
  private static final Duration LIFE = Duration.ofHours(1);
  private static final long PATIENCE_SECONDS = 60;

  private final Organisation organisation;
  private final Path folder;
  private final AuditLog log;
  private final Repo repo;
  private final JettyAgentGateway gateway;
  private final List<NodeReport> heard = new ArrayList<>();
  private final LinkedBlockingQueue<NodeReport> news = new LinkedBlockingQueue<>();
  private long generation;
  private volatile Predicate<NodeReport> isKeptWaiting = _ -> false;
  private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

  private ControlPlane(
      Organisation organisation, Path folder, AuditLog log, Repo repo, JettyAgentGateway gateway) {
    this.organisation = organisation;
    this.folder = folder;
    this.log = log;
    this.repo = repo;
    this.gateway = gateway;
  }

  static ControlPlane of(Organisation organisation, Path folder)
      throws IOException, GeneralSecurityException {
    var repo = Repo.filesystem(folder.resolve("repo"));
    var identity = organisation.agentsCa().server(List.of("127.0.0.1"), Instant.now());
    var gateway =
        JettyAgentGateway.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            identity,
            organisation.agentsCa(),
            repo,
            InstantSource.system(),
            LONG_POLL);
    var log = AuditLog.open(folder.resolve("audit"), organisation.log()).orThrow();
    var plane = new ControlPlane(organisation, folder, log, repo, gateway);
    gateway.attach(plane);
    return plane;
  }

  int port() {
    return gateway.uri().getPort();
  }

  /** A patch with one module, built, signed, planned, approved and in the repository. */
  Order order(String id, ModuleBuild build, int attempt) throws IOException {
    var place = Files.createDirectories(folder.resolve("patches").resolve(id));
    var artifacts = CCompiler.build(place, List.of(build)).orThrow();
    return order(id, build.version(), attempt, place, artifacts);
  }

  /** The same of a module with this content, whatever that is. */
  Order orderOf(String id, String version, String content) throws IOException {
    return orderOf(id, version, "xps.crypto.hash.sha256.so", content);
  }

  /** The same of any artifact. */
  Order orderOf(String id, String version, String name, String content) throws IOException {
    var place = Files.createDirectories(folder.resolve("patches").resolve(id));
    var artifact = Files.writeString(place.resolve(name), content);
    return order(id, version, 1, place, List.of(artifact));
  }

  private Order order(String id, String version, int attempt, Path place, List<Path> artifacts)
      throws IOException {
    var now = Instant.now();
    var patch =
        PatchFolder.make(
                PatchOrder.of(id, version),
                place,
                artifacts,
                List.of(organisation.staff().release()),
                now)
            .orThrow();
    repo.push(patch.manifest(), ArtifactSource.folder(place)).orThrow();
    var plan = organisation.planFor(patch, now).orThrow();
    return new Order(plan, attempt, rollout());
  }

  private static String rollout() {
    var letters = "abcdefghijklmnopqrstuvwxyz234567";
    return new SecureRandom()
        .ints(26, 0, 32)
        .mapToObj(i -> String.valueOf(letters.charAt(i)))
        .collect(Collectors.joining());
  }

  /** What a wave is to get. */
  record Order(RolloutPlan plan, int attempt, String rollout) {
    Sha256 body() {
      return plan.patch().bodyDigest();
    }

    Sha256 artifact() {
      return plan.patch().manifest().artifacts().getFirst().sha256();
    }
  }

  /** Signs the warrant for the canary's wave and makes it what the node is told. */
  void send(String node, Order order, long sequence) throws IOException {
    var now = Instant.now();
    var environment =
        new Environment(
            organisation.charter().environment(), order.attempt(), Duration.ofSeconds(1));
    var approvals =
        organisation.staff().releaseManagers().stream()
            .map(manager ->
                organisation.approval(manager, order.plan(), order.attempt(), now).orThrow())
            .toList();
    var gate = Guard.evaluate(organisation.loadPolicy(), order.plan(), approvals, environment, now);
    if (!(gate instanceof GateResult.Allowed(var permit, _))) {
      throw new AssertionError("guard refuses: " + gate);
    }
    var issue = new WarrantDraft.Issue(order.rollout(), sequence, now, LIFE);
    var warrant =
        WarrantDraft.forward(permit, issue)
            .sign(organisation.orchestratorKey(), organisation.orchestratorName());
    publish(node, Direction.FORWARD, order, envelope(node, order, warrant).toJson());
  }

  private Envelope envelope(String node, Order order, Warrant warrant) throws IOException {
    var record =
        AuditRecord.of(Instant.now(), order.plan().patch().id(), Action.GATE)
            .result(Result.SUCCESS)
            .rollout(order.rollout())
            .warrant(warrant.digest())
            .build();
    long seen = lastReport(node).checkpoint().size();
    var appended = log.append(List.of(record));
    var membership = order.plan().membership(node).orElseThrow();
    return new Envelope(
        warrant,
        order.plan().patch().manifest().document(),
        order.plan().plan().document(),
        order.plan().waveRoots(),
        new Envelope.Position(membership.index(), membership.path(), order.plan().leaf(node).key()),
        record.line(),
        log.inclusion(appended.first()).text(),
        new Envelope.Consistency(seen, log.consistency(seen)));
  }

  /** Orders the node back. */
  void sendBack(String node, Order order, long sequence) {
    var environment = Environment.of(organisation.charter().environment(), order.attempt());
    var draft =
        WarrantDraft.rollback(
            order.plan(),
            0,
            organisation.loadPolicy().digest(),
            environment.orThrow(),
            new WarrantDraft.Issue(order.rollout(), sequence, Instant.now(), LIFE));
    var warrant = draft.sign(organisation.orchestratorKey(), organisation.orchestratorName());
    publish(node, Direction.ROLLBACK, order, Envelope.ofRollback(warrant));
  }

  private void publish(String node, Direction direction, Order order, Bytes envelope) {
    generation++;
    var objects = AgentGateway.objectsOf(order.plan().patch().manifest());
    gateway.publish(node, new Desired(generation, direction, order.rollout(), envelope), objects);
  }

  /** The number of what was published last. */
  long generation() {
    return generation;
  }

  /** Takes such reports, but lets the node wait for the answer. */
  void keepWaiting(Predicate<NodeReport> those) {
    isKeptWaiting = those;
  }

  /** Gives the answers that are due. */
  void answer() {
    isKeptWaiting = _ -> false;
    answer.complete(true);
  }

  /** How often the phase was reported about a generation. */
  long times(NodePhase phase, long ofGeneration) {
    synchronized (heard) {
      return heard.stream()
          .filter(report -> report.generation() == ofGeneration && report.state() == phase)
          .count();
    }
  }

  /** Waits for a report, and gives every report up to it. */
  NodeReport await(Predicate<NodeReport> wanted) throws InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      var report = news.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (report == null) {
        throw new AssertionError("no such report among " + heard);
      }
      if (wanted.test(report)) {
        return report;
      }
    }
  }

  /** Waits for something that happens elsewhere. */
  void until(BooleanSupplier condition) {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain; heard " + heard);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** Waits until an order of the last generation is there. */
  NodeReport await(NodePhase phase) throws InterruptedException {
    return await(report -> report.state() == phase && report.generation() == generation);
  }

  /** The phases that were reported about a generation. */
  List<NodePhase> phases(long ofGeneration) {
    synchronized (heard) {
      return heard.stream()
          .filter(report -> report.generation() == ofGeneration)
          .map(NodeReport::state)
          .distinct()
          .toList();
    }
  }

  private NodeReport lastReport(String node) {
    synchronized (heard) {
      if (heard.isEmpty()) {
        throw new AssertionError(node + " hasn't said anything");
      }
      return heard.getLast();
    }
  }

  @Override
  public CompletionStage<?> reported(String node, ReportBatch batch) {
    synchronized (heard) {
      heard.addAll(batch.reports());
    }
    news.addAll(batch.reports());
    return batch.reports().stream().anyMatch(isKeptWaiting)
        ? answer
        : CompletableFuture.completedFuture(true);
  }

  @Override
  public void connected(String node) {
    // What it says counts.
  }

  @Override
  public void disconnected(String node) {
    // Tests that end an agent know it.
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    log.close();
  }
}

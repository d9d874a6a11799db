package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Admission;
import xps.crypto.orchestrator.guard.ClockReading;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.NodeFacts;
import xps.crypto.orchestrator.guard.NodeMemory;
import xps.crypto.orchestrator.guard.RollbackAdmission;
import xps.crypto.orchestrator.guard.Serving;
import xps.crypto.orchestrator.guard.SignedReport;
import xps.crypto.orchestrator.planner.Node;

/** An agent in memory that does what NODE.md says, as far as a runner can see it. */
final class ScriptedNode {

  private static final SortedMap<String, Sha256> OLD =
      new TreeMap<>(
          java.util.Map.of(
              Organisation.MODULE, Sha256.of(new byte[] {9}),
              Organisation.OTHER_MODULE, Sha256.of(new byte[] {8})));

  private final Node node;
  private final Organisation organisation;
  private final MovableClock clock;
  private NodeMemory memory = NodeMemory.fresh();
  private SortedMap<String, Sha256> active = OLD;
  private Sha256 body = Sha256.of(new byte[] {7});
  private Optional<SignedReport.Subject> order = Optional.empty();
  private Instant activated = Instant.EPOCH;
  private boolean hasPrevious;
  private String rollout = "";
  private long generation;
  private NodePhase phase = NodePhase.IDLE;
  private Optional<Problem> problem = Optional.empty();
  private OptionalInt check = OptionalInt.empty();
  private long seq;
  private List<NodeReport> unsent = List.of();
  private Set<NodeReport.Flag> flags = Set.of();
  private int activations;
  private int refusals;
  private final List<Long> sequences = new ArrayList<>();

  ScriptedNode(Node node, Organisation organisation, MovableClock clock) {
    this.node = node;
    this.organisation = organisation;
    this.clock = clock;
  }

  /** The disk as it was before anything was done. */
  synchronized void restore() {
    memory = NodeMemory.fresh();
    active = OLD;
    rollout = "";
    phase = NodePhase.IDLE;
    hasPrevious = false;
  }

  synchronized Optional<ReportBatch.Memory> memory() {
    return Optional.of(new ReportBatch.Memory(clock.instant(), memory.generation()));
  }

  synchronized void flag(NodeReport.Flag... now) {
    flags = Set.of(now);
  }

  String id() {
    return node.id();
  }

  /** Its word under its own key, once it is well. */
  synchronized NodeReport standing() {
    var report = unsigned();
    return order.isPresent() && phase == NodePhase.HEALTHY
        ? report.signed(
            SignedReport.healthy(
                    order.get(), clock.instant(), clock.instant(), organisation.nodeKey(node.id()))
                .orThrow())
        : report;
  }

  private NodeReport unsigned() {
    return new NodeReport(
        ++seq,
        clock.instant(),
        rollout,
        phase,
        generation,
        active,
        Optional.of(body),
        problem,
        check,
        memory
            .log("example.org/audit")
            .map(seen -> new NodeReport.Seen(seen.size(), seen.root()))
            .orElse(NodeReport.Seen.NOTHING),
        flags);
  }

  synchronized List<NodeReport> follow(Desired desired) {
    if (desired.generation() <= generation) {
      return List.of();
    }
    generation = desired.generation();
    rollout = desired.rollout();
    problem = Optional.empty();
    check = OptionalInt.empty();
    return desired.direction() == Direction.FORWARD
        ? forward(desired.envelope())
        : back(desired.envelope());
  }

  private List<NodeReport> forward(Bytes envelope) {
    var facts =
        new NodeFacts(
            node.id(),
            "prod",
            node.role(),
            node.labels(),
            EnumSet.of(NodeFacts.Demand.LOG),
            Duration.ofSeconds(5),
            false,
            active);
    var now = new ClockReading.Measured(clock.instant(), Duration.ZERO);
    return switch (Guard.admit(
        envelope, facts, memory, organisation.trust(), organisation.policy(), now)) {
      case Admission.Refused refused -> refuse(refused.check(), refused.problem());
      case Admission.Admitted admitted when admitted.redelivered() && phase != NodePhase.IDLE ->
          List.of(standing());
      case Admission.Admitted admitted -> install(admitted);
    };
  }

  private List<NodeReport> refuse(int number, Problem why) {
    refusals++;
    problem = Optional.of(why);
    check = OptionalInt.of(number);
    return List.of(say(NodePhase.REFUSED));
  }

  private List<NodeReport> install(Admission.Admitted admitted) {
    memory = memory.afterAdmitted(admitted);
    var warrant = admitted.warrant();
    order =
        Optional.of(
            new SignedReport.Subject(
                node.id(), warrant.patch().body(), warrant.plan(), warrant.attempt()));
    sequences.add(admitted.warrant().sequence());
    var reports = new ArrayList<NodeReport>();
    reports.add(say(NodePhase.STAGING));
    reports.add(say(NodePhase.ACTIVATING));
    if (!body.equals(admitted.patch().bodyDigest())) {
      activations++;
      memory = memory.afterActivation(admitted.patch());
      body = admitted.patch().bodyDigest();
      active = new TreeMap<>(OLD);
      for (Artifact artifact : admitted.patch().manifest().artifacts()) {
        active.put(artifact.name(), artifact.sha256());
      }
      activated = clock.instant();
      hasPrevious = true;
    }
    reports.add(say(NodePhase.ACTIVE));
    reports.add(say(NodePhase.HEALTHY));
    return reports;
  }

  private List<NodeReport> back(Bytes envelope) {
    var facts =
        new NodeFacts(
            node.id(),
            "prod",
            node.role(),
            node.labels(),
            EnumSet.of(NodeFacts.Demand.LOG),
            Duration.ofSeconds(5),
            false,
            active);
    var serving =
        new Serving(
            body,
            1,
            activated,
            Duration.ofHours(24),
            hasPrevious ? Serving.Previous.HEALTHY : Serving.Previous.NONE);
    var now = new ClockReading.Measured(clock.instant(), Duration.ZERO);
    return switch (Guard.admitRollback(
        envelope, facts, memory, organisation.trust(), organisation.policy(), serving, now)) {
      case RollbackAdmission.Refused refused when phase == NodePhase.ROLLED_BACK ->
          List.of(standing());
      case RollbackAdmission.Refused(int number, var problems) ->
          refuse(number, problems.getFirst());
      case RollbackAdmission.GoBack order -> {
        memory = memory.afterOrderedBack(order).afterLeaving(body, "prod", 1);
        active = OLD;
        body = Sha256.of(new byte[] {7});
        hasPrevious = false;
        yield List.of(say(NodePhase.ROLLING_BACK), say(NodePhase.ROLLED_BACK));
      }
    };
  }

  private NodeReport say(NodePhase now) {
    phase = now;
    return standing();
  }

  synchronized List<NodeReport> unsent() {
    return unsent;
  }

  synchronized void keep(List<NodeReport> reports) {
    unsent = List.copyOf(reports);
  }

  synchronized void acknowledged(long upTo) {
    unsent = unsent.stream().filter(report -> report.seq() > upTo).toList();
  }

  synchronized SortedMap<String, Sha256> active() {
    return active;
  }

  synchronized boolean runsPatch() {
    return !active.equals(OLD);
  }

  synchronized boolean isBack() {
    return phase == NodePhase.ROLLED_BACK;
  }

  synchronized int activations() {
    return activations;
  }

  synchronized int refusals() {
    return refusals;
  }

  synchronized Optional<Problem> problem() {
    return problem;
  }

  /** The numbers of the warrants that it has followed. */
  synchronized List<Long> sequences() {
    return List.copyOf(sequences);
  }

  @Override
  public synchronized String toString() {
    return node.id() + " " + phase + " " + problem.map(Problem::toString).orElse("");
  }
}

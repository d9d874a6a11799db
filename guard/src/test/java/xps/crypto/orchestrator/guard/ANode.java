package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Checkpoint;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.audit.SignedCheckpoint;
import xps.crypto.orchestrator.audit.TlogProof;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** The node a-1, which is a canary, and a control plane that sends it what a test wants. */
final class ANode {
  static final String ROLLOUT = "abcdefghijklmnopqrstuvwxyz";
  static final Duration LIFE = Duration.ofHours(4);

  final AChange change;
  final RolloutPlan plan;
  final List<Bytes> lines = new ArrayList<>();
  private final List<Approval> approvals;

  String id = "a-1";
  String environment = "prod";
  String role = "api";
  Set<NodeFacts.Demand> demands = EnumSet.of(NodeFacts.Demand.LOG);
  APolicy policy = APolicy.ofManagers(People.ANN, People.BOB);
  TrustStore trust;
  NodeMemory memory = NodeMemory.fresh();
  ClockReading clock = new ClockReading.Measured(NOON, Duration.ofMillis(100));
  boolean cagedSelfTest;
  Sha256 active = Sha256.of(new byte[] {0});

  ANode(AChange change) {
    this.change = change;
    this.plan = change.plan();
    this.trust = change.store();
    this.approvals = List.of(AnApproval.yes(People.ANN, plan), AnApproval.yes(People.BOB, plan));
  }

  static ANode honest() {
    return new ANode(AChange.honest());
  }

  NodeFacts facts() {
    var labels = new TreeMap<String, String>();
    labels.put("region", "eu");
    var running = new TreeMap<String, Sha256>();
    running.put(AChange.MODULE, active);
    return new NodeFacts(
        id,
        environment,
        role,
        labels,
        demands,
        Duration.ofSeconds(5),
        false,
        running,
        cagedSelfTest);
  }

  /** The honest warrant for a wave, whose windows nobody asks. */
  Warrant warrant(int wave, long sequence) {
    var permit =
        Guard.evaluate(
                APolicy.ofManagers(People.ANN, People.BOB).policy(),
                plan,
                wave,
                approvals,
                Environment.of("prod"),
                NOON)
            .permit();
    var issue = new WarrantDraft.Issue(ROLLOUT, sequence, NOON, LIFE);
    return WarrantDraft.forward(permit, issue).sign(People.CONTROL.key(), "control");
  }

  Warrant back(long sequence) {
    var issue = new WarrantDraft.Issue(ROLLOUT, sequence, NOON, LIFE);
    return WarrantDraft.rollback(plan, 0, policy.policy().digest(), Environment.of("prod"), issue)
        .sign(People.CONTROL.key(), "control");
  }

  /** The warrant with another text, signed again: the orchestrator's key is stolen. */
  static Warrant resigned(Warrant warrant, UnaryOperator<Value.Obj> edit) {
    var text = edit.apply(warrant.document());
    var read = Warrant.parse("warrant", json(text)).orThrow();
    return read.signedAs(People.CONTROL.key().sign(read.signedBytes().toArray()));
  }

  static byte[] json(Value value) {
    return Json.compact(value).getBytes(UTF_8);
  }

  /** The warrant's GATE record, written into the log, and all that a node wants to see with it. */
  Envelope envelope(Warrant warrant) {
    var record =
        AuditRecord.of(NOON, plan.patch().id(), Action.GATE)
            .result(Result.SUCCESS)
            .rollout(warrant.rollout())
            .warrant(warrant.digest())
            .build();
    lines.add(record.leaf());
    int index = lines.size() - 1;
    var leaves = lines.stream().map(line -> MerkleTree.leafHash(line.toArray())).toList();
    long seen = memory.log("example.org/audit").map(NodeMemory.Seen::size).orElse(0L);
    var membership = plan.membership(id).orElseGet(() -> plan.membership("a-1").orElseThrow());
    return new Envelope(
        warrant,
        plan.patch().manifest().document(),
        plan.plan().document(),
        plan.waveRoots(),
        new Envelope.Position(membership.index(), membership.path(), plan.leaf(id).key()),
        record.line(),
        new TlogProof(index, MerkleTree.inclusion(index, leaves), checkpoint()).text(),
        new Envelope.Consistency(seen, MerkleTree.consistency(Math.toIntExact(seen), leaves)));
  }

  private SignedCheckpoint checkpoint() {
    var signer = new LogSigner("example.org/audit", People.LOG.key());
    var text = new Checkpoint(signer.origin(), lines.size(), MerkleTree.root(lines)).text();
    var keyId = Bytes.hex(signer.key().text().split("\\+", -1)[1]).orElseThrow().toArray();
    var signature = People.LOG.key().sign(text.getBytes(UTF_8)).toArray();
    var both = Arrays.copyOf(keyId, keyId.length + signature.length);
    System.arraycopy(signature, 0, both, keyId.length, signature.length);
    var line = "— " + signer.origin() + " " + Bytes.copyOf(both).base64() + "\n";
    return SignedCheckpoint.parse("checkpoint", text + "\n" + line).orThrow();
  }

  Admission admit(Warrant warrant) {
    return admit(envelope(warrant).toJson());
  }

  Admission admit(Bytes envelope) {
    return Guard.admit(envelope, facts(), memory, trust, policy.policy(), clock);
  }

  Admission.Admitted admitted(Warrant warrant) {
    return switch (admit(warrant)) {
      case Admission.Admitted admitted -> admitted;
      case Admission.Refused(int check, var problems) ->
          throw new AssertionError("check " + check + ": " + problems);
    };
  }

  Serving serving() {
    return new Serving(
        plan.patch().bodyDigest(),
        1,
        NOON.minusSeconds(60),
        Duration.ofHours(24),
        Serving.Previous.HEALTHY);
  }

  RollbackAdmission admitBack(Warrant warrant, Serving serving) {
    return admitBack(Envelope.ofRollback(warrant), serving);
  }

  RollbackAdmission admitBack(Bytes envelope, Serving serving) {
    return Guard.admitRollback(envelope, facts(), memory, trust, policy.policy(), serving, clock);
  }

  ANode at(Instant now) {
    clock = new ClockReading.Measured(now, Duration.ofMillis(100));
    return this;
  }
}

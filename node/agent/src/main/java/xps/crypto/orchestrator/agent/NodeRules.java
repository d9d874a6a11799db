package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.ClockReading;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.NodeFacts;
import xps.crypto.orchestrator.guard.NodeMemory;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.Plan;

/**
 * What only the node's owner decides; the same as long as the agent runs, but for the revocation
 * lists that lie beside the trust store, and for steps that the roots have signed.
 *
 * @param node without anything active
 * @param outfit what this node can install and ask
 * @param maxArtifactBytes of an artifact, whatever its manifest says
 * @param machine as {@code uname} spells it
 * @param isCaged whether modules are tested in a cage: this machine allows one
 */
record NodeRules(
    NodeFacts node,
    TrustStore trust,
    Policy policy,
    Outfit outfit,
    long maxArtifactBytes,
    String machine,
    boolean isCaged) {
  /** How long a node that has nothing to do waits before it looks at its workload. */
  static final Duration IDLE_LOOK = Duration.ofSeconds(5);

  /** The same where the last look has found all as it should be. */
  static final Duration CALM_LOOK = Duration.ofSeconds(10);

  /** How long after a failed move it is tried again. */
  static final Duration RETRY = Duration.ofMillis(500);

  /** How long after a way back that came to nothing it is tried again. */
  static final Duration LATE_RETRY = Duration.ofSeconds(30);

  /** How long a way back may take before somebody has to look. */
  static final Duration RETREAT_DEADLINE = Duration.ofSeconds(60);

  /** The same for a node that has no probes of its own. */
  NodeRules(
      NodeFacts node,
      TrustStore trust,
      Policy policy,
      Set<Kind> kinds,
      long maxArtifactBytes,
      String machine,
      boolean isCaged) {
    this(
        node,
        trust,
        policy,
        new Outfit(kinds, Set.of(), Set.of(), false),
        maxArtifactBytes,
        machine,
        isCaged);
  }

  /** How long and by what the node looks at what a patch under this plan has brought. */
  HealthRule health(Plan plan, boolean requiresRestart) {
    return HealthRule.of(plan, requiresRestart, outfit.probe(plan, words()));
  }

  /** What may stand in the braces of a probe on this node: its id, and its labels. */
  SortedMap<String, String> words() {
    var words = new TreeMap<>(node.labels());
    words.put("node", node.node());
    return words;
  }

  /** The same by another trust store, or by one with other revocation lists. */
  NodeRules judgingBy(TrustStore renewed) {
    return new NodeRules(node, renewed, policy, outfit, maxArtifactBytes, machine, isCaged);
  }

  /** The same by another policy. */
  NodeRules decidingBy(Policy renewed) {
    return new NodeRules(node, trust, renewed, outfit, maxArtifactBytes, machine, isCaged);
  }

  /** Whether a bulletin denies what this is made of, or the patch that brought it. */
  boolean isDenied(Installation installation, NodeMemory memory, Instant now) {
    var digests = new HashSet<>(installation.artifacts().values());
    installation.body().ifPresent(digests::add);
    var clock = new ClockReading.Unmeasured(now);
    return Guard.isDenied(digests, facts(installation.artifacts()), memory, trust, clock);
  }

  /** The node as it is while these are active. */
  NodeFacts facts(SortedMap<String, Sha256> active) {
    return new NodeFacts(
        node.node(),
        node.environment(),
        node.role(),
        node.labels(),
        node.required(),
        node.maxClockError(),
        node.development(),
        active,
        isCaged);
  }
}

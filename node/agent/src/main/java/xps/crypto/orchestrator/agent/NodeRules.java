package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.ClockReading;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.NodeFacts;
import xps.crypto.orchestrator.guard.NodeMemory;
import xps.crypto.orchestrator.guard.Policy;

/**
 * What only the node's owner decides; the same as long as the agent runs, but for the revocation
 * lists that lie beside the trust store.
 *
 * @param node without anything active
 * @param kinds of artifacts that this node can install
 * @param maxArtifactBytes of an artifact, whatever its manifest says
 * @param machine as {@code uname} spells it
 * @param isCaged whether modules are tested in a cage: this machine allows one
 */
record NodeRules(
    NodeFacts node,
    TrustStore trust,
    Policy policy,
    Set<Kind> kinds,
    long maxArtifactBytes,
    String machine,
    boolean isCaged) {
  /** How often a node that has nothing to do looks at its workload. */
  static final Duration IDLE_LOOK = Duration.ofSeconds(5);

  /** How long after a failed move it is tried again. */
  static final Duration RETRY = Duration.ofMillis(500);

  /** How long a way back may take before somebody has to look. */
  static final Duration RETREAT_DEADLINE = Duration.ofSeconds(60);

  NodeRules {
    kinds = kinds.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(kinds));
  }

  /** The same by a trust store with other revocation lists. */
  NodeRules judgingBy(TrustStore renewed) {
    return new NodeRules(node, renewed, policy, kinds, maxArtifactBytes, machine, isCaged);
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
        active);
  }
}

package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What only the node itself can say: what its owner has written into {@code agent.yaml}, and what
 * runs on it. Nothing in it may come from the control plane.
 *
 * @param labels for the windows of the policy; the role stands here too if windows match it
 * @param required evidence without which the node follows no forward warrant
 * @param maxClockError the bound that the clock has to keep to
 * @param development the owner's word that this is nobody's production
 * @param active digests of what is active, by artifact name
 * @param cagedSelfTest whether what is new is loaded first where it can do nothing (NODE.md,
 *     "Self-test")
 */
public record NodeFacts(
    String node,
    String environment,
    String role,
    SortedMap<String, String> labels,
    Set<Demand> required,
    Duration maxClockError,
    boolean development,
    SortedMap<String, Sha256> active,
    boolean cagedSelfTest) {
  public NodeFacts {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    required =
        required.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(required));
    active = Collections.unmodifiableSortedMap(new TreeMap<>(active));
  }

  /** A node that has no cage for self-tests. */
  public NodeFacts(
      String node,
      String environment,
      String role,
      SortedMap<String, String> labels,
      Set<Demand> required,
      Duration maxClockError,
      boolean development,
      SortedMap<String, Sha256> active) {
    this(node, environment, role, labels, required, maxClockError, development, active, false);
  }

  /** A fleet file has the role among the labels; so windows may match it. */
  SortedMap<String, String> labelsWithRole() {
    var all = new TreeMap<>(labels);
    all.put("role", role);
    return all;
  }

  /** Evidence that an owner may ask for or do without. */
  public enum Demand {
    /** {@code log: required}: every warrant stands in an audit log that the node trusts. */
    LOG,
    /** {@code bulletin: required}: news of what was revoked and denied is in date. */
    BULLETIN
  }
}

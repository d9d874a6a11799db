package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Envelope;
import xps.crypto.orchestrator.guard.Receipt;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.planner.NodeStage;
import xps.crypto.orchestrator.planner.Wave;

/**
 * Tells nodes what to be. What can't be told yet, because the node hasn't said where it stands or
 * the log hasn't taken the records, is due and told later.
 */
final class Dispatch {

  /** Room between two journal entries, for telling a node again without one. */
  private static final int TELLINGS_AN_ENTRY = 16;

  private final String rollout;
  private final long ordinal;
  private final Course course;
  private final Ledger ledger;
  private final KnownNodes nodes;
  private final AgentGateway agents;
  private final Set<Sha256> objects;
  private final Map<String, Place> places = new HashMap<>();
  private final TreeMap<String, Direction> due = new TreeMap<>();
  private final Map<String, Long> told = new HashMap<>();
  private final Proofs proofs;
  private List<Receipt> receipts = List.of();

  /** Where a node stands in its wave. */
  private record Place(Wave wave, int index) {
    String node() {
      return wave.nodes().get(index);
    }
  }

  Dispatch(
      Journal.RolloutRow row, Course course, Ledger ledger, KnownNodes nodes, AgentGateway agents) {
    this.rollout = row.rollout();
    this.ordinal = row.ordinal();
    this.course = course;
    this.ledger = ledger;
    this.nodes = nodes;
    this.agents = agents;
    this.proofs = new Proofs(ledger.trail(), course.plan());
    this.objects = AgentGateway.objectsOf(course.plan().patch().manifest());
    for (var wave : course.plan().waves()) {
      for (int index = 0; index < wave.nodes().size(); index++) {
        places.put(wave.nodes().get(index), new Place(wave, index));
      }
    }
  }

  /** The node is to be told; the last word counts. */
  void tell(String node, Direction direction) {
    due.put(node, direction);
  }

  /** Tells whoever can be told now. A log that can't be read makes them wait like any other. */
  void send() {
    try {
      for (var node : List.copyOf(due.keySet())) {
        var direction = due.get(node);
        if (direction != null && isSent(node, direction)) {
          due.remove(node);
        }
      }
    } catch (IOException _) {
      // They stay due.
    }
  }

  private boolean isSent(String node, Direction direction) throws IOException {
    return switch (direction) {
      case ROLLBACK -> goesBack(node);
      case FORWARD -> starts(node);
    };
  }

  /**
   * Within the horizon it needs no log, and no word from the node: going back is never held up.
   * After it the node asks for all that it asks on the way forward.
   */
  private boolean goesBack(String node) throws IOException {
    var place = places.get(node);
    if (place == null) {
      return true;
    }
    var warrant = course.orders().latest(place.wave().index(), Direction.ROLLBACK);
    if (warrant.isEmpty()) {
      return false;
    }
    var order = warrant.get();
    var gate = ledger.gateOf(order.digest());
    var seen = nodes.checkpoint(node);
    if (gate.isPresent() && seen.isPresent() && !ledger.isBehind()) {
      var whole = envelope(order, place, gate.get(), seen.get(), List.of());
      publish(node, Direction.ROLLBACK, whole.toJson(), Set.of());
      return true;
    }
    if (Orders.isFullStrength(order) && course.state().isPastHorizon(node)) {
      return false;
    }
    publish(node, Direction.ROLLBACK, Envelope.ofRollback(order), Set.of());
    return true;
  }

  private boolean starts(String node) throws IOException {
    if (!isWanted(node)) {
      return true;
    }
    var seen = nodes.checkpoint(node);
    var order = course.orders().startedBy(node);
    if (seen.isEmpty() || order.isEmpty() || ledger.isBehind()) {
      return false;
    }
    var gate = ledger.gateOf(order.get().digest());
    var place = places.get(node);
    if (gate.isEmpty() || place == null) {
      return false;
    }
    var envelope = envelope(order.get(), place, gate.get(), seen.get(), receipts(place.wave()));
    publish(node, Direction.FORWARD, envelope.toJson(), objects);
    return true;
  }

  /** Meanwhile it may have failed, or been given up: then it isn't told any more. */
  private boolean isWanted(String node) {
    return course
        .state()
        .stageOf(node)
        .filter(stage ->
            stage == NodeStage.STARTED || stage == NodeStage.ACTIVE || stage == NodeStage.HEALTHY)
        .isPresent();
  }

  private Envelope envelope(
      Warrant order, Place place, Ledger.Gate gate, NodeReport.Seen seen, List<Receipt> proven)
      throws IOException {
    var plan = course.plan();
    return new Envelope(
        order,
        plan.patch().manifest().document(),
        plan.plan().document(),
        plan.waveRoots(),
        new Envelope.Position(
            place.index(),
            proofs.membership(place.wave(), place.index()),
            plan.leaf(place.node()).key()),
        gate.line(),
        proofs.inclusion(gate.index()),
        new Envelope.Consistency(seen.size(), proofs.consistency(seen.size())),
        proven);
  }

  /** The same for every later wave: when the first of them begins, no more are taken in. */
  private List<Receipt> receipts(Wave wave) {
    if (wave.name().equals(Wave.CANARY)) {
      return List.of();
    }
    if (receipts.isEmpty()) {
      receipts = course.receipts().of(wave, proofs);
    }
    return receipts;
  }

  private void publish(String node, Direction direction, Bytes envelope, Set<Sha256> mayRead) {
    long next = Math.max(told.getOrDefault(node, 0L) + 1, course.seq() * TELLINGS_AN_ENTRY);
    told.put(node, next);
    agents.publish(
        node, new Desired((ordinal << 32) + next, direction, rollout, envelope), mayRead);
  }
}

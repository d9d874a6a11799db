package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Admission;
import xps.crypto.orchestrator.guard.ClockReading;
import xps.crypto.orchestrator.guard.Envelope;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.RollbackAdmission;
import xps.crypto.orchestrator.guard.Serving;
import xps.crypto.orchestrator.guard.Warrant;

/** Judges what the control plane wants: checks 1 to 12. A refusal changes nothing. */
final class Orders {
  /** How long a control plane may send a node back, where the plan doesn't say. */
  private static final Duration USUAL_HORIZON = Duration.ofHours(24);

  /** An envelope's documents lie in another. */
  private static final Json.Limits LIMITS = new Json.Limits(Envelope.MAX_BYTES, 36, false);

  /** The check of what a node remembers. */
  private static final int MEMORY_CHECK = 8;

  private static final int BODY_CHECK = 7;

  private final NodeRules rules;
  private final Rest rest;
  private final Retreat retreat;

  Orders(NodeRules rules, Rest rest, Retreat retreat) {
    this.rules = rules;
    this.rest = rest;
    this.retreat = retreat;
  }

  /**
   * Whether this is the order that is handled, or was handled last. The digest is that of signed
   * bytes that were judged when they came first; all that follows is that their outcome is told.
   */
  boolean isKnown(AgentState state, Desired desired) {
    var errand = state.journal().errand();
    if (errand.isEmpty()) {
      return false;
    }
    boolean isOver = errand.get().isSettled();
    boolean isUnderWay = !(state.work() instanceof Work.Resting);
    return (isOver || isUnderWay)
        && claimed(desired).map(Warrant::digest).equals(Optional.of(errand.get().warrant()));
  }

  Step judge(AgentState state, Instant now, Desired desired) {
    if (isKnown(state, desired)) {
      var again = state.journal().errand().orElseThrow().redelivered(desired);
      var told = state.with(state.journal().on(again));
      return Step.of(told, Reports.of(told, rules, now, again));
    }
    if (state.restored()) {
      return refuse(state, now, desired, MEMORY_CHECK, restored());
    }
    return switch (desired.direction()) {
      case FORWARD -> forward(state, now, desired);
      case ROLLBACK -> back(state, now, desired);
    };
  }

  private static Optional<Warrant> claimed(Desired desired) {
    var json = Json.parse("envelope", desired.envelope().toArray(), Code.WARRANT_INVALID, LIMITS);
    if (json instanceof Outcome.Ok<Value>(Value.Obj(var members, _, _), _)
        && members.get("warrant") instanceof Value.Obj warrant
        && Warrant.parse("warrant", Json.compact(warrant).getBytes(UTF_8))
            instanceof Outcome.Ok<Warrant>(var read, _)) {
      return Optional.of(read);
    }
    return Optional.empty();
  }

  private static Problem restored() {
    return new Problem(
        Code.VERSION_ROLLBACK,
        "this node has done more than its journal knows: it was restored from an older state",
        "journal",
        "compare what runs with what should, then restart the workload and begin with a new store");
  }

  private Step refuse(AgentState state, Instant now, Desired desired, int check, Problem problem) {
    var nothing = Sha256.of(new byte[0]);
    var errand = Errand.of(desired, nothing, nothing, NodePhase.REFUSED).refused(check, problem);
    return Step.of(state, Reports.of(state, rules, now, errand));
  }

  private Step forward(AgentState state, Instant now, Desired desired) {
    var admission =
        Guard.admit(
            desired.envelope(),
            rules.facts(state.position().artifacts()),
            state.journal().memory(),
            rules.trust(),
            rules.policy(),
            new ClockReading.Unmeasured(now));
    return switch (admission) {
      case Admission.Refused(int check, var problems) ->
          refuse(state, now, desired, check, problems.getFirst());
      case Admission.Admitted admitted -> accept(state, now, desired, admitted);
    };
  }

  /** Check 12, and the beginning of 13. */
  private Step accept(AgentState state, Instant now, Desired desired, Admission.Admitted admitted) {
    var patch = admitted.patch();
    var errand =
        Errand.of(desired, admitted.warrant().digest(), patch.bodyDigest(), NodePhase.STAGING);
    var target = target(state, admitted);
    var journal =
        state
            .journal()
            .with(state.journal().memory().afterAdmitted(admitted))
            .on(errand)
            .numberTaken();
    var accepted = state.with(journal);
    if (state.position() instanceof Position.Settled(var current, var previous)
        && current.artifacts().equals(target.artifacts())) {
      return alreadyThere(accepted, now, admitted, renamed(current, target, now), previous, errand);
    }
    var misfit = misfit(patch.manifest().artifacts());
    if (misfit.isPresent()) {
      return rest.settle(accepted, now, errand.failed(misfit.get()));
    }
    var fetching = accepted.begin(new Work.Fetching(new Work.Task(admitted, target)));
    return Step.of(
        fetching,
        new Effect.Persist(journal),
        Reports.of(fetching, rules, now, errand),
        new Effect.Fetch(fetching.deed(), objects(patch.manifest().artifacts())));
  }

  private static Installation target(AgentState state, Admission.Admitted admitted) {
    var artifacts = new TreeMap<>(state.position().artifacts());
    for (var artifact : admitted.patch().manifest().artifacts()) {
      artifacts.put(artifact.name(), artifact.sha256());
    }
    var horizon =
        admitted.plan().rollback().map(rollback -> rollback.horizon()).orElse(USUAL_HORIZON);
    return new Installation(
        state.journal().nextGeneration(),
        artifacts,
        new Installation.Origin.Patched(
            admitted.patch().bodyDigest(), admitted.warrant().attempt(), horizon),
        admitted.at(),
        false);
  }

  /** What a patch brings: the rest of its generation was tested when it came. */
  static SortedMap<String, Sha256> newArtifacts(Work.Task task) {
    var artifacts = new TreeMap<String, Sha256>();
    for (var artifact : task.admitted().patch().manifest().artifacts()) {
      artifacts.put(artifact.name(), artifact.sha256());
    }
    return artifacts;
  }

  /** The generation that runs, under the order that it is now also there by. */
  private static Installation renamed(Installation current, Installation target, Instant now) {
    boolean isSameBody = current.body().equals(target.body());
    return new Installation(
        current.generation(),
        current.artifacts(),
        target.origin(),
        isSameBody ? current.activated() : now,
        current.good());
  }

  /** All that the patch brings runs already: there is nothing to swap, and much to remember. */
  private Step alreadyThere(
      AgentState state,
      Instant now,
      Admission.Admitted admitted,
      Installation current,
      Optional<Installation> previous,
      Errand errand) {
    var memory = state.journal().memory().afterActivation(admitted.patch()).afterSeeing(now);
    var journal = state.journal().with(memory).at(new Position.Settled(current, previous));
    var settled = state.with(journal);
    if (state.sight().shows(current.artifacts())) {
      return rest.settle(settled, now, errand.in(NodePhase.HEALTHY));
    }
    var problem =
        Problem.of(
            Code.PROBE_FAILED, "the workload doesn't run what is active on this node", "workload");
    return rest.settle(settled, now, errand.in(NodePhase.FAILED, problem));
  }

  /** What this node can't install, or won't take the size of. */
  private Optional<Problem> misfit(List<Artifact> artifacts) {
    for (var artifact : artifacts) {
      if (!rules.kinds().contains(artifact.kind())) {
        return Optional.of(
            new Problem(
                Code.STAGE_FAILED,
                "this node has no installer for the kind " + artifact.kind().text(),
                artifact.name(),
                "have the node's owner add the installer, or leave this node out of the rollout"));
      }
      if (artifact.size().orElse(0) > rules.maxArtifactBytes()) {
        return Optional.of(
            Problem.of(
                Code.SIZE_MISMATCH,
                "it has "
                    + artifact.size().orElse(0)
                    + " bytes; this node takes at most "
                    + rules.maxArtifactBytes(),
                artifact.name()));
      }
      var abi = artifact.abi();
      if (abi.isPresent()
          && !(abi.get().machine().equals(rules.machine()) && abi.get().os().equals("linux"))) {
        return Optional.of(
            Problem.of(
                Code.ABI_MISMATCH,
                "it is for "
                    + abi.get().machine()
                    + " and "
                    + abi.get().os()
                    + "; this node is "
                    + rules.machine()
                    + " and linux",
                artifact.name()));
      }
    }
    return Optional.empty();
  }

  private List<Effect.Ordered> objects(List<Artifact> artifacts) {
    var objects = new ArrayList<Effect.Ordered>();
    for (var artifact : artifacts) {
      objects.add(
          new Effect.Ordered(
              artifact.name(), artifact.sha256(), artifact.size(), rules.maxArtifactBytes()));
    }
    return objects;
  }

  private Step back(AgentState state, Instant now, Desired desired) {
    var admission =
        Guard.admitRollback(
            desired.envelope(),
            rules.facts(state.position().artifacts()),
            state.journal().memory(),
            rules.trust(),
            serving(state.position()),
            new ClockReading.Unmeasured(now));
    return switch (admission) {
      case RollbackAdmission.Refused(int check, var problems) ->
          hasGoneBack(state, desired, check)
              .map(gone -> Step.of(state, Reports.of(state, rules, now, gone)))
              .orElseGet(() -> refuse(state, now, desired, check, problems.getFirst()));
      case RollbackAdmission.GoBack order -> goBack(state, now, desired, order);
    };
  }

  /** A node that went back by itself is where the order wants it to be. */
  private static Optional<Errand> hasGoneBack(AgentState state, Desired desired, int check) {
    return state
        .journal()
        .errand()
        .filter(errand ->
            check == BODY_CHECK
                && errand.phase() == NodePhase.ROLLED_BACK
                && claimed(desired).flatMap(Warrant::from).equals(Optional.of(errand.body())))
        .map(errand -> errand.redelivered(desired));
  }

  private Step goBack(
      AgentState state, Instant now, Desired desired, RollbackAdmission.GoBack order) {
    var current = state.position().wanted();
    var previous = wayBack(state.position());
    if (current.isEmpty() || previous.isEmpty()) {
      throw new IllegalStateException("an order to go back was admitted with no way back");
    }
    var errand =
        Errand.of(
            desired,
            order.warrant().digest(),
            order.warrant().patch().body(),
            NodePhase.ROLLING_BACK);
    var ordered =
        state.with(state.journal().with(state.journal().memory().afterOrderedBack(order)));
    return retreat.begin(ordered, now, errand, new Position.Leaving(current.get(), previous.get()));
  }

  private static Optional<Installation> wayBack(Position position) {
    return switch (position) {
      case Position.Settled(_, var previous) -> previous.filter(Installation::good);
      case Position.Entering entering -> entering.wayBack();
      case Position.Bare _, Position.Leaving _ -> Optional.empty();
    };
  }

  /** What runs, in guard's words; where no patch brought it, no warrant can be about leaving it. */
  private static Serving serving(Position position) {
    var previous = wayBack(position).isPresent() ? Serving.Previous.HEALTHY : Serving.Previous.NONE;
    if (position.wanted().isPresent()) {
      var current = position.wanted().get();
      if (current.origin()
          instanceof Installation.Origin.Patched(var body, var attempt, var horizon)) {
        return new Serving(body, attempt, current.activated(), horizon, previous);
      }
    }
    return new Serving(
        Sha256.of(new byte[0]), 0, Instant.EPOCH, Duration.ZERO, Serving.Previous.NONE);
  }
}

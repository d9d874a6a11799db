package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Admission;
import xps.crypto.orchestrator.guard.Envelope;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.planner.Plan;

/** Judges what the control plane wants: checks 1 to 12. A refusal changes nothing. */
final class Orders {
  /** An envelope's documents lie in another. */
  private static final Json.Limits LIMITS = new Json.Limits(Envelope.MAX_BYTES, 36, false);

  /** The check of what a node remembers. */
  private static final int MEMORY_CHECK = 8;

  private final NodeRules rules;
  private final Rest rest;
  private final AlreadyThere standing;
  private final OrdersBack back;

  Orders(NodeRules rules, Rest rest, AlreadyThere standing, OrdersBack back) {
    this.rules = rules;
    this.rest = rest;
    this.standing = standing;
    this.back = back;
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
      case ROLLBACK -> back.judge(state, now, desired, claimed(desired));
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
        "look whether what runs there is what should, then end the agent, say so with xps agent looked,"
            + " and start it again");
  }

  private Step refuse(AgentState state, Instant now, Desired desired, int check, Problem problem) {
    return Step.of(state, Reports.refusal(state, rules, now, desired, check, problem));
  }

  private Step forward(AgentState state, Instant now, Desired desired) {
    var admission =
        Guard.admit(
            desired.envelope(),
            rules.facts(state.position().artifacts()),
            state.journal().memory(),
            rules.trust(),
            rules.policy(),
            state.clockAt(now));
    return switch (admission) {
      case Admission.Refused(int check, var problems) ->
          refuse(state, now, desired, check, problems.getFirst());
      case Admission.Admitted admitted -> accept(state, now, desired, admitted);
    };
  }

  /** Check 12, and the beginning of 13. */
  private Step accept(AgentState state, Instant now, Desired desired, Admission.Admitted admitted) {
    var patch = admitted.patch();
    var errand = Errand.forward(desired, admitted);
    var target = target(state, admitted);
    var journal =
        state
            .journal()
            .with(state.journal().memory().afterAdmitted(admitted))
            .on(errand)
            .numberTaken();
    var accepted = state.with(journal);
    if (state.position() instanceof Position.Settled(var current, _)
        && current.artifacts().equals(target.artifacts())) {
      return standing.check(accepted, now, admitted);
    }
    var misfit =
        rules.outfit().misfit(admitted.plan()).or(() -> misfit(patch.manifest().artifacts()));
    if (misfit.isPresent()) {
      return rest.settle(accepted, now, errand.failed(Errand.STAGING_CHECK, misfit.get()));
    }
    var fetching = accepted.begin(new Work.Fetching(new Work.Task(admitted, target)));
    return Step.of(
        fetching,
        new Effect.Persist(journal),
        Reports.of(fetching, rules, now, errand),
        new Effect.Fetch(
            fetching.deed(),
            objects(patch.manifest().artifacts()),
            state.position().artifacts().keySet()));
  }

  private static Installation target(AgentState state, Admission.Admitted admitted) {
    var artifacts = new TreeMap<>(state.position().artifacts());
    for (var artifact : admitted.patch().manifest().artifacts()) {
      artifacts.put(artifact.name(), artifact.sha256());
    }
    var horizon =
        admitted
            .plan()
            .rollback()
            .map(rollback -> rollback.horizon())
            .orElse(Plan.Rollback.USUAL_HORIZON);
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

  /** What this node can't install, or won't take the size of. */
  private Optional<Problem> misfit(List<Artifact> artifacts) {
    for (var artifact : artifacts) {
      var unfit = rules.outfit().misfit(artifact, artifacts);
      if (unfit.isPresent()) {
        return unfit;
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
      objects.add(new Effect.Ordered(artifact, rules.maxArtifactBytes()));
    }
    return objects;
  }
}

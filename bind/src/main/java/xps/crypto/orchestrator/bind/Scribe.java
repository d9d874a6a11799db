package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.guard.WarrantDraft;
import xps.crypto.orchestrator.planner.Command;
import xps.crypto.orchestrator.planner.Event;
import xps.crypto.orchestrator.planner.NodeWord;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.RolloutResult;

/**
 * Puts what happened into audit records. The same journal gives the same records, so whoever takes
 * over can tell which of them are in the log already.
 */
final class Scribe {

  private static final int MOST_ACTOR_CHARACTERS = 128;

  private final String rollout;
  private final RolloutPlan plan;
  private final Orders orders;
  private final Map<String, Instant> started = new HashMap<>();
  private final Set<String> staged = new HashSet<>();
  private final Set<String> active = new HashSet<>();
  private final Map<String, Integer> waves = new HashMap<>();
  private final Map<Integer, List<Code>> denied = new HashMap<>();
  private List<AuditRecord> records = new ArrayList<>();

  Scribe(String rollout, RolloutPlan plan, Orders orders) {
    this.rollout = rollout;
    this.plan = plan;
    this.orders = orders;
    plan.waves().forEach(wave -> wave.nodes().forEach(node -> waves.put(node, wave.index())));
  }

  /** The chain up to here: attested, planned, approved. */
  List<AuditRecord> begun(JournalEntry.Begun begun) {
    var patch = plan.patch();
    put(
        about(begun.at(), Action.ATTEST)
            .result(Result.SUCCESS)
            .signers(patch.signers())
            .detail("trust store " + patch.trustStore().hex()));
    put(
        about(begun.at(), Action.PLAN)
            .result(Result.SUCCESS)
            .plan(plan.digest())
            .detail(
                "simulation "
                    + begun.simulation().hex()
                    + ", plan file "
                    + plan.plan().digest().hex()
                    + ", fleet "
                    + plan.fleet().generation().hex()));
    for (var approved : begun.approvals()) {
      put(
          about(begun.at(), Action.APPROVE)
              .result(Result.SUCCESS)
              .plan(plan.digest())
              .actor(approved.approver())
              .detail("approval " + approved.digest().hex() + " of " + approved.at()));
    }
    return taken();
  }

  /** That one person's word replaced the quorum or the windows; what it was is in the evidence. */
  List<AuditRecord> broken(JournalEntry.GlassBroken broken) {
    var glass = broken.glass();
    put(
        about(broken.at(), Action.BREAK_GLASS)
            .result(Result.SUCCESS)
            .plan(plan.digest())
            .actor(glass.claim().approver())
            .code(Code.BREAK_GLASS_REVIEW_DUE)
            .detail(GlassLog.used(glass)));
    return taken();
  }

  /** One GATE record a warrant; within the horizon a rollback's has no gate behind it. */
  List<AuditRecord> signed(Warrant warrant) {
    if (warrant.direction() == Direction.FORWARD || Orders.isFullStrength(warrant)) {
      var record =
          about(warrant.notBefore().plus(WarrantDraft.HEAD_START), Action.GATE)
              .result(Result.SUCCESS)
              .wave(warrant.wave().name())
              .policy(warrant.gate())
              .seq(warrant.sequence())
              .plan(warrant.plan())
              .policyDigest(warrant.policy())
              .warrant(warrant.digest());
      if (warrant.direction() == Direction.ROLLBACK) {
        record.detail("the way back, by approvals that say so");
      }
      warrant
          .breakGlass()
          .ifPresent(claim ->
              record
                  .code(Code.BREAK_GLASS_REVIEW_DUE)
                  .actor(claim.approver())
                  .detail("the glass is broken: " + claim.reason()));
      put(record);
    }
    return taken();
  }

  /** What nodes say of themselves that an auditor would ask for: each beginning and each end. */
  List<AuditRecord> noted(JournalEntry.Noted noted, Set<NodeReport.Flag> before) {
    for (var flag : NodeReport.Flag.values()) {
      boolean isNow = noted.flags().contains(flag);
      if (isNow != before.contains(flag)) {
        put(noted(noted, flag, isNow));
      }
    }
    return taken();
  }

  private AuditRecord.Draft noted(JournalEntry.Noted noted, NodeReport.Flag flag, boolean isNow) {
    var record = node(noted.at(), Action.PROBE, noted.node());
    if (!isNow) {
      var end = noted.looked().isEmpty() ? "no longer" : "somebody has looked, " + noted.looked();
      return record.result(Result.SUCCESS).detail(flag.text() + ": " + end);
    }
    if (flag == NodeReport.Flag.RESTORED) {
      record.code(Code.VERSION_ROLLBACK);
    }
    boolean isWrong = NodeReport.Flag.TO_BE_SEEN_TO.contains(flag);
    return record
        .result(isWrong ? Result.FAILURE : Result.SUCCESS)
        .detail(flag.text() + ": " + flag.words());
  }

  /** What an event and its commands are worth a record. */
  List<AuditRecord> happened(Event event, List<Command> commands) {
    before(event);
    for (var command : commands) {
      switch (command) {
        case Command.Start(_, var node) -> started.putIfAbsent(node, event.at());
        case Command.Announce(var note) -> note(event, note);
        case Command.AskGuard _,
            Command.StartProbing _,
            Command.StopProbing _,
            Command.RollBack _ -> {}
        case Command.Finish(var end) -> ended(event.at(), end);
      }
    }
    return taken();
  }

  private void before(Event event) {
    if (event instanceof Event.Reported report
        && report.word() == NodeWord.ACTIVATING
        && started.containsKey(report.node())) {
      staged(report.at(), report.node());
    }
  }

  private void note(Event event, Command.Note note) {
    var at = event.at();
    switch (note) {
      case Command.Note.WaveWaits(int wave, var reasons) -> denied(at, wave, reasons);
      case Command.Note.WaveOpened(int wave) -> denied.remove(wave);
      case Command.Note.NodeActive(_, var node) -> {
        staged(at, node);
        active.add(node);
        applied(at, node, Result.SUCCESS, Optional.empty(), "");
      }
      case Command.Note.NodeSick(_, var node, var detail) ->
          put(
              node(at, Action.PROBE, node)
                  .result(Result.FAILURE)
                  .code(Code.PROBE_FAILED)
                  .detail("before it was touched: " + detail));
      case Command.Note.NodeHealthy(_, var node) ->
          put(node(at, Action.PROBE, node).result(Result.SUCCESS).duration(since(node, at)));
      case Command.Note.NodeFailed(_, var node, var code, var detail) ->
          failed(event, node, Code.parse(code), detail);
      case Command.Note.NodeRolledBack(_, var node) ->
          put(node(at, Action.ROLLBACK, node).result(Result.SUCCESS).duration(since(node, at)));
      case Command.Note.NodeSkipped(_, var node, var reason) ->
          put(node(at, Action.SKIP, node).result(Result.SKIPPED).detail(reason));
      case Command.Note.NodeCommitted(_, var node, var reason) ->
          put(node(at, Action.ROLLBACK, node).result(Result.SKIPPED).detail(reason));
      case Command.Note.NodeLost(_, var node, var detail) ->
          put(
              node(at, Action.ROLLBACK, node)
                  .result(Result.FAILURE)
                  .code(Code.ROLLBACK_FAILED)
                  .detail(detail));
      case Command.Note.Halted(var reason) -> halted(event, reason);
      case Command.Note.Paused(var reason) ->
          put(asked(about(at, Action.PAUSE), event).result(Result.SUCCESS).detail(reason));
      case Command.Note.Resumed _ ->
          put(asked(about(at, Action.RESUME), event).result(Result.SUCCESS));
      case Command.Note.WaveBakes _, Command.Note.WavePassed _ -> {}
    }
  }

  private void staged(Instant at, String node) {
    if (staged.add(node)) {
      put(node(at, Action.STAGE, node).result(Result.SUCCESS).duration(since(node, at)));
    }
  }

  /** A rollout that has left everybody out proves nothing about its patch. */
  private static Result resultOf(RolloutResult end) {
    if (end.kind() != RolloutResult.Kind.DONE) {
      return Result.FAILURE;
    }
    return end.healthy() > 0 ? Result.SUCCESS : Result.SKIPPED;
  }

  /** How it ended, as one record about the whole: a later environment may ask for it. */
  private void ended(Instant at, RolloutResult end) {
    put(
        about(at, Action.PROBE)
            .result(resultOf(end))
            .plan(plan.digest())
            .detail(
                "the end, "
                    + end.kind().name()
                    + ": "
                    + end.healthy()
                    + " healthy, "
                    + end.rolledBack()
                    + " rolled back, "
                    + end.failed()
                    + " failed, "
                    + end.skipped()
                    + " skipped, "
                    + end.needPerson()
                    + " to be looked at"
                    + (end.reason().isEmpty() ? "" : "; " + end.reason())));
  }

  /**
   * Guard is asked again and again; only another answer is news. Its words tell the time, so only
   * the codes are compared.
   */
  private void denied(Instant at, int wave, List<String> reasons) {
    var codes = reasons.stream().flatMap(reason -> code(reason).stream()).toList();
    if (codes.equals(denied.put(wave, codes))) {
      return;
    }
    var record =
        about(at, Action.GATE)
            .result(Result.DENIED)
            .wave(plan.waves().get(wave).name())
            .plan(plan.digest())
            .detail(String.join("; ", reasons));
    codes.stream().findFirst().ifPresent(record::code);
    put(record);
  }

  /** A reason begins with its code, as the gatekeeper writes it. */
  private static Optional<Code> code(String reason) {
    return Code.parse(reason.substring(0, Math.max(0, reason.indexOf(':'))));
  }

  private void failed(Event event, String node, Optional<Code> code, String detail) {
    if (event instanceof Event.Reported report && report.word() == NodeWord.FAILED) {
      var record = node(event.at(), Action.STAGE, node).result(Result.FAILURE).detail(detail);
      code.ifPresent(record::code);
      put(record.duration(since(node, event.at())));
    } else if (active.contains(node)) {
      var record = node(event.at(), Action.PROBE, node).result(Result.FAILURE).detail(detail);
      code.ifPresent(record::code);
      put(record.duration(since(node, event.at())));
    } else {
      boolean isRefused =
          event instanceof Event.Reported report && report.word() == NodeWord.REFUSED;
      applied(event.at(), node, isRefused ? Result.DENIED : Result.FAILURE, code, detail);
    }
  }

  /** All nine fields of the founding document, one record for each artifact. */
  private void applied(Instant at, String node, Result result, Optional<Code> code, String detail) {
    for (var artifact : plan.patch().manifest().artifacts()) {
      var record =
          node(at, Action.APPLY, node)
              .result(result)
              .sha256(artifact.sha256())
              .signers(plan.patch().signers())
              .policy(orders.gate(waveOf(node), node))
              .duration(since(node, at));
      code.ifPresent(record::code);
      put(detail.isEmpty() ? record : record.detail(detail));
    }
  }

  /** A failure has a record of its own. */
  private void halted(Event event, String reason) {
    if (event instanceof Event.CancelAsked || event instanceof Event.RollbackAsked) {
      var action = event instanceof Event.CancelAsked ? Action.CANCEL : Action.ROLLBACK;
      put(asked(about(event.at(), action), event).result(Result.SUCCESS).detail(reason));
    }
  }

  private AuditRecord.Draft about(Instant at, Action action) {
    SignedPatch patch = plan.patch();
    return AuditRecord.of(at, patch.id(), action)
        .sha256(patch.bodyDigest())
        .body(patch.bodyDigest())
        .rollout(rollout);
  }

  private AuditRecord.Draft node(Instant at, Action action, String node) {
    int wave = waveOf(node);
    var record = about(at, action).node(node).wave(plan.waves().get(wave).name());
    var order =
        action == Action.ROLLBACK
            ? orders.latest(wave, Direction.ROLLBACK)
            : orders.startedBy(node);
    order.map(Warrant::sequence).ifPresent(record::seq);
    return record;
  }

  private static AuditRecord.Draft asked(AuditRecord.Draft record, Event event) {
    if (event instanceof Event.PauseAsked(_, var actor, _)) {
      return record.actor(name(actor));
    } else if (event instanceof Event.ResumeAsked(_, var actor)) {
      return record.actor(name(actor));
    } else if (event instanceof Event.CancelAsked(_, var actor, _)) {
      return record.actor(name(actor));
    } else if (event instanceof Event.RollbackAsked(_, var actor, _, _)) {
      return record.actor(name(actor));
    }
    return record;
  }

  private static String name(String actor) {
    if (actor.isEmpty()) {
      return "operator";
    }
    return actor.length() > MOST_ACTOR_CHARACTERS
        ? actor.substring(0, MOST_ACTOR_CHARACTERS)
        : actor;
  }

  private Duration since(String node, Instant at) {
    var begin = started.getOrDefault(node, at);
    return begin.isAfter(at) ? Duration.ZERO : Duration.between(begin, at);
  }

  private int waveOf(String node) {
    return Objects.requireNonNull(waves.get(node), "only nodes in scope are told about");
  }

  private void put(AuditRecord.Draft draft) {
    records.add(draft.build());
  }

  private List<AuditRecord> taken() {
    var taken = List.copyOf(records);
    records = new ArrayList<>();
    return taken;
  }
}

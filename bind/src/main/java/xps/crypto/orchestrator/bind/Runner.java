package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.RefusedException;
import xps.crypto.orchestrator.guard.Permit;
import xps.crypto.orchestrator.planner.Event;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * Carries a permitted rollout out: steps through the planner's machine with what really happens.
 *
 * <p>Guaranteed: every event is in the journal before anything follows from it, and every record in
 * the audit log before anything new starts; so a runner may be killed at any instruction, and
 * whoever starts the same apply again takes the rollout up where it was. Of two that run at once,
 * one stops.
 */
public final class Runner {

  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ID_CHARACTERS = 26;

  private final Repo repo;
  private final Installer installer;
  private final ControlRoom room;
  private final AuditTrail trail;

  /** A runner that hands out what is in that repository and what that installer's agents take. */
  public Runner(Repo repo, Installer installer, ControlRoom room) {
    this(repo, installer, room, AuditTrail.of(room.audit()));
  }

  Runner(Repo repo, Installer installer, ControlRoom room, AuditTrail trail) {
    this.repo = repo;
    this.installer = installer;
    this.room = room;
    this.trail = trail;
  }

  /**
   * Begins the rollout, or takes up the unfinished one of the same patch, plan, environment and
   * attempt. Returns at once; what keeps it from running is its outcome.
   */
  public RunningRollout apply(Permit permit) {
    var progress = new Progress(permit.plan());
    var mailbox = new Mailbox();
    var ended = new CompletableFuture<Ended>();
    try {
      var targets = targets(permit.plan());
      var problems = new ArrayList<>(targets.problems());
      problems.addAll(unfit(permit.plan()));
      if (!problems.isEmpty()) {
        ended.complete(new Ended.Refused(problems));
        return new RunningRollout("", progress, mailbox, ended);
      }
      var begin = opened(permit, targets.orThrow());
      var conductor = new Conductor(begin.score(), room, mailbox, progress);
      Thread.ofPlatform()
          .name("rollout " + begin.score().rollout())
          .start(() -> conduct(conductor, begin.first(), ended));
      return new RunningRollout(begin.score().rollout(), progress, mailbox, ended);
    } catch (RefusedException e) {
      ended.complete(new Ended.Refused(e.problems()));
    } catch (IOException e) {
      ended.complete(
          new Ended.Refused(
              List.of(
                  Problem.of(
                      Code.REPO_UNREACHABLE,
                      "journal, log or repository can't be reached now: " + e,
                      repo.describe()))));
    }
    return new RunningRollout("", progress, mailbox, ended);
  }

  private static void conduct(
      Conductor conductor, List<JournalEntry> first, CompletableFuture<Ended> ended) {
    try {
      ended.complete(conductor.run(first));
    } catch (InterruptedException _) {
      ended.complete(new Ended.Stopped());
    } catch (RuntimeException | Error e) {
      ended.completeExceptionally(e);
    }
  }

  /** A rollout that is ready to run, and what its journal gets first. */
  private record Begin(Score score, List<JournalEntry> first) {
    Begin {
      first = List.copyOf(first);
    }
  }

  private Begin opened(Permit permit, Map<String, ProbeTarget> targets) throws IOException {
    var subject =
        new Subject(
            permit.plan().patch().bodyDigest(),
            permit.plan().digest(),
            permit.environment().name(),
            permit.environment().attempt());
    var known = room.journal().unfinished(subject);
    var now = room.clock().instant();
    var row = known.isPresent() ? known.get() : created(subject, permit, now);
    var score = score(row, permit, targets);
    keepEvidence(score.ledger(), permit);
    replay(score);
    var first = nobodyThere(score, now);
    if (known.isPresent()) {
      first.add(new JournalEntry.Happened(new Event.Restarted(now)));
    }
    return new Begin(score, first);
  }

  private Journal.RolloutRow created(Subject subject, Permit permit, Instant now)
      throws IOException {
    var approved = new ArrayList<JournalEntry.Approved>();
    for (var approval : permit.approvals()) {
      approved.add(
          new JournalEntry.Approved(
              approval.approver(), approval.at(), Canonical.digest(approval.document())));
    }
    var begun = new JournalEntry.Begun(now, permit.plan().simulate().digest(), approved);
    return room.journal().create(newId(room.chance()), subject, List.of(begun.toEntry())).orThrow();
  }

  /** 128 random bits in base32 (RFC 4648, lower case, without padding). */
  static String newId(SecureRandom chance) {
    var bits = new java.math.BigInteger(128, chance).shiftLeft(2); // 26 characters hold 130 bits
    var id = new StringBuilder();
    for (int at = ID_CHARACTERS - 1; at >= 0; at--) {
      id.append(BASE32.charAt(bits.shiftRight(5 * at).intValue() & 31));
    }
    return id.toString();
  }

  private Score score(Journal.RolloutRow row, Permit permit, Map<String, ProbeTarget> targets) {
    var course = new Course(row.rollout(), permit.plan());
    var ledger = new Ledger(trail, row.rollout());
    var nodes = new KnownNodes();
    var gatekeeper =
        new Gatekeeper(row.rollout(), course, permit.environment(), room.rules(), room.issuer());
    return new Score(
        row.rollout(),
        course,
        ledger,
        nodes,
        gatekeeper,
        new Chronicle(room.journal(), row.rollout(), course, ledger, gatekeeper),
        new Dispatch(row, course, ledger, nodes, room.agents()),
        new Postman(row.rollout(), permit.plan().patch().manifest(), nodes),
        targets);
  }

  /** What the records will name by digest. */
  private static void keepEvidence(Ledger ledger, Permit permit) {
    var plan = permit.plan();
    ledger.keep(plan.patch().manifest().body());
    ledger.keep(Canonical.bytes(plan.patch().manifest().document()));
    ledger.keep(Canonical.bytes(plan.plan().document()));
    ledger.keep(Canonical.bytes(plan.fleet().document()));
    ledger.keep(Canonical.bytes(plan.simulate().toJson()));
    permit.approvals().forEach(approval -> ledger.keep(Canonical.bytes(approval.document())));
  }

  private void replay(Score score) throws IOException {
    score.ledger().recall();
    for (var entry : room.journal().load(score.rollout())) {
      var read = JournalEntry.read(entry).orThrow();
      if (read instanceof JournalEntry.Signed(var warrant)) {
        score.ledger().keep(warrant.signedBytes());
      }
      score.ledger().write(score.course().take(read).records());
    }
    score.ledger().flush();
  }

  /** Nobody is known to be there until it has said so, whatever the journal remembers. */
  private static List<JournalEntry> nobodyThere(Score score, Instant now) {
    var first = new ArrayList<JournalEntry>();
    var state = score.course().state();
    for (var node : state.stages().keySet()) {
      if (state.isConnected(node)) {
        first.add(new JournalEntry.Happened(new Event.Disconnected(now, node)));
      }
    }
    return first;
  }

  /** What can't be handed out, or isn't there to be handed out. */
  private List<Problem> unfit(RolloutPlan plan) throws IOException {
    var problems = new ArrayList<Problem>();
    for (var artifact : plan.patch().manifest().artifacts()) {
      if (!installer.kinds().contains(artifact.kind())) {
        problems.add(
            new Problem(
                Code.STAGE_FAILED,
                "no agent of this installer takes a " + artifact.kind().text(),
                artifact.name(),
                "leave " + artifact.name() + " out, or run agents that can install it"));
        continue;
      }
      var stored = repo.open(artifact.sha256());
      if (stored.isEmpty()) {
        problems.add(
            new Problem(
                Code.ARTIFACT_MISSING,
                "the repository doesn't have " + artifact.name(),
                repo.describe(),
                "push the manifest with its artifacts into the repository"));
      } else {
        stored.get().content().close();
      }
    }
    return problems;
  }

  /** Every probe is made out beforehand: a plan that can't be probed doesn't begin. */
  private static Outcome<Map<String, ProbeTarget>> targets(RolloutPlan plan) {
    var check = plan.plan().healthCheck();
    var targets = new HashMap<String, ProbeTarget>();
    if (check.isEmpty()) {
      return Outcome.ok(targets);
    }
    var hosts = new HashSet<String>(check.get().hostsAllow());
    plan.fleet().nodes().forEach(node -> hosts.add(node.host()));
    var problems = new ArrayList<Problem>();
    for (var wave : plan.waves()) {
      for (var id : wave.nodes()) {
        var node = plan.fleet().node(id).orElseThrow();
        var words = new HashMap<String, String>(node.labels());
        words.put("host", node.host());
        words.put("node", node.id());
        var target = ProbeTarget.of(check.map(Plan.HealthCheck::probe).get(), words, hosts);
        problems.addAll(target.problems());
        if (target.isOk()) {
          targets.put(id, target.orThrow());
        }
      }
    }
    return Outcome.unless(problems, () -> targets);
  }
}

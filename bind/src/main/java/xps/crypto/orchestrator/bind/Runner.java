package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.RefusedException;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Permit;
import xps.crypto.orchestrator.planner.Event;
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
    return apply(permit, List.of());
  }

  /**
   * The same; what else the decision was made by (the trust store) is kept with the log as
   * evidence.
   */
  public RunningRollout apply(Permit permit, List<Bytes> evidence) {
    return run(
        permit.plan(),
        permit.environment(),
        () -> {
          var subject = subject(permit.plan(), permit.environment());
          // Two that begin at the same time have to see each other.
          synchronized (room.journal()) {
            refuseConflicts(permit.plan(), permit.environment());
            var known = room.journal().unfinished(subject);
            return known.isPresent() ? known.get() : created(subject, permit, evidence);
          }
        });
  }

  /**
   * Takes up the unfinished rollout of that patch, plan, environment and attempt. It needs no
   * permit: guard is asked before anything new starts, and what is under way has to come to its
   * end, or back, whatever guard says now. {@code NOT_FOUND} when there is none.
   */
  public RunningRollout takeUp(RolloutPlan plan, Environment environment) {
    return run(
        plan,
        environment,
        () -> {
          refuseConflicts(plan, environment);
          return room.journal()
              .unfinished(subject(plan, environment))
              .map(Outcome::ok)
              .orElseGet(() -> nothingUnfinished(plan))
              .orThrow();
        });
  }

  private void refuseConflicts(RolloutPlan plan, Environment environment) throws IOException {
    var conflicts = conflicts(room.journal(), plan, environment);
    if (!conflicts.isEmpty()) {
      throw new RefusedException(conflicts);
    }
  }

  /**
   * Why a rollout can't begin or be taken up, as far as the journal knows; the same is asked when
   * it begins. {@code ROLLOUT_CONFLICT}: an unfinished one has nodes of it, or it was begun on
   * another fleet. {@code ROLLED_BACK}: this attempt was taken back.
   */
  public static List<Problem> conflicts(Journal journal, RolloutPlan plan, Environment environment)
      throws IOException {
    return new OtherRollouts(journal, plan, subject(plan, environment)).problems();
  }

  /** Whether {@link #takeUp} would find something. */
  public boolean isUnfinished(RolloutPlan plan, Environment environment) throws IOException {
    return room.journal().unfinished(subject(plan, environment)).isPresent();
  }

  private static Outcome<Journal.RolloutRow> nothingUnfinished(RolloutPlan plan) {
    return Outcome.refused(
        Problem.of(
            Code.NOT_FOUND,
            "no rollout of this patch by this plan is unfinished",
            "patch " + plan.patch().id()));
  }

  /** The rollout's row in the journal, found or made. */
  @FunctionalInterface
  private interface RowSource {
    Journal.RolloutRow row() throws IOException;
  }

  private RunningRollout run(RolloutPlan plan, Environment environment, RowSource rows) {
    var progress = new Progress(plan);
    var mailbox = new Mailbox();
    var ended = new CompletableFuture<Ended>();
    var id = "";
    try {
      var targets = new Preflight(repo, installer).check(plan).orThrow();
      var row = rows.row();
      var score = score(row, plan, environment, targets, progress);
      var first = opened(score, row.subject());
      var conductor = new Conductor(score, room, mailbox, progress);
      id = row.rollout();
      Thread.ofPlatform().name("rollout " + id).start(() -> conduct(conductor, first, ended));
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
    return new RunningRollout(id, progress, mailbox, ended);
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

  private static Subject subject(RolloutPlan plan, Environment environment) {
    return new Subject(
        plan.patch().bodyDigest(), plan.digest(), environment.name(), environment.attempt());
  }

  private Journal.RolloutRow created(Subject subject, Permit permit, List<Bytes> evidence)
      throws IOException {
    for (var content : evidence) {
      trail.evidence(content);
    }
    var approved = new ArrayList<JournalEntry.Approved>();
    for (var approval : permit.approvals()) {
      trail.evidence(Canonical.bytes(approval.document()));
      approved.add(
          new JournalEntry.Approved(
              approval.approver(), approval.at(), Canonical.digest(approval.document())));
    }
    var simulation = permit.plan().simulate();
    trail.evidence(Canonical.bytes(simulation.toJson()));
    trail.evidence(permit.plan().patch().manifest().body());
    trail.evidence(Canonical.bytes(permit.plan().patch().manifest().document()));
    trail.evidence(permit.plan().approvable());
    trail.evidence(Canonical.bytes(permit.plan().plan().document()));
    trail.evidence(Canonical.bytes(permit.plan().fleet().document()));
    var first = new ArrayList<JournalEntry>();
    first.add(
        new JournalEntry.Begun(
            room.clock().instant(),
            simulation.digest(),
            permit.plan().fleet().generation(),
            approved));
    first.addAll(OtherRollouts.scope(permit.plan()));
    return room.journal()
        .create(newId(room.chance()), subject, first.stream().map(JournalEntry::toEntry).toList())
        .orThrow();
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

  private Score score(
      Journal.RolloutRow row,
      RolloutPlan plan,
      Environment environment,
      Map<String, ProbeTarget> targets,
      Progress progress) {
    var course = new Course(row.rollout(), plan);
    var ledger = new Ledger(trail, row.rollout());
    var nodes = new KnownNodes();
    var gatekeeper =
        new Gatekeeper(row.rollout(), course, environment, room.rules(), room.issuer());
    var postman = new Postman(row.rollout(), environment.attempt(), course, nodes);
    var restored = new RestoredNodes(room.journal());
    return new Score(
        row.rollout(),
        course,
        ledger,
        nodes,
        gatekeeper,
        new Chronicle(room.journal(), row.rollout(), course, ledger, gatekeeper),
        new Dispatch(row, course, ledger, nodes, room.agents()),
        postman,
        new Reception(course, postman, nodes, restored, progress::say),
        targets);
  }

  /** Comes to the state that the journal tells of, and says what is to be written next. */
  private List<JournalEntry> opened(Score score, Subject subject) throws IOException {
    score.ledger().recall();
    var entries = room.journal().load(score.rollout());
    for (var entry : entries) {
      var read = JournalEntry.read(entry).orThrow();
      if (read instanceof JournalEntry.Signed(var warrant)) {
        score.ledger().keep(warrant);
      } else if (read instanceof JournalEntry.GlassBroken(_, var glass)) {
        score.ledger().keep(Canonical.bytes(glass.document()));
      }
      score.ledger().write(score.course().take(read).records());
    }
    score.ledger().flush();
    var now = room.clock().instant();
    var first = new ArrayList<>(nobodyThere(score, now));
    if (score.course().isUntouched()) {
      first.addAll(knownBefore(score, subject, now));
    } else {
      first.add(new JournalEntry.Happened(new Event.Restarted(now)));
    }
    return first;
  }

  /**
   * A version that failed on a node isn't tried there again, and one that runs there needn't be.
   */
  private List<JournalEntry> knownBefore(Score score, Subject subject, Instant now)
      throws IOException {
    return new OtherRollouts(room.journal(), score.course().plan(), subject).known(now);
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
}

package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.LogKey;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.audit.VerifiedLog;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * That a patch has succeeded in an environment, as an audit log proves it: what {@code
 * environments.after} of a policy asks for. Only {@link #find} can make one.
 *
 * <p>A log has a rollout's end as a PROBE record about no node; which environment it was in stands
 * in the warrant that its GATE record names, and that is kept as evidence under its digest. Of
 * several rollouts of the patch there the last one that ended counts.
 */
public final class Precedent {
  private static final String TYPE = Warrant.TYPE + "\n";

  private final String environment;
  private final Sha256 body;
  private final String rollout;
  private final LogKey log;

  private Precedent(String environment, Sha256 body, String rollout, LogKey log) {
    this.environment = environment;
    this.body = body;
    this.rollout = rollout;
    this.log = log;
  }

  /** Whether that is what a record is about, for the log to be read for. */
  public static boolean concerns(AuditRecord record, Sha256 body) {
    return record.body().equals(Optional.of(body))
        && (record.action() == Action.GATE || isEnd(record));
  }

  private static boolean isEnd(AuditRecord record) {
    return record.action() == Action.PROBE && record.node().isEmpty();
  }

  /** The success of that patch in that environment; refused, with why, where the log has none. */
  public static Outcome<Precedent> find(VerifiedLog log, String environment, Sha256 body) {
    var there = new HashMap<String, Boolean>();
    var ends = new ArrayList<AuditRecord>();
    for (var record : log.records()) {
      if (!concerns(record, body) || record.rollout().isEmpty()) {
        continue;
      }
      if (isEnd(record)) {
        ends.add(record);
      } else if (record.result() == Result.SUCCESS) {
        record
            .warrant()
            .flatMap(log::evidence)
            .ifPresent(warrant ->
                there.merge(
                    record.rollout().get(),
                    isFor(warrant, record.rollout().get(), environment, body),
                    Boolean::logicalAnd));
      }
    }
    return last(ends, there)
        .map(end -> of(end, log, environment, body))
        .orElseGet(
            () -> none(log, "no rollout of this patch in " + environment + " that has ended"));
  }

  private static Optional<AuditRecord> last(List<AuditRecord> ends, Map<String, Boolean> there) {
    return ends.reversed().stream()
        .filter(end -> there.getOrDefault(end.rollout().orElseThrow(), false))
        .findFirst();
  }

  private static Outcome<Precedent> of(
      AuditRecord end, VerifiedLog log, String environment, Sha256 body) {
    var rollout = end.rollout().orElseThrow();
    return end.result() == Result.SUCCESS
        ? Outcome.ok(new Precedent(environment, body, rollout, log.summary().key()))
        : none(
            log,
            "that the last rollout of this patch in "
                + environment
                + ", "
                + rollout
                + ", didn't end well: "
                + end.detail().orElse("no reason given"));
  }

  /** Whether the warrant that the log names is one forward, of that rollout, there. */
  private static boolean isFor(Bytes warrant, String rollout, String environment, Sha256 body) {
    var text = warrant.text();
    if (!text.startsWith(TYPE)) {
      return false;
    }
    var json = Bytes.utf8(text.substring(TYPE.length())).toArray();
    var problems = new ArrayList<Problem>();
    return switch (Json.parse("warrant", json, Code.WARRANT_INVALID)) {
      case Outcome.Refused<?> _ -> false;
      case Outcome.Ok<xps.crypto.orchestrator.document.Value>(var value, _) -> {
        var fields = new Fields(value, Code.WARRANT_INVALID, problems, "a warrant");
        yield fields.text("direction").equals(Direction.FORWARD.text())
            && fields.text("rollout").equals(rollout)
            && fields.text("environment").equals(environment)
            && fields.object("patch").sha256("body").equals(body)
            && problems.isEmpty();
      }
    };
  }

  private static Outcome<Precedent> none(VerifiedLog log, String what) {
    return Outcome.refused(
        new Problem(
            Code.POLICY_DENIED,
            "the log " + log.summary().key().origin() + " knows " + what,
            log.summary().key().origin(),
            "roll the patch out there first, and let it end well"));
  }

  /** Where it succeeded. */
  public String environment() {
    return environment;
  }

  /** Digest of the patch's body. */
  public Sha256 body() {
    return body;
  }

  /** The rollout that succeeded. */
  public String rollout() {
    return rollout;
  }

  /** The log that proves it. */
  public LogKey log() {
    return log;
  }

  @Override
  public String toString() {
    return environment + ": rollout " + rollout + ", by the log " + log.origin();
  }
}

package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Value;

/** Reads a warrant strictly. What its values mean is for the checks of the node. */
final class WarrantReader {
  private static final Code INVALID = Code.WARRANT_INVALID;

  /** More waves than any plan has nodes in a document of that size. */
  private static final int LAST_WAVE = 1_000_000;

  private static final int HIGHEST_RISK = 10;
  private static final int SIGNATURE_BYTES = 64;

  private final List<Problem> problems;

  private WarrantReader(List<Problem> problems) {
    this.problems = problems;
  }

  static Outcome<Warrant> read(Value value) {
    var problems = new ArrayList<Problem>();
    var warrant = read(value, problems);
    return Outcome.unless(problems, () -> warrant);
  }

  static Warrant read(Value value, List<Problem> problems) {
    return new WarrantReader(problems).warrant(value);
  }

  private Warrant warrant(Value value) {
    var fields = new Fields(value, INVALID, problems, "a warrant");
    var warrant =
        new Warrant(
            fields.text("type"),
            fields.text(
                "rollout",
                text -> Warrant.ROLLOUT.matcher(text).matches(),
                "a rollout's id, 26 characters of a-z and 2-7"),
            fields.integer("sequence", 1, Value.LARGEST_INTEGER),
            wave(fields.object("wave")),
            patch(fields.object("patch")),
            fields.optionalSha256("from"),
            fields.sha256("plan"),
            fields.sha256("policy"),
            fields.id("environment"),
            ChangeClass.parse(fields.oneOf("class", ChangeClass.texts())).orElseThrow(),
            fields.texts("targets", Grammar::isTarget, "a role"),
            (int) fields.integer("attempt", 1, Environment.MOST_ATTEMPTS),
            fields.time("not_before"),
            fields.time("expires"),
            Direction.parse(fields.oneOf("direction", Direction.texts())).orElseThrow(),
            approvals(fields),
            fields
                .optionalAny("break_glass")
                .map(claim -> BreakGlass.read(claim, INVALID, problems)),
            gate(fields.object("gate")),
            fields.text("issuer", Grammar::isSignerName, "the name of an orchestrator"),
            fields.parsed(
                "sig",
                "a signature of 64 bytes in padded base64",
                text -> Bytes.base64(text).filter(bytes -> bytes.size() == SIGNATURE_BYTES),
                Bytes.empty()));
    fields.done();
    return warrant;
  }

  private static Warrant.Wave wave(Fields fields) {
    var wave = new Warrant.Wave(fields.id("name"), (int) fields.integer("index", 0, LAST_WAVE));
    fields.done();
    return wave;
  }

  private static Warrant.Patch patch(Fields fields) {
    var patch =
        new Warrant.Patch(
            fields.id("id"),
            fields.text("version", text -> SemVer.parse(text).isPresent(), "a version like 1.2.3"),
            fields.sha256("body"));
    fields.done();
    return patch;
  }

  private List<Approval> approvals(Fields fields) {
    var items = fields.array("approvals");
    if (items.size() > Warrant.MOST_APPROVALS) {
      fields.problem(
          "approvals",
          items.size() + " approvals are more than " + Warrant.MOST_APPROVALS,
          "send those that count");
      return List.of();
    }
    var approvals = new ArrayList<Approval>();
    for (var item : items) {
      approvals.add(Approval.read(item, INVALID, problems));
    }
    for (int i = 1; i < approvals.size(); i++) {
      if (approvals.get(i - 1).approver().compareTo(approvals.get(i).approver()) > 0) {
        fields.problem(
            "approvals", "the approvals aren't sorted by approver", "sort them by approver");
      }
    }
    return approvals;
  }

  private static GateSummary gate(Fields fields) {
    var gate =
        new GateSummary(
            fields.bool("rbac"),
            fields.bool("window"),
            (int) fields.integer("risk_score", 0, HIGHEST_RISK));
    fields.done();
    return gate;
  }
}

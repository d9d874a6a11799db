package xps.crypto.orchestrator.audit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** Reads one line of the log strictly. */
final class AuditRecordReader {
  private static final Json.Limits LINE = new Json.Limits(AuditRecord.MOST_BYTES, 3, false);
  private static final int MOST_ACTOR_CHARACTERS = 128;
  private static final int MOST_DETAIL_CHARACTERS = 16 * 1024;

  private final Fields fields;
  private final List<Problem> problems = new ArrayList<>();

  private AuditRecordReader(Value value, Code invalid) {
    fields = new Fields(value, invalid, problems, "an audit record");
  }

  static Outcome<AuditRecord> read(String where, byte[] line, Code invalid) {
    return Json.parse(where, line, invalid, LINE)
        .flatMap(value -> new AuditRecordReader(value, invalid).record(Bytes.copyOf(line).text()));
  }

  private Outcome<AuditRecord> record(String line) {
    fields.time(Field.TS.json());
    var action = fields.oneOf(Field.ACTION.json(), Action.names());
    fields.oneOf(Field.RESULT.json(), Result.names());
    names();
    digests();
    numbersAndTexts();
    fields.optionalObject(Field.POLICY.json()).ifPresent(AuditRecordReader::checkPolicy);
    if (action.equals(Action.APPLY.name())) {
      requireAllOfTheFoundingDocument();
    }
    fields.done();
    return Outcome.unless(problems, () -> new AuditRecord(byField(), line));
  }

  private void names() {
    fields.optionalId(Field.PATCH.json());
    fields.optionalText(Field.NODE.json(), Grammar::isNodeId, "a node's id");
    fields.optionalId(Field.WAVE.json());
    fields.optionalId(Field.ROLLOUT.json());
    fields.optionalTexts(Field.SIGNERS.json(), Grammar::isSignerName, "a signer's name");
    fields.parsed(Field.CODE.json(), "a code", Code::parse);
  }

  private void digests() {
    for (var field :
        EnumSet.of(Field.SHA256, Field.BODY, Field.PLAN, Field.POLICY_DIGEST, Field.WARRANT)) {
      fields.optionalSha256(field.json());
    }
  }

  private void numbersAndTexts() {
    for (var field : EnumSet.of(Field.SEQ, Field.DURATION_MS, Field.CLOCK_ERROR_MS)) {
      fields.optionalInteger(field.json(), 0, Value.LARGEST_INTEGER);
    }
    fields.optionalText(
        Field.ACTOR.json(),
        text -> !text.isEmpty() && text.length() <= MOST_ACTOR_CHARACTERS,
        "a name of at most " + MOST_ACTOR_CHARACTERS + " characters");
    fields.optionalText(
        Field.DETAIL.json(),
        text -> text.length() <= MOST_DETAIL_CHARACTERS,
        "at most " + MOST_DETAIL_CHARACTERS + " characters long");
    fields.optionalTime(Field.RECEIVED.json());
    fields.parsed(Field.NODE_SIG.json(), "base64", Bytes::base64);
    fields.parsed(Field.SALT.json(), "lowercase hex", Bytes::hex);
  }

  private void requireAllOfTheFoundingDocument() {
    for (var field : EnumSet.allOf(Field.class)) {
      if (field.isFounding()) {
        fields.any(field.json());
      }
    }
  }

  private static void checkPolicy(Fields policy) {
    policy.bool("rbac");
    policy.bool("window");
    policy.integer("risk_score", 0, GateSummary.HIGHEST_RISK);
    policy.done();
  }

  /** The summary of a policy object that {@link #checkPolicy} has let through. */
  static GateSummary gateSummary(Value.Obj object) {
    var policy = new Fields(object, Code.INTERNAL, new ArrayList<>(), "policy");
    return new GateSummary(
        policy.bool("rbac"),
        policy.bool("window"),
        (int) policy.integer("risk_score", 0, GateSummary.HIGHEST_RISK));
  }

  private EnumMap<Field, Value> byField() {
    var byField = new EnumMap<Field, Value>(Field.class);
    for (var field : EnumSet.allOf(Field.class)) {
      Optional<Value> value = fields.optionalAny(field.json());
      value.ifPresent(found -> byField.put(field, found));
    }
    return byField;
  }
}

package xps.crypto.orchestrator.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * One step of a patch's life, as one line of the audit log. A record that was read keeps the bytes
 * that it was read from: they are the leaf that was hashed.
 *
 * <p>Records are equal when their lines are.
 */
public final class AuditRecord {
  /** The longest line, in bytes and without its LF. */
  public static final int MOST_BYTES = 32 * 1024;

  /** A detail is for reading; more of it belongs into evidence. */
  private static final int DETAIL_CHARACTERS = 2_000;

  private final Map<Field, Value> fields;
  private final String line;

  AuditRecord(Map<Field, Value> fields, String line) {
    this.fields = new EnumMap<>(fields);
    this.line = line;
  }

  /** Begins a record about a patch; it needs a result before it is built. */
  public static Draft of(Instant ts, String patch, Action action) {
    return of(ts, action).put(Field.PATCH, Value.text(patch));
  }

  /** Begins a record that is about no patch (an enrolment, a trust store). */
  public static Draft of(Instant ts, Action action) {
    return new Draft(Grammar.time(ts), action);
  }

  /**
   * The record of a line without its LF; strictly, with {@code AUDIT_TAMPERED} for what is wrong.
   */
  public static Outcome<AuditRecord> parse(String line) {
    return AuditRecordReader.read("record", Bytes.utf8(line).toArray(), Code.AUDIT_TAMPERED);
  }

  /** When it happened. */
  public Instant ts() {
    return text(Field.TS).flatMap(Grammar::time).orElseThrow();
  }

  /** What was done. */
  public Action action() {
    return text(Field.ACTION).flatMap(Action::parse).orElseThrow();
  }

  /** How it ended. */
  public Result result() {
    return text(Field.RESULT).flatMap(Result::parse).orElseThrow();
  }

  /** The patch's id. */
  public Optional<String> patch() {
    return text(Field.PATCH);
  }

  /** The node's id. */
  public Optional<String> node() {
    return text(Field.NODE);
  }

  /** The wave's name. */
  public Optional<String> wave() {
    return text(Field.WAVE);
  }

  /** The artifact's digest, or the bodyDigest where the record is about a whole patch. */
  public Optional<Sha256> sha256() {
    return digest(Field.SHA256);
  }

  /** Who signed; empty for an unsigned patch and where it doesn't apply. */
  public List<String> signers() {
    return fields.get(Field.SIGNERS) instanceof Value.Arr(var items, _)
        ? items.stream().map(item -> ((Value.Str) item).text()).toList()
        : List.of();
  }

  /** What guard said. */
  public Optional<GateSummary> policy() {
    return fields.get(Field.POLICY) instanceof Value.Obj policy
        ? Optional.of(AuditRecordReader.gateSummary(policy))
        : Optional.empty();
  }

  /** The rollout's id. */
  public Optional<String> rollout() {
    return text(Field.ROLLOUT);
  }

  /** The warrant's sequence number. */
  public Optional<Long> seq() {
    return number(Field.SEQ);
  }

  /** Who did it: an approver, an operator, an orchestrator. */
  public Optional<String> actor() {
    return text(Field.ACTOR);
  }

  /** Why it failed or was denied. */
  public Optional<Code> code() {
    return text(Field.CODE).flatMap(Code::parse);
  }

  /** More about it, for people. */
  public Optional<String> detail() {
    return text(Field.DETAIL);
  }

  /** How long it took. */
  public Optional<Duration> duration() {
    return number(Field.DURATION_MS).map(Duration::ofMillis);
  }

  /** The patch's bodyDigest. */
  public Optional<Sha256> body() {
    return digest(Field.BODY);
  }

  /** The plan digest that was approved. */
  public Optional<Sha256> plan() {
    return digest(Field.PLAN);
  }

  /** The policy's digest. */
  public Optional<Sha256> policyDigest() {
    return digest(Field.POLICY_DIGEST);
  }

  /** SHA-256 of the signed bytes of the warrant that this gate led to. */
  public Optional<Sha256> warrant() {
    return digest(Field.WARRANT);
  }

  /** The line, without its LF. */
  public String line() {
    return line;
  }

  /** The leaf: the bytes of the line. */
  public Bytes leaf() {
    return Bytes.utf8(line);
  }

  /** All fields, for output. */
  public Value.Obj toJson() {
    return object(fields);
  }

  private static Value.Obj object(Map<Field, Value> fields) {
    var object = Value.object();
    fields.forEach((field, value) -> object.put(field.json(), value));
    return object.build();
  }

  private Optional<String> text(Field field) {
    return fields.get(field) instanceof Value.Str(var text, _)
        ? Optional.of(text)
        : Optional.empty();
  }

  private Optional<Long> number(Field field) {
    return fields.get(field) instanceof Value.Int(var number, _)
        ? Optional.of(number)
        : Optional.empty();
  }

  private Optional<Sha256> digest(Field field) {
    return text(field).flatMap(Sha256::parse);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AuditRecord that && line.equals(that.line);
  }

  @Override
  public int hashCode() {
    return line.hashCode();
  }

  @Override
  public String toString() {
    return line;
  }

  /** A record that is being put together. For one owner. */
  public static final class Draft {
    private final Map<Field, Value> fields = new EnumMap<>(Field.class);

    private Draft(String ts, Action action) {
      put(Field.TS, Value.text(ts));
      put(Field.ACTION, Value.text(action.name()));
    }

    private Draft put(Field field, Value value) {
      fields.put(field, value);
      return this;
    }

    /** How it ended. */
    public Draft result(Result result) {
      return put(Field.RESULT, Value.text(result.name()));
    }

    /** The node's id. */
    public Draft node(String node) {
      return put(Field.NODE, Value.text(node));
    }

    /** The wave's name. */
    public Draft wave(String wave) {
      return put(Field.WAVE, Value.text(wave));
    }

    /** The artifact's digest, or the bodyDigest where the record is about a whole patch. */
    public Draft sha256(Sha256 digest) {
      return put(Field.SHA256, Value.text(digest.hex()));
    }

    /** Who signed. */
    public Draft signers(List<String> signers) {
      return put(Field.SIGNERS, Value.texts(signers));
    }

    /** What guard said. */
    public Draft policy(GateSummary gate) {
      return put(Field.POLICY, gate.toJson());
    }

    /** The rollout's id. */
    public Draft rollout(String rollout) {
      return put(Field.ROLLOUT, Value.text(rollout));
    }

    /** The warrant's sequence number. */
    public Draft seq(long seq) {
      return put(Field.SEQ, Value.number(seq));
    }

    /** Who did it. */
    public Draft actor(String actor) {
      return put(Field.ACTOR, Value.text(actor));
    }

    /** Why it failed or was denied. */
    public Draft code(Code code) {
      return put(Field.CODE, Value.text(code.name()));
    }

    /** More about it, for people; cut where it is long. */
    public Draft detail(String detail) {
      int points = detail.codePointCount(0, detail.length());
      var kept =
          points <= DETAIL_CHARACTERS
              ? detail
              : detail.substring(0, detail.offsetByCodePoints(0, DETAIL_CHARACTERS)) + "…";
      return put(Field.DETAIL, Value.text(kept));
    }

    /** How long it took. */
    public Draft duration(Duration duration) {
      return put(Field.DURATION_MS, Value.number(duration.toMillis()));
    }

    /** How far off the reporter's clock may have been. */
    public Draft clockError(Duration error) {
      return put(Field.CLOCK_ERROR_MS, Value.number(error.toMillis()));
    }

    /** When the control plane learnt of it. */
    public Draft received(Instant received) {
      return put(Field.RECEIVED, Value.text(Grammar.time(received)));
    }

    /** The patch's bodyDigest. */
    public Draft body(Sha256 body) {
      return put(Field.BODY, Value.text(body.hex()));
    }

    /** The plan digest that was approved. */
    public Draft plan(Sha256 plan) {
      return put(Field.PLAN, Value.text(plan.hex()));
    }

    /** The policy's digest. */
    public Draft policyDigest(Sha256 policy) {
      return put(Field.POLICY_DIGEST, Value.text(policy.hex()));
    }

    /** SHA-256 of the signed bytes of the warrant that this gate led to. */
    public Draft warrant(Sha256 warrant) {
      return put(Field.WARRANT, Value.text(warrant.hex()));
    }

    /** The node's own signature over its report. */
    public Draft nodeSig(Bytes signature) {
      return put(Field.NODE_SIG, Value.text(signature.base64()));
    }

    /** Chance from the caller, so that a record can't be guessed from its hash. */
    public Draft salt(Bytes salt) {
      return put(Field.SALT, Value.text(salt.hex()));
    }

    /**
     * The record. It is read back by the rules for everybody's records: whoever puts together one
     * that nobody could read has made a mistake.
     */
    public AuditRecord build() {
      var line = Json.compact(object(fields));
      return switch (AuditRecord.parse(line)) {
        case Outcome.Ok<AuditRecord>(var record, _) -> record;
        case Outcome.Refused<AuditRecord>(var problems) ->
            throw new IllegalArgumentException("not a record: " + problems);
      };
    }
  }
}

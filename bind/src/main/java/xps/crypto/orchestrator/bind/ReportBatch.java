package xps.crypto.orchestrator.bind;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.SignedReport;

/**
 * What an agent posts to {@code reports}: {@code {"boot", "memory", "reports": […]}}, in the order
 * of their numbers. The answer is {@code {"acked": seq}}. Boot and number together are a report's
 * name, for good: what wasn't acknowledged is sent again under them, also after the agent was
 * started anew, and before anything newer. Whoever has taken that name doesn't take it again. What
 * was acknowledged is sent again only where the node says at a new connection, or when its last
 * order is delivered again, just what it said last: so it says that nothing is new.
 *
 * @param boot a name that an agent draws anew whenever it starts; reports of an earlier start keep
 *     that start's
 * @param memory how far the node's memory is while it posts; nothing where it doesn't say
 */
public record ReportBatch(String boot, List<NodeReport> reports, Optional<Memory> memory) {

  /** Bytes of one batch; an agent with more to say posts again. */
  public static final int MAX_BYTES = 256 * 1024;

  /** Reports of one batch. */
  public static final int MAX_REPORTS = 100;

  private static final int MAX_ARTIFACTS = 10_000;
  private static final int CHECKS = 16;
  private static final int MAX_TEXT = 1_000;
  private static final Pattern BOOT = Pattern.compile("[a-z0-9]{8,64}");

  public ReportBatch {
    reports = List.copyOf(reports);
    if (!BOOT.matcher(boot).matches()) {
      throw new IllegalArgumentException("a boot is 8 to 64 of a-z and 0-9");
    }
  }

  /** A batch that says nothing about the memory. */
  public ReportBatch(String boot, List<NodeReport> reports) {
    this(boot, reports, Optional.empty());
  }

  /**
   * How far a node's memory is, as it lies on its disk (NODE.md, "a state generation that only
   * grows").
   *
   * @param at by the node's own clock
   * @param changes how often it was changed since the node began
   */
  public record Memory(Instant at, long changes) {}

  /** The same, posted with another memory. */
  public ReportBatch with(Optional<Memory> now) {
    return new ReportBatch(boot, reports, now);
  }

  /** As it goes over the wire. */
  public Bytes toJson() {
    var list = new ArrayList<Value>();
    reports.forEach(report -> list.add(toValue(report)));
    var json = Value.object().put("boot", boot);
    memory.ifPresent(now ->
        json.put(
            "memory",
            Value.object()
                .put("at", Grammar.time(now.at()))
                .put("changes", now.changes())
                .build()));
    return Bytes.utf8(Json.compact(json.put("reports", List.copyOf(list)).build()));
  }

  private static Value toValue(NodeReport report) {
    var active = Value.object();
    report.active().forEach((name, digest) -> active.put(name, digest.hex()));
    var json =
        Value.object()
            .put("seq", report.seq())
            .put("at", Grammar.time(report.at()))
            .put("rollout", report.rollout())
            .put("state", report.state().text())
            .put("generation", report.generation())
            .put("active", active.build());
    report.body().ifPresent(body -> json.put("body", body.hex()));
    report.problem().ifPresent(problem -> json.put("problem", toValue(problem)));
    report.check().ifPresent(check -> json.put("check", check));
    json.put(
        "checkpoint",
        Value.object()
            .put("size", report.checkpoint().size())
            .put("root", report.checkpoint().root().hex())
            .build());
    for (var flag : report.flags()) {
      json.put(flag.text(), true);
    }
    report.signed().ifPresent(word -> json.put("signed", word.document()));
    return json.build();
  }

  private static Value toValue(Problem problem) {
    return Value.object()
        .put("code", problem.code().name())
        .put("message", problem.message())
        .put("where", problem.where())
        .put("remedy", problem.remedy())
        .build();
  }

  /** Reads what an agent posted; {@code USAGE} when it isn't a batch of reports. */
  public static Outcome<ReportBatch> parse(byte[] json) {
    return Json.parse("reports", json, Code.USAGE).flatMap(ReportBatch::read);
  }

  private static Outcome<ReportBatch> read(Value value) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(value, Code.USAGE, problems, "the batch");
    String boot = fields.text("boot");
    var memory = fields.optionalObject("memory").map(ReportBatch::memory);
    List<Value> list = fields.array("reports");
    fields.done();
    if (!BOOT.matcher(boot).matches()) {
      problems.add(Problem.of(Code.USAGE, "a boot is 8 to 64 of a-z and 0-9", "reports"));
    }
    if (list.size() > MAX_REPORTS) {
      problems.add(Problem.of(Code.USAGE, "over 100 reports in one batch", "reports"));
      return Outcome.refused(problems);
    }
    var reports = new ArrayList<NodeReport>();
    for (Value one : list) {
      report(one, problems).ifPresent(reports::add);
    }
    return Outcome.unless(problems, () -> new ReportBatch(boot, reports, memory));
  }

  private static Memory memory(Fields fields) {
    var memory = new Memory(fields.time("at"), fields.integer("changes", 0, Value.LARGEST_INTEGER));
    fields.done();
    return memory;
  }

  private static Optional<NodeReport> report(Value value, List<Problem> problems) {
    int before = problems.size();
    var fields = new Fields(value, Code.USAGE, problems, "the report");
    long seq = fields.integer("seq", 1, Value.LARGEST_INTEGER);
    var at = fields.time("at");
    String rollout = fields.text("rollout", ReportBatch::isRolloutOrNone, "an id, or empty");
    String state = fields.oneOf("state", NodePhase.texts());
    long generation = fields.integer("generation", 0, Value.LARGEST_INTEGER);
    var active = active(fields.object("active"), problems);
    var body = fields.optionalSha256("body");
    var problem = fields.optionalObject("problem").map(ReportBatch::problem);
    var check = fields.optionalInteger("check", 1, CHECKS);
    var seen = fields.object("checkpoint");
    long size = seen.integer("size", 0, Value.LARGEST_INTEGER);
    var root = seen.sha256("root");
    seen.done();
    var flags = EnumSet.noneOf(NodeReport.Flag.class);
    for (var flag : NodeReport.Flag.values()) {
      if (fields.optionalBool(flag.text()).orElse(false)) {
        flags.add(flag);
      }
    }
    var signed = fields.optionalAny("signed").flatMap(word -> signed(word, problems));
    fields.done();
    if (problems.size() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeReport(
            seq,
            at,
            rollout,
            NodePhase.parse(state).orElseThrow(),
            generation,
            active,
            body,
            problem,
            check.map(number -> OptionalInt.of(number.intValue())).orElse(OptionalInt.empty()),
            new NodeReport.Seen(size, root),
            flags,
            signed));
  }

  private static Optional<SignedReport> signed(Value value, List<Problem> problems) {
    return switch (SignedReport.read(value, Code.USAGE)) {
      case Outcome.Ok<SignedReport>(var word, _) -> Optional.of(word);
      case Outcome.Refused<SignedReport>(var reasons) -> {
        problems.addAll(reasons);
        yield Optional.empty();
      }
    };
  }

  private static SortedMap<String, Sha256> active(Fields fields, List<Problem> problems) {
    var active = new TreeMap<String, Sha256>();
    var names = fields.value().members().keySet();
    if (names.size() > MAX_ARTIFACTS) {
      problems.add(Problem.of(Code.USAGE, "over 10,000 artifacts on one node", "reports"));
      return active;
    }
    for (String name : names) {
      if (!Grammar.isArtifactName(name)) {
        problems.add(Problem.of(Code.USAGE, "not an artifact's name", "reports"));
      }
      active.put(name, fields.sha256(name));
    }
    fields.done();
    return active;
  }

  private static Problem problem(Fields fields) {
    String name = fields.text("code");
    String message = shortened(fields.text("message"));
    String where = shortened(fields.text("where"));
    String remedy = shortened(fields.text("remedy"));
    fields.done();
    // An agent may be newer than this control plane, and know a code that it doesn't.
    return code(name)
        .map(code -> new Problem(code, message, where, remedy))
        .orElseGet(
            () -> new Problem(Code.INTERNAL, shortened(name) + ": " + message, where, remedy));
  }

  private static boolean isRolloutOrNone(String text) {
    return text.isEmpty() || Grammar.isId(text);
  }

  private static Optional<Code> code(String name) {
    return Arrays.stream(Code.values()).filter(code -> code.name().equals(name)).findFirst();
  }

  private static String shortened(String text) {
    return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
  }
}

package xps.crypto.orchestrator.bind;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.BrokenGlass;
import xps.crypto.orchestrator.guard.SignedReport;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.planner.Event;
import xps.crypto.orchestrator.planner.EventJson;

/** What the runner writes into the journal: enough to come to the same state again. */
sealed interface JournalEntry {

  /**
   * The rollout began.
   *
   * @param simulation digest of the dry run that was shown before
   * @param fleet the generation that the plan was dealt to
   * @param approvals digests of those that counted, with their approvers
   */
  record Begun(Instant at, Sha256 simulation, Sha256 fleet, List<Approved> approvals)
      implements JournalEntry {
    public Begun {
      approvals = List.copyOf(approvals);
    }
  }

  /** Who approved, when, and the digest of what they signed. */
  record Approved(String approver, Instant at, Sha256 digest) {}

  /** Nodes that it is about; one entry has some of them. */
  record Scope(List<String> nodes) implements JournalEntry {
    /** Ids in one entry at most. */
    static final int MOST = 10_000;

    public Scope {
      nodes = List.copyOf(nodes);
    }
  }

  /** Something happened to it. */
  record Happened(Event event) implements JournalEntry {}

  /**
   * An operator's wish was taken up.
   *
   * @param number under which the journal keeps the wish
   */
  record Wished(long number, Event event) implements JournalEntry {}

  /** A warrant was signed. It leaves the house only when this is in the journal. */
  record Signed(Warrant warrant) implements JournalEntry {}

  /** A warrant that is signed next stands on somebody's word alone. Once for each break-glass. */
  record GlassBroken(Instant at, BrokenGlass glass) implements JournalEntry {}

  /** A canary node's word that it is well, which later waves need. */
  record Received(String node, SignedReport word) implements JournalEntry {}

  /**
   * What is unusual about a node has changed.
   *
   * @param flags all that hold from now on
   * @param looked who has looked at a node that was restored, and why it may go on; empty but then
   */
  record Noted(Instant at, String node, Set<NodeReport.Flag> flags, String looked)
      implements JournalEntry {
    public Noted {
      flags = flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(flags));
    }
  }

  /**
   * All that follows from what a node said in one life of its agent, up to a number, stands above.
   */
  record Heard(String node, String boot, long seq) implements JournalEntry {}

  /** As the journal keeps it. */
  default Journal.Entry toEntry() {
    return switch (this) {
      case Begun begun -> entry("begun", begun(begun));
      case Scope(var nodes) ->
          entry("scope", Value.object().put("nodes", Value.texts(nodes)).build());
      case Happened(var event) -> entry("event", EventJson.write(event));
      case Wished(var number, var event) ->
          entry(
              "wish",
              Value.object().put("number", number).put("event", EventJson.write(event)).build());
      case Signed(var warrant) -> entry("warrant", warrant.document());
      case GlassBroken(var at, var glass) ->
          entry(
              "break_glass",
              Value.object().put("at", at.toString()).put("glass", glass.document()).build());
      case Received(var node, var word) ->
          entry("receipt", Value.object().put("node", node).put("word", word.document()).build());
      case Noted noted -> entry("flags", noted(noted));
      case Heard(var node, var boot, var seq) ->
          entry(
              "heard", Value.object().put("node", node).put("boot", boot).put("seq", seq).build());
    };
  }

  private static Journal.Entry entry(String kind, Value.Obj json) {
    return new Journal.Entry(kind, Json.compact(json));
  }

  private static Value.Obj noted(Noted noted) {
    return Value.object()
        .put("at", noted.at().toString())
        .put("node", noted.node())
        .put("flags", Value.texts(noted.flags().stream().map(NodeReport.Flag::text).toList()))
        .put("looked", noted.looked())
        .build();
  }

  private static Value.Obj begun(Begun begun) {
    var approvals = new ArrayList<Value>();
    for (var approved : begun.approvals()) {
      approvals.add(
          Value.object()
              .put("approver", approved.approver())
              .put("at", approved.at().toString())
              .put("digest", approved.digest())
              .build());
    }
    return Value.object()
        .put("at", begun.at().toString())
        .put("simulation", begun.simulation())
        .put("fleet", begun.fleet())
        .put("approvals", approvals)
        .build();
  }

  /** Reads what {@link #toEntry} wrote; anything else is {@code INTERNAL}: the journal is ours. */
  static Outcome<JournalEntry> read(Journal.Entry entry) {
    byte[] json = entry.json().getBytes(StandardCharsets.UTF_8);
    if (entry.kind().equals("warrant")) {
      return Warrant.parse("journal", json).map(Signed::new);
    }
    return Json.parse("journal", json, Code.INTERNAL)
        .flatMap(value ->
            switch (entry.kind()) {
              case "begun" -> readBegun(value);
              case "scope" -> readScope(value);
              case "event" -> EventJson.read(value).map(Happened::new);
              case "wish" -> readWish(value);
              case "break_glass" -> readGlass(value);
              case "receipt" -> readReceipt(value);
              case "flags" -> readNoted(value);
              case "heard" -> readHeard(value);
              default ->
                  Outcome.refused(
                      Problem.of(
                          Code.INTERNAL, "an entry of the kind " + entry.kind(), "the journal"));
            });
  }

  private static Outcome<JournalEntry> readBegun(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.INTERNAL, problems, "the journal's beginning");
    var at = instant(fields);
    var simulation = fields.sha256("simulation");
    var fleet = fields.sha256("fleet");
    var approvals = new ArrayList<Approved>();
    for (var item : fields.array("approvals")) {
      var approved = new Fields(item, Code.INTERNAL, problems, "an approval");
      approvals.add(
          new Approved(approved.text("approver"), instant(approved), approved.sha256("digest")));
      approved.done();
    }
    fields.done();
    return Outcome.unless(problems, () -> new Begun(at, simulation, fleet, approvals));
  }

  private static Outcome<JournalEntry> readScope(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.INTERNAL, problems, "the journal's scope");
    var nodes = fields.texts("nodes");
    fields.done();
    return Outcome.unless(problems, () -> new Scope(nodes));
  }

  private static Outcome<JournalEntry> readWish(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.INTERNAL, problems, "the journal's wish");
    long number = fields.integer("number", 1, Value.LARGEST_INTEGER);
    var event = EventJson.read(fields.object("event").value());
    fields.done();
    return problems.isEmpty()
        ? event.map(read -> new Wished(number, read))
        : Outcome.refused(problems);
  }

  private static Outcome<JournalEntry> readGlass(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.INTERNAL, problems, "the journal's broken glass");
    var at = instant(fields);
    var glass = BrokenGlass.read(fields.object("glass").value());
    fields.done();
    return problems.isEmpty()
        ? glass.map(read -> new GlassBroken(at, read))
        : Outcome.refused(problems);
  }

  private static Outcome<JournalEntry> readReceipt(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.INTERNAL, problems, "the journal's receipt");
    var node = fields.text("node");
    var word = SignedReport.read(fields.any("word"), Code.INTERNAL);
    fields.done();
    return problems.isEmpty()
        ? word.map(read -> new Received(node, read))
        : Outcome.refused(problems);
  }

  private static Outcome<JournalEntry> readNoted(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.INTERNAL, problems, "the journal's note");
    var at = instant(fields);
    var node = fields.text("node");
    var flags = EnumSet.noneOf(NodeReport.Flag.class);
    fields.texts("flags").forEach(text -> NodeReport.Flag.parse(text).ifPresent(flags::add));
    var looked = fields.text("looked");
    fields.done();
    return Outcome.unless(problems, () -> new Noted(at, node, flags, looked));
  }

  private static Outcome<JournalEntry> readHeard(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.INTERNAL, problems, "the journal's heard reports");
    var node = fields.text("node");
    var boot = fields.text("boot");
    long seq = fields.integer("seq", 1, Value.LARGEST_INTEGER);
    fields.done();
    return Outcome.unless(problems, () -> new Heard(node, boot, seq));
  }

  private static Instant instant(Fields fields) {
    return fields.parsed("at", "a time", JournalEntry::instant, Instant.EPOCH);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}

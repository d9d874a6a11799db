package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.NodeMemory;

/** The document that a node's journal is kept in. */
final class NodeJournalJson {
  private static final String TYPE = "xps-node-journal/v1";
  private static final Code INVALID = Code.AGENT_CONFIG_INVALID;
  private static final int MOST_ATTEMPTS = 999;
  private static final int CHECKS = 16;
  private static final int MOST_LOOKS = 1_000_000;

  /** The memory of a node with ten thousand artifacts, and three generations of them. */
  static final Json.Limits LIMITS = new Json.Limits(24 << 20, 12, false);

  private final List<Problem> problems = new ArrayList<>();
  private final String file;

  private NodeJournalJson(String file) {
    this.file = file;
  }

  static Bytes write(NodeJournal journal) {
    var json =
        Value.object()
            .put("type", TYPE)
            .put("memory", memory(journal.memory()))
            .put("next_generation", journal.nextGeneration())
            .put("position", position(journal.position()));
    journal.errand().ifPresent(errand -> json.put("errand", errand(errand)));
    if (journal.restored()) {
      json.put("restored", true);
    }
    return Bytes.utf8(Json.pretty(json.build()));
  }

  private static Value memory(NodeMemory memory) {
    return Json.parse("memory", memory.toJson().toArray(), INVALID, LIMITS).orThrow();
  }

  private static Value position(Position position) {
    var json = Value.object();
    return switch (position) {
      case Position.Bare _ -> json.put("kind", "bare").build();
      case Position.Settled(var current, var previous) ->
          json.put("kind", "settled")
              .put("current", installation(current))
              .putIfPresent("previous", previous.map(NodeJournalJson::installation))
              .build();
      case Position.Entering(var from, var to, var health) ->
          json.put("kind", "entering")
              .putIfPresent("from", from.map(NodeJournalJson::installation))
              .put("to", installation(to))
              .put("health", health(health))
              .build();
      case Position.Leaving(var from, var to) ->
          json.put("kind", "leaving")
              .put("from", installation(from))
              .put("to", installation(to))
              .build();
    };
  }

  private static Value installation(Installation installation) {
    var artifacts = Value.object();
    installation.artifacts().forEach(artifacts::put);
    var json =
        Value.object()
            .put("generation", installation.generation())
            .put("artifacts", artifacts.build())
            .put("activated", Grammar.time(installation.activated()))
            .put("good", installation.good());
    if (installation.origin()
        instanceof Installation.Origin.Patched(var body, var attempt, var horizon)) {
      json.put("body", body).put("attempt", attempt).put("horizon_ms", horizon.toMillis());
    }
    return json.build();
  }

  private static Value health(HealthRule health) {
    var json =
        Value.object()
            .put("successes", health.successes())
            .put("failures", health.failures())
            .put("interval_ms", health.interval().toMillis())
            .put("deadline_ms", health.deadline().toMillis())
            .put("grace_ms", health.grace().toMillis());
    health.probe().ifPresent(probe -> json.put("probe", probe(probe)));
    return json.build();
  }

  private static Value probe(OwnProbe probe) {
    return Value.object()
        .put("probe", probe.probe())
        .put("timeout_ms", probe.timeout().toMillis())
        .put("hosts", Value.texts(probe.hosts()))
        .build();
  }

  private static Value errand(Errand errand) {
    var json =
        Value.object()
            .put("rollout", errand.rollout())
            .put("desired", errand.desired())
            .put("warrant", errand.warrant())
            .put("body", errand.body())
            .put("phase", errand.phase().text());
    errand
        .problem()
        .ifPresent(problem ->
            json.put(
                "problem",
                Value.object()
                    .put("code", problem.code().name())
                    .put("message", problem.message())
                    .put("where", problem.where())
                    .put("remedy", problem.remedy())
                    .build()));
    errand.check().ifPresent(check -> json.put("check", check));
    errand
        .forward()
        .ifPresent(order ->
            json.put("plan", order.plan())
                .put("attempt", order.attempt())
                .putText("healthy", order.healthy().map(Grammar::time))
                .putIfPresent("break_glass", order.glass().map(NodeJournalJson::glass)));
    return json.build();
  }

  static Outcome<NodeJournal> read(String file, byte[] text) {
    return Json.parse(file, text, INVALID, LIMITS)
        .flatMap(value -> new NodeJournalJson(file).journal(value));
  }

  private Outcome<NodeJournal> journal(Value value) {
    var fields = new Fields(value, INVALID, problems, "an agent's journal");
    fields.oneOf("type", List.of(TYPE));
    var memory = memory(fields.any("memory"));
    long next = fields.integer("next_generation", 1, Value.LARGEST_INTEGER);
    var position = position(fields.object("position"));
    var errand = fields.optionalObject("errand").map(this::errand);
    boolean restored = fields.optionalBool("restored").orElse(false);
    fields.done();
    return Outcome.unless(
        problems, () -> new NodeJournal(memory, next, position, errand, restored));
  }

  private NodeMemory memory(Value value) {
    return switch (NodeMemory.parse(file, Json.compact(value).getBytes(UTF_8))) {
      case Outcome.Ok<NodeMemory>(var memory, _) -> memory;
      case Outcome.Refused<NodeMemory>(var reasons) -> {
        problems.addAll(reasons);
        yield NodeMemory.fresh();
      }
    };
  }

  private Position position(Fields fields) {
    var kind = fields.oneOf("kind", List.of("bare", "settled", "entering", "leaving"));
    var position =
        switch (kind) {
          case "settled" ->
              new Position.Settled(
                  installation(fields.object("current")),
                  fields.optionalObject("previous").map(this::installation));
          case "entering" ->
              new Position.Entering(
                  fields.optionalObject("from").map(this::installation),
                  installation(fields.object("to")),
                  health(fields.object("health")));
          case "leaving" ->
              new Position.Leaving(
                  installation(fields.object("from")), installation(fields.object("to")));
          default -> new Position.Bare();
        };
    fields.done();
    return position;
  }

  private Installation installation(Fields fields) {
    long generation = fields.integer("generation", 1, Value.LARGEST_INTEGER);
    var artifacts = artifacts(fields.object("artifacts"));
    var activated = fields.time("activated");
    boolean good = fields.bool("good");
    var origin =
        fields.has("body")
            ? new Installation.Origin.Patched(
                fields.sha256("body"),
                (int) fields.integer("attempt", 1, MOST_ATTEMPTS),
                millis(fields, "horizon_ms"))
            : new Installation.Origin.Adopted();
    fields.done();
    return new Installation(generation, artifacts, origin, activated, good);
  }

  private SortedMap<String, Sha256> artifacts(Fields fields) {
    var artifacts = new TreeMap<String, Sha256>();
    for (var name : fields.value().members().keySet()) {
      if (!Grammar.isArtifactName(name)) {
        fields.problem(name, "this isn't the name of an artifact", "don't edit the journal");
      }
      artifacts.put(name, fields.sha256(name));
    }
    fields.done();
    return artifacts;
  }

  private HealthRule health(Fields fields) {
    var health =
        new HealthRule(
            (int) fields.integer("successes", 1, MOST_LOOKS),
            (int) fields.integer("failures", 1, MOST_LOOKS),
            millis(fields, "interval_ms"),
            millis(fields, "deadline_ms"),
            millis(fields, "grace_ms"),
            fields.optionalObject("probe").map(NodeJournalJson::probe));
    fields.done();
    return health;
  }

  private static OwnProbe probe(Fields fields) {
    var probe =
        new OwnProbe(fields.text("probe"), millis(fields, "timeout_ms"), fields.texts("hosts"));
    fields.done();
    return probe;
  }

  private static Duration millis(Fields fields, String name) {
    return Duration.ofMillis(fields.integer(name, 0, Value.LARGEST_INTEGER));
  }

  private Errand errand(Fields fields) {
    var rollout = fields.id("rollout");
    long desired = fields.integer("desired", 0, Value.LARGEST_INTEGER);
    var warrant = fields.sha256("warrant");
    var body = fields.sha256("body");
    var phase = fields.parsed("phase", "the phase of a node", NodePhase::parse, NodePhase.IDLE);
    Optional<Problem> problem = fields.optionalObject("problem").map(NodeJournalJson::problem);
    var check = fields.optionalInteger("check", 1, CHECKS);
    var forward =
        fields.has("plan")
            ? Optional.of(
                new Errand.Forward(
                    fields.sha256("plan"),
                    (int) fields.integer("attempt", 1, MOST_ATTEMPTS),
                    fields.optionalTime("healthy"),
                    fields.optionalObject("break_glass").map(NodeJournalJson::glass)))
            : Optional.<Errand.Forward>empty();
    fields.done();
    return new Errand(
        rollout,
        desired,
        warrant,
        body,
        phase,
        problem,
        check.map(number -> OptionalInt.of(number.intValue())).orElse(OptionalInt.empty()),
        forward);
  }

  private static Value glass(Errand.Glass glass) {
    return Value.object().put("approver", glass.approver()).put("claim", glass.claim()).build();
  }

  private static Errand.Glass glass(Fields fields) {
    var glass = new Errand.Glass(fields.id("approver"), fields.sha256("claim"));
    fields.done();
    return glass;
  }

  private static Problem problem(Fields fields) {
    var problem =
        new Problem(
            fields.parsed("code", "a code", Code::parse, Code.INTERNAL),
            fields.text("message"),
            fields.text("where"),
            fields.text("remedy"));
    fields.done();
    return problem;
  }
}

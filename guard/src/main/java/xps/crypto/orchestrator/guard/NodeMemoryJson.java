package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** The document that a node's memory is kept in. Lists are in the order of their keys. */
final class NodeMemoryJson {
  private static final String TYPE = "xps-node-memory/v1";

  /** Ten thousand artifacts and a thousand rollouts, with room to spare. */
  static final Json.Limits LIMITS = new Json.Limits(16 << 20, 8, false);

  private final List<Problem> problems = new ArrayList<>();

  private NodeMemoryJson() {}

  static Value.Obj write(NodeMemory memory) {
    var marks = new ArrayList<Value>();
    memory
        .marks()
        .forEach((artifact, mark) ->
            marks.add(
                Value.object()
                    .put("artifact", artifact)
                    .put("version", mark.version().toString())
                    .put("sha256", mark.sha256())
                    .build()));
    var attempts = new ArrayList<Value>();
    memory
        .attempts()
        .forEach((subject, attempt) ->
            attempts.add(
                Value.object()
                    .put("body", subject.body())
                    .put("environment", subject.environment())
                    .put("attempt", attempt)
                    .build()));
    var orders = new ArrayList<Value>();
    memory
        .orders()
        .forEach((rollout, order) ->
            orders.add(
                Value.object()
                    .put("rollout", rollout)
                    .put("sequence", order.sequence())
                    .put("warrant", order.warrant())
                    .put("expires", Grammar.time(order.expires()))
                    .build()));
    var logs = new ArrayList<Value>();
    memory
        .logs()
        .forEach((origin, seen) ->
            logs.add(
                Value.object()
                    .put("origin", origin)
                    .put("size", seen.size())
                    .put("root", seen.root())
                    .build()));
    return Value.object()
        .put("type", TYPE)
        .put("generation", memory.generation())
        .put("marks", marks)
        .put("attempts", attempts)
        .put("orders", orders)
        .put("logs", logs)
        .put("time_floor", Grammar.time(memory.timeFloor()))
        .put("heard", memory.heard().document())
        .build();
  }

  static Outcome<NodeMemory> read(String file, byte[] text) {
    return Json.parse(file, text, Code.AGENT_CONFIG_INVALID, LIMITS)
        .flatMap(value -> new NodeMemoryJson().memory(value));
  }

  private Outcome<NodeMemory> memory(Value value) {
    var fields = fields(value, "a node's memory");
    fields.oneOf("type", List.of(TYPE));
    long generation = fields.integer("generation", 0, Value.LARGEST_INTEGER);
    var marks = new TreeMap<String, NodeMemory.Mark>();
    var attempts = new TreeMap<NodeMemory.Subject, Integer>();
    var orders = new TreeMap<String, NodeMemory.Order>();
    var logs = new TreeMap<String, NodeMemory.Seen>();
    fields.array("marks").forEach(entry -> mark(fields(entry, "a mark"), marks));
    fields.array("attempts").forEach(entry -> attempt(fields(entry, "an attempt"), attempts));
    fields.array("orders").forEach(entry -> order(fields(entry, "an order"), orders));
    fields.array("logs").forEach(entry -> log(fields(entry, "a log"), logs));
    var floor = fields.time("time_floor");
    var heard =
        fields
            .optionalObject("heard") // what an earlier version wrote has none
            .map(it -> Heard.read(it, Code.AGENT_CONFIG_INVALID, problems))
            .orElseGet(Heard::nothing);
    fields.done();
    return Outcome.unless(
        problems, () -> new NodeMemory(generation, marks, attempts, orders, logs, floor, heard));
  }

  private Fields fields(Value value, String what) {
    return new Fields(value, Code.AGENT_CONFIG_INVALID, problems, what);
  }

  private static void mark(Fields fields, Map<String, NodeMemory.Mark> marks) {
    var artifact = fields.text("artifact", Grammar::isArtifactName, "the name of an artifact");
    var mark = new NodeMemory.Mark(fields.version("version"), fields.sha256("sha256"));
    fields.done();
    once(fields, "artifact", marks.put(artifact, mark) == null);
  }

  private static void attempt(Fields fields, Map<NodeMemory.Subject, Integer> attempts) {
    var subject = new NodeMemory.Subject(fields.sha256("body"), fields.id("environment"));
    int attempt = (int) fields.integer("attempt", 1, Environment.MOST_ATTEMPTS);
    fields.done();
    once(fields, "body", attempts.put(subject, attempt) == null);
  }

  private static void order(Fields fields, Map<String, NodeMemory.Order> orders) {
    var rollout = fields.id("rollout");
    var order =
        new NodeMemory.Order(
            fields.integer("sequence", 1, Value.LARGEST_INTEGER),
            fields.sha256("warrant"),
            fields.time("expires"));
    fields.done();
    once(fields, "rollout", orders.put(rollout, order) == null);
  }

  private static void log(Fields fields, Map<String, NodeMemory.Seen> logs) {
    var origin = fields.text("origin", Grammar::isSignerName, "the origin of a log");
    var seen =
        new NodeMemory.Seen(
            fields.integer("size", 0, Value.LARGEST_INTEGER), fields.sha256("root"));
    fields.done();
    once(fields, "origin", logs.put(origin, seen) == null);
  }

  static void once(Fields fields, String name, boolean isFirst) {
    if (!isFirst) {
      fields.problem(name, "this stands here twice", "don't edit a node's memory by hand");
    }
  }
}

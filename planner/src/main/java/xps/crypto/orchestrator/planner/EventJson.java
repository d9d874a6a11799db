package xps.crypto.orchestrator.planner;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * Events as the journal keeps them: one JSON object, {@code event} first. Times have nanoseconds,
 * so that a replay sees what the machine saw.
 */
public final class EventJson {

  private EventJson() {}

  public static Value.Obj write(Event event) {
    var json = Value.object().put("event", name(event)).put("at", event.at().toString());
    switch (event) {
      case Event.Tick _, Event.Restarted _ -> {}
      case Event.GateAnswered gate ->
          json.put("wave", gate.wave())
              .put("allowed", gate.allowed())
              .put("reasons", Value.texts(gate.reasons()));
      case Event.Reported report ->
          json.put("node", report.node())
              .put("word", report.word().name())
              .put("runs_wanted", report.runsWanted())
              .put("code", report.code())
              .put("detail", report.detail());
      case Event.ProbeAnswered probe ->
          json.put("node", probe.node())
              .put("ok", probe.ok())
              .put("runs_wanted", probe.runsWanted())
              .put("detail", probe.detail());
      case Event.Connected(var _, var node) -> json.put("node", node);
      case Event.Disconnected(var _, var node) -> json.put("node", node);
      case Event.Known(var _, var node, boolean healthy, var rollout) ->
          json.put("node", node).put("healthy", healthy).put("rollout", rollout);
      case Event.PauseAsked(var _, var actor, var reason) -> asked(json, actor, reason);
      case Event.ResumeAsked(var _, var actor) -> asked(json, actor, "");
      case Event.CancelAsked(var _, var actor, var reason) -> asked(json, actor, reason);
      case Event.RollbackAsked(var _, var actor, var reason, boolean approved) -> {
        asked(json, actor, reason);
        if (approved) {
          json.put("approved", true);
        }
      }
      case Event.SkipAsked(var _, var node, var actor, var reason) ->
          asked(json.put("node", node), actor, reason);
    }
    return json.build();
  }

  private static void asked(Value.Builder json, String actor, String reason) {
    json.put("actor", actor).put("reason", reason);
  }

  private static String name(Event event) {
    return switch (event) {
      case Event.Tick _ -> "tick";
      case Event.GateAnswered _ -> "gate";
      case Event.Reported _ -> "report";
      case Event.ProbeAnswered _ -> "probe";
      case Event.Connected _ -> "connected";
      case Event.Disconnected _ -> "disconnected";
      case Event.Known _ -> "known";
      case Event.Restarted _ -> "restarted";
      case Event.PauseAsked _ -> "pause";
      case Event.ResumeAsked _ -> "resume";
      case Event.CancelAsked _ -> "cancel";
      case Event.RollbackAsked _ -> "rollback";
      case Event.SkipAsked _ -> "skip";
    };
  }

  private static final List<String> NAMES =
      List.of(
          "tick",
          "gate",
          "report",
          "probe",
          "connected",
          "disconnected",
          "known",
          "restarted",
          "pause",
          "resume",
          "cancel",
          "rollback",
          "skip");

  /** Reads what {@link #write} wrote; anything else is {@code INTERNAL}: the journal is our own. */
  public static Outcome<Event> read(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.INTERNAL, problems, "the journal's event");
    var name = fields.oneOf("event", NAMES);
    var at = fields.parsed("at", "a time", EventJson::instant, Instant.EPOCH);
    var event = problems.isEmpty() ? event(name, at, fields) : new Event.Tick(at);
    fields.done();
    return Outcome.unless(problems, () -> event);
  }

  private static Event event(String name, Instant at, Fields fields) {
    return switch (name) {
      case "gate" ->
          new Event.GateAnswered(
              at,
              (int) fields.integer("wave", 0, Integer.MAX_VALUE),
              fields.bool("allowed"),
              fields.texts("reasons"));
      case "report" ->
          new Event.Reported(
              at,
              fields.text("node"),
              fields.parsed("word", "a node's word", EventJson::word, NodeWord.STAGING),
              fields.bool("runs_wanted"),
              fields.text("code"),
              fields.text("detail"));
      case "probe" ->
          new Event.ProbeAnswered(
              at,
              fields.text("node"),
              fields.bool("ok"),
              fields.bool("runs_wanted"),
              fields.text("detail"));
      case "connected" -> new Event.Connected(at, fields.text("node"));
      case "disconnected" -> new Event.Disconnected(at, fields.text("node"));
      case "known" ->
          new Event.Known(at, fields.text("node"), fields.bool("healthy"), fields.text("rollout"));
      case "restarted" -> new Event.Restarted(at);
      case "pause" -> new Event.PauseAsked(at, fields.text("actor"), fields.text("reason"));
      case "resume" -> {
        fields.text("reason");
        yield new Event.ResumeAsked(at, fields.text("actor"));
      }
      case "cancel" -> new Event.CancelAsked(at, fields.text("actor"), fields.text("reason"));
      case "rollback" ->
          new Event.RollbackAsked(
              at,
              fields.text("actor"),
              fields.text("reason"),
              fields.optionalBool("approved").orElse(false));
      case "skip" ->
          new Event.SkipAsked(at, fields.text("node"), fields.text("actor"), fields.text("reason"));
      default -> new Event.Tick(at);
    };
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<NodeWord> word(String text) {
    for (var word : NodeWord.values()) {
      if (word.name().equals(text)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }
}

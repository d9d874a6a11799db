package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.Command;
import xps.crypto.orchestrator.planner.EventJson;
import xps.crypto.orchestrator.planner.Rollout;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.store.SqliteJournal;

/** A rollout once more, from its journal: what the machine had done, command by command. */
final class Replay {
  private Replay() {}

  /** Every command of a rollout that has ended; none where there is no such rollout. */
  static List<Command> of(String rollout, RolloutPlan plan, World world) throws IOException {
    var file = world.organisation().home().resolve("journal.db");
    try (var journal = SqliteJournal.open(file).orThrow()) {
      var entries = journal.load(rollout);
      return entries.isEmpty() ? List.of() : of(entries, plan);
    }
  }

  private static List<Command> of(List<Journal.Entry> entries, RolloutPlan plan) {
    var began = Instant.parse(new Xps.Ran(0, object(entries.getFirst())).text("at"));
    var step = Rollout.start(plan, began);
    var commands = new ArrayList<>(step.commands());
    for (var entry : entries) {
      var event =
          switch (entry.kind()) {
            case "event" -> Optional.<Value>of(object(entry));
            case "wish" -> object(entry).get("event");
            default -> Optional.<Value>empty();
          };
      if (event.isPresent()) {
        step = Rollout.step(step.state(), EventJson.read(event.get()).orThrow());
        commands.addAll(step.commands());
      }
    }
    return List.copyOf(commands);
  }

  private static Value.Obj object(Journal.Entry entry) {
    var json = entry.json().getBytes(StandardCharsets.UTF_8);
    return Json.parse("journal", json, Code.INTERNAL).orThrow() instanceof Value.Obj read
        ? read
        : Value.object().build();
  }
}

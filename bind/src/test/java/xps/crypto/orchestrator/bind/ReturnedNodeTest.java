package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.planner.Event;

/** A node that was away and stands where it stood. */
@Timeout(60)
class ReturnedNodeTest {
  @TempDir Path folder;

  private final Organisation organisation = new Organisation();

  private static List<Event> about(String node, Theatre theatre) {
    var rollout = theatre.journal.rollouts().getFirst().rollout();
    return theatre.journal.load(rollout).stream()
        .map(entry -> JournalEntry.read(entry).orThrow())
        .filter(JournalEntry.Happened.class::isInstance)
        .map(entry -> ((JournalEntry.Happened) entry).event())
        .filter(event -> isAbout(event, node))
        .toList();
  }

  private static boolean isAbout(Event event, String node) {
    if (event instanceof Event.Connected(_, var id)) {
      return id.equals(node);
    } else if (event instanceof Event.Disconnected(_, var id)) {
      return id.equals(node);
    }
    return event instanceof Event.Reported report && report.node().equals(node);
  }

  private static void until(Theatre theatre, String node, Class<? extends Event> last)
      throws Exception {
    Theatre.until(
        "the last of " + node + " is " + last,
        () -> about(node, theatre).getLast().getClass().equals(last));
  }

  @Test
  void a_node_that_was_away_and_has_nothing_new_to_say_is_there_and_nothing_of_it_is_taken_twice()
      throws Exception {
    organisation.plan = organisation.plan.replace("halt_on_error: true", "bake: 1h");
    var canary = organisation.plan().waves().getFirst().nodes().getFirst();
    try (var theatre = new Theatre(organisation, folder)) {
      var running = theatre.runner().apply(theatre.permit());
      Theatre.until(
          "it is healthy",
          () -> theatre.journal.picture(running.id()).orElse("").contains("\"state\":\"baking\""));
      var before = reports(canary, theatre);
      theatre.fleet.disconnect(canary);
      until(theatre, canary, Event.Disconnected.class);

      theatre.fleet.comesBack(canary);
      until(theatre, canary, Event.Connected.class);

      assertThat(reports(canary, theatre)).isEqualTo(before);
      running.close();
    }
  }

  @Test
  void what_a_killed_runner_has_taken_is_not_taken_again_by_who_takes_over() throws Exception {
    organisation.plan = organisation.plan.replace("halt_on_error: true", "bake: 1h");
    var canary = organisation.plan().waves().getFirst().nodes().getFirst();
    try (var theatre = new Theatre(organisation, folder)) {
      var permit = theatre.permit();
      var first = theatre.runner().apply(permit);
      Theatre.until(
          "it is healthy",
          () -> theatre.journal.picture(first.id()).orElse("").contains("\"state\":\"baking\""));
      first.close();
      theatre.fleet.disconnect(canary);
      var before = reports(canary, theatre);

      // It was in the journal, and the agent has never heard so: it says the same again.
      var second = theatre.runner().apply(permit);
      Theatre.until("the second runs", () -> theatre.fleet.isListenedTo());
      theatre.fleet.comesBack(canary);
      until(theatre, canary, Event.Connected.class);

      assertThat(reports(canary, theatre)).isEqualTo(before);
      second.close();
    }
  }

  private static List<Event> reports(String node, Theatre theatre) {
    return about(node, theatre).stream().filter(Event.Reported.class::isInstance).toList();
  }
}

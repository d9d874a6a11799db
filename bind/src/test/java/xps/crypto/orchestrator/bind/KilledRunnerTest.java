package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.planner.RolloutResult;

/**
 * Safety: wherever a runner is killed, nothing is applied or logged twice. Progress: whoever starts
 * the same apply again brings it to the end that it would have come to.
 *
 * <p>Method: count the deeds of an undisturbed run, then kill one run before each. After one is
 * before the next: nothing of what is kept changes between them.
 */
@Timeout(300)
class KilledRunnerTest {

  /** So many theatres at once keep two cores busy while each waits for its turns. */
  private static final int AT_ONCE = 8;

  @TempDir Path folder;

  @Test
  void a_good_rollout_survives_a_kill_at_every_deed() throws Exception {
    killEverywhere(Sick.NOBODY, RolloutResult.Kind.DONE);
  }

  @Test
  void a_rollback_survives_a_kill_at_every_deed() throws Exception {
    killEverywhere(Sick.EVERYBODY, RolloutResult.Kind.ROLLED_BACK);
  }

  @Test
  void a_rollout_that_needs_receipts_survives_a_kill_at_every_deed() throws Exception {
    killEverywhere(Sick.NOBODY_WITH_RECEIPTS, RolloutResult.Kind.DONE);
  }

  private enum Sick {
    NOBODY,
    NOBODY_WITH_RECEIPTS,
    EVERYBODY
  }

  private void killEverywhere(Sick sick, RolloutResult.Kind expected) throws Exception {
    int deeds = undisturbed(sick, expected);
    assertThat(deeds).isGreaterThan(20);
    var complaints = new ConcurrentLinkedQueue<String>();
    var atOnce = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int at = 1; at <= deeds; at++) {
        int deed = at;
        threads.execute(() -> {
          atOnce.acquireUninterruptibly();
          try {
            kill(deed, sick, expected);
          } catch (Exception | AssertionError e) {
            complaints.add("before deed " + deed + ": " + e);
          } finally {
            atOnce.release();
          }
        });
      }
    }
    assertThat(complaints).isEmpty();
  }

  private int undisturbed(Sick sick, RolloutResult.Kind expected) throws Exception {
    var fuse = new Fuse(Integer.MAX_VALUE);
    try (var theatre = theatre(sick, "undisturbed")) {
      assertThat(theatre.runner(fuse).apply(theatre.permit()).await().kind()).isEqualTo(expected);
    }
    return fuse.deeds();
  }

  private Theatre theatre(Sick sick, String name) throws IOException {
    var organisation = new Organisation();
    if (sick == Sick.NOBODY_WITH_RECEIPTS) {
      organisation.withReceipts();
    }
    var theatre = new Theatre(organisation, folder.resolve(sick + "-" + name));
    if (sick == Sick.EVERYBODY) {
      theatre.fleet.nodes().forEach(node -> theatre.fleet.sick.add(node.id()));
    }
    return theatre;
  }

  private void kill(int deed, Sick sick, RolloutResult.Kind expected) throws Exception {
    try (var theatre = theatre(sick, String.valueOf(deed))) {
      try {
        theatre.runner(new Fuse(deed)).apply(theatre.permit()).await();
      } catch (IllegalStateException | Fuse.Killed _) {
        // As wanted.
      }
      if (!theatre.journal.rollouts().isEmpty()
          && theatre.journal.rollouts().getFirst().isFinished()) {
        check(theatre, expected);
        return;
      }
      var result = theatre.runner().apply(theatre.permit()).await();

      assertThat(result.kind()).as(theatre.fleet.nodes().toString()).isEqualTo(expected);
      check(theatre, expected);
    }
  }

  private static void check(Theatre theatre, RolloutResult.Kind expected) throws IOException {
    assertThat(theatre.journal.rollouts()).hasSize(1);
    int touched = expected == RolloutResult.Kind.DONE ? 4 : 1;
    assertThat(theatre.fleet.nodes().stream().map(ScriptedNode::activations))
        .allMatch(times -> times <= 1);
    assertThat(theatre.fleet.nodes().stream().mapToInt(ScriptedNode::activations).sum())
        .isEqualTo(touched);
    assertThat(theatre.fleet.nodes().stream().filter(ScriptedNode::runsPatch).count())
        .isEqualTo(expected == RolloutResult.Kind.DONE ? 4 : 0);
    var records = theatre.records();
    assertThat(lines(records, Action.GATE))
        .doesNotHaveDuplicates()
        .hasSize(expected == RolloutResult.Kind.DONE ? 3 : 1);
    for (var action : List.of(Action.ATTEST, Action.PLAN)) {
      assertThat(lines(records, action)).hasSize(1);
    }
    assertThat(lines(records, Action.APPLY)).hasSize(2 * touched).doesNotHaveDuplicates();
    assertThat(lines(records, Action.PROBE))
        .as("one of each, and the end")
        .doesNotHaveDuplicates()
        .hasSize(touched + 1);
    assertThat(heard(theatre)).as("each report once, in its order").isSorted();
    assertThat(heard(theatre)).doesNotHaveDuplicates();
    assertThat(lines(records, Action.ROLLBACK))
        .hasSize(expected == RolloutResult.Kind.DONE ? 0 : 1);
  }

  /** What was taken of the first node that was told anything. */
  private static List<Long> heard(Theatre theatre) {
    var rollout = theatre.journal.rollouts().getFirst().rollout();
    var taken =
        theatre.journal.load(rollout).stream()
            .map(entry -> JournalEntry.read(entry).orThrow())
            .filter(JournalEntry.Heard.class::isInstance)
            .map(JournalEntry.Heard.class::cast)
            .toList();
    return taken.stream()
        .filter(heard -> heard.node().equals(taken.getFirst().node()))
        .map(JournalEntry.Heard::seq)
        .toList();
  }

  /** Of a gate its warrant: a second record for the same one would differ in nothing else. */
  private static List<String> lines(List<AuditRecord> records, Action action) {
    return records.stream()
        .filter(record -> record.action() == action)
        .map(record -> record.warrant().map(Object::toString).orElse(record.line()))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}

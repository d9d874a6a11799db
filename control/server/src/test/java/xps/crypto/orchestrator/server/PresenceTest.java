package xps.crypto.orchestrator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;

/** Which reports have been taken, over several lives of an agent and absences of its node. */
class PresenceTest {
  private static final String NODE = "api-1";
  private static final String FIRST = "aaaaaaaaaaaaaaaa";
  private static final String SECOND = "bbbbbbbbbbbbbbbb";
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Presence presence = new Presence();
  private long nanos;

  private static ReportBatch batch(String boot, long... numbers) {
    return new ReportBatch(boot, Arrays.stream(numbers).mapToObj(PresenceTest::report).toList());
  }

  private static NodeReport report(long seq) {
    return new NodeReport(
        seq,
        Instant.EPOCH,
        "",
        NodePhase.IDLE,
        0,
        new TreeMap<>(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        NodeReport.Seen.NOTHING,
        Set.of());
  }

  /** The numbers that count as new, and are taken. */
  private List<Long> take(ReportBatch batch) {
    presence.seen(NODE, nanos);
    var fresh = presence.fresh(NODE, batch).stream().flatMap(it -> it.reports().stream());
    var numbers = fresh.map(NodeReport::seq).toList();
    presence.taken(NODE, batch);
    return numbers;
  }

  private void goesAway() {
    nanos += SILENCE.toNanos() + 1;
    assertThat(presence.gone(nanos, SILENCE, _ -> false)).containsExactly(NODE);
  }

  @Test
  void what_an_earlier_life_of_the_agent_left_is_taken_once_whenever_it_comes() {
    assertThat(take(batch(FIRST, 1, 2))).containsExactly(1L, 2L);
    assertThat(take(batch(FIRST, 2, 3))).as("after a restart").containsExactly(3L);
    assertThat(take(batch(SECOND, 1))).containsExactly(1L);
    assertThat(take(batch(FIRST, 3))).as("late, in the network").isEmpty();
    assertThat(take(batch(SECOND, 1, 2))).containsExactly(2L);
  }

  @Test
  void who_was_away_and_says_its_last_report_again_is_back_once() {
    take(batch(FIRST, 1, 2));
    assertThat(take(batch(FIRST, 2))).as("it wasn't away").isEmpty();
    goesAway();
    assertThat(presence.lastReports()).isEmpty();

    presence.seen(NODE, nanos);
    assertThat(presence.lastReports()).as("before it has said so").isEmpty();
    assertThat(take(batch(FIRST, 1))).as("not its last word").isEmpty();
    assertThat(take(batch(FIRST, 1, 2))).containsExactly(2L);
    assertThat(take(batch(FIRST, 2))).isEmpty();
    assertThat(presence.lastReports()).containsKey(NODE);
  }

  @Test
  void that_a_node_remembers_less_is_passed_on_though_it_has_nothing_new_to_say() {
    take(remembering(9, batch(FIRST, 1, 2)));
    assertThat(take(remembering(9, batch(FIRST, 2)))).isEmpty();

    assertThat(presence.fresh(NODE, remembering(4, batch(FIRST, 1))))
        .contains(remembering(4, batch(FIRST, 1)));
  }

  @Test
  void a_node_that_remembers_less_and_was_away_is_passed_on_again() {
    take(remembering(9, batch(FIRST, 1, 2)));
    take(remembering(4, batch(FIRST, 1)));
    assertThat(presence.fresh(NODE, remembering(4, batch(FIRST, 1)))).as("said before").isEmpty();
    goesAway();
    presence.seen(NODE, nanos);

    assertThat(presence.fresh(NODE, remembering(4, batch(FIRST, 1)))).isPresent();
  }

  @Test
  void that_a_nodes_memory_has_grown_is_passed_on_with_its_last_report() {
    take(remembering(4, batch(FIRST, 1, 2)));

    assertThat(presence.fresh(NODE, remembering(5, batch(FIRST, 2))))
        .contains(remembering(5, batch(FIRST, 2)));
    assertThat(presence.fresh(NODE, remembering(5, batch(FIRST, 1)))).isEmpty();
    take(remembering(5, batch(FIRST, 2)));
    assertThat(presence.lastReports()).containsEntry(NODE, remembering(5, batch(FIRST, 2)));
  }

  private static ReportBatch remembering(long changes, ReportBatch batch) {
    return batch.with(Optional.of(new ReportBatch.Memory(Instant.EPOCH, changes)));
  }

  @Test
  void a_batch_that_comes_again_waits_for_what_becomes_of_the_first_and_a_third_is_turned_away() {
    var first = new CompletableFuture<Long>();
    var one = presence.inTurn(NODE, () -> first).toCompletableFuture();
    var two =
        presence.inTurn(NODE, () -> CompletableFuture.completedFuture(2L)).toCompletableFuture();
    var three =
        presence.inTurn(NODE, () -> CompletableFuture.completedFuture(3L)).toCompletableFuture();

    assertThat(one).isNotDone();
    assertThat(two).isNotDone();
    assertThat(three).isCompletedExceptionally();
    assertThat(presence.inTurn("api-2", () -> CompletableFuture.completedFuture(4L)))
        .isCompletedWithValue(4L);
    first.completeExceptionally(new IllegalStateException("the journal can't be written"));

    assertThat(one).isCompletedExceptionally();
    assertThat(two).isCompletedWithValue(2L);
    assertThat(presence.inTurn(NODE, () -> CompletableFuture.completedFuture(5L)))
        .isCompletedWithValue(5L);
  }
}

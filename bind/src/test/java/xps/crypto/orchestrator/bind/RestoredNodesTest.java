package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.NodeReport.Flag;
import xps.crypto.orchestrator.bind.RestoredNodes.Verdict;

/** Who remembers less than they have told of. */
class RestoredNodesTest {
  private static final String NODE = "api-1";
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  private final MemoryJournal journal = new MemoryJournal();
  private final RestoredNodes nodes = new RestoredNodes(journal);

  private Verdict judge(long changes, int second, Flag... flags) throws IOException {
    return nodes.judge(NODE, batch(changes, second, flags));
  }

  private static ReportBatch batch(long changes, int second, Flag... flags) {
    var at = NOON.plusSeconds(second);
    var report =
        new NodeReport(
            1,
            at,
            "",
            NodePhase.IDLE,
            0,
            new TreeMap<>(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            NodeReport.Seen.NOTHING,
            Set.of(flags));
    return new ReportBatch(
        "0123456789abcdef", List.of(report), Optional.of(new ReportBatch.Memory(at, changes)));
  }

  @Test
  void a_memory_that_grows_or_stays_is_sound() throws IOException {
    assertThat(judge(1, 1)).isEqualTo(Verdict.SOUND);
    assertThat(judge(4, 2)).isEqualTo(Verdict.SOUND);
    assertThat(judge(4, 3)).isEqualTo(Verdict.SOUND);
  }

  @Test
  void a_memory_that_has_become_less_was_restored() throws IOException {
    judge(4, 1);

    assertThat(judge(3, 2)).isEqualTo(Verdict.RESTORED);
    assertThat(nodes.held()).containsOnlyKeys(NODE);
  }

  @Test
  void a_node_that_has_forgotten_everything_was_restored() throws IOException {
    judge(4, 1);

    assertThat(judge(0, 2)).isEqualTo(Verdict.RESTORED);
  }

  @Test
  void what_was_heard_in_an_earlier_rollout_counts_when_it_was_kept() throws IOException {
    judge(4, 1);
    nodes.keep();

    assertThat(new RestoredNodes(journal).judge(NODE, batch(3, 2))).isEqualTo(Verdict.RESTORED);
  }

  @Test
  void a_batch_that_is_delivered_late_is_no_sign_of_a_restored_node() throws IOException {
    judge(4, 5);

    assertThat(judge(2, 3)).isEqualTo(Verdict.LATE);
    assertThat(judge(4, 6)).isEqualTo(Verdict.SOUND);
  }

  @Test
  void a_late_batch_frees_nobody_who_is_held() throws IOException {
    judge(4, 5);
    judge(3, 6);

    judge(2, 3);

    assertThat(nodes.held()).containsOnlyKeys(NODE);
  }

  @Test
  void a_node_is_held_that_says_itself_that_it_was_restored() throws IOException {
    assertThat(judge(9, 1, Flag.RESTORED)).isEqualTo(Verdict.RESTORED);
  }

  @Test
  void after_somebody_has_looked_it_begins_from_where_it_stands() throws IOException {
    judge(4, 1);
    nodes.keep();
    judge(2, 2);
    journal.mark(
        new TreeMap<>(java.util.Map.of(NODE, NodeMark.lookedAt(NOON.plusSeconds(9), "ops: fine"))));

    assertThat(judge(2, 2)).isEqualTo(Verdict.SOUND);
    nodes.keep();
    assertThat(nodes.held()).isEmpty();
    assertThat(judge(1, 20)).isEqualTo(Verdict.RESTORED);
  }

  @Test
  void somebody_who_has_looked_frees_no_node_that_says_itself_that_it_was_restored()
      throws IOException {
    journal.mark(
        new TreeMap<>(java.util.Map.of(NODE, NodeMark.lookedAt(NOON.plusSeconds(9), "ops: fine"))));

    assertThat(judge(2, 10, Flag.RESTORED)).isEqualTo(Verdict.RESTORED);
  }
}

package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whose time is up when, against somebody who looks at everybody each time. */
class DeadlinesTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final Deadlines deadlines = new Deadlines();
  private final List<NodeRun> nodes = new RolloutState(plan(), NOON).everybody;

  private static RolloutPlan plan() {
    return ARollout.validate4("", "concurrency: 4").orThrow();
  }

  @Test
  void whatever_is_set_cleared_and_shifted_the_same_nodes_are_due_as_if_everybody_was_looked_at() {
    for (long seed = 0; seed < 300; seed++) {
      var chance = new SplittableRandom(seed);
      var now = NOON;
      nodes.forEach(deadlines::clear);
      for (int round = 0; round < 100; round++) {
        var node = nodes.get(chance.nextInt(nodes.size()));
        now = now.plusSeconds(chance.nextInt(3));
        switch (chance.nextInt(8)) {
          case 0 -> deadlines.clear(node);
          case 1 -> deadlines.stoodStill(now.minusSeconds(chance.nextInt(5)), now);
          case 2 -> {
            var due = dueBefore(now);
            var taken = deadlines.poll(now);
            assertThat(taken).as("seed %d", seed).isEqualTo(due.stream().findFirst());
          }
          default -> deadlines.set(node, now, Duration.ofSeconds(chance.nextInt(1, 9)));
        }
        assertThat(deadlines.all()).as("seed %d", seed).isEqualTo(dueBefore(Instant.MAX));
        assertThat(deadlines.next())
            .as("seed %d", seed)
            .isEqualTo(dueBefore(Instant.MAX).stream().map(one -> one.due).findFirst());
      }
    }
  }

  private List<NodeRun> dueBefore(Instant now) {
    return nodes.stream()
        .filter(node -> !node.due.equals(Instant.MAX) && now.isAfter(node.due))
        .sorted(
            Comparator.comparing((NodeRun node) -> node.due).thenComparingInt(node -> node.number))
        .toList();
  }
}

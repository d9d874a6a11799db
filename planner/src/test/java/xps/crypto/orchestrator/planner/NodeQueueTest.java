package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A queue of nodes, against a set that keeps its order. */
class NodeQueueTest {
  private final List<NodeRun> nodes =
      new RolloutState(
              ARollout.validate4("", "concurrency: 4").orThrow(),
              Instant.parse("2026-03-02T12:00:00Z"))
          .everybody;
  private final NodeQueue queue = new NodeQueue();

  NodeQueueTest() {
    nodes.forEach(node -> node.line.nodes.remove(node));
  }

  @Test
  void whoever_comes_and_leaves_they_stand_as_in_a_set_that_keeps_its_order() {
    var chance = new SplittableRandom(7);
    var set = new LinkedHashSet<NodeRun>();
    for (int round = 0; round < 5_000; round++) {
      var node = nodes.get(chance.nextInt(nodes.size()));
      if (chance.nextBoolean()) {
        queue.addLast(node);
        set.add(node);
      } else {
        queue.remove(node);
        set.remove(node);
      }
      assertThat(queue).containsExactlyElementsOf(set);
      assertThat(queue.size()).isEqualTo(set.size());
      assertThat(queue.isEmpty()).isEqualTo(set.isEmpty());
      assertThat(queue.contains(node)).isEqualTo(set.contains(node));
      assertThat(queue.first()).isEqualTo(set.stream().findFirst());
    }
  }

  @Test
  void nobody_stands_in_two_queues() {
    queue.addLast(nodes.getFirst());

    assertThatThrownBy(() -> new NodeQueue().addLast(nodes.getFirst()))
        .isInstanceOf(IllegalStateException.class);
  }
}

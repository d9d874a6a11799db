package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code why} names is what a node waits for, and nothing else, in thousands of nights. */
class WhyIsSoundTest {
  private static final long NIGHTS = Long.getLong("doubted.nights", 2_000);
  private static final int MUTANT_NIGHTS = 400;

  @Test
  void without_exactly_what_is_named_a_node_starts_and_with_one_of_it_it_does_not() {
    var kinds = new TreeSet<String>();
    var doubted =
        LongStream.rangeClosed(1, NIGHTS)
            .parallel()
            .mapToObj(seed -> new Doubted(seed, Doubter.of(seed, Doubter.Explainer.SOUND)))
            .toList();
    doubted.forEach(it -> kinds.addAll(it.doubter().lifted()));

    assertThat(doubted.stream().filter(it -> !it.doubter().faults().isEmpty()).limit(5))
        .extracting(it -> "seed " + it.seed() + ": " + it.doubter().told())
        .isEmpty();
    assertThat(kinds)
        .as("every kind was met")
        .containsExactlyElementsOf(kinds().map(Class::getSimpleName).sorted().toList());
  }

  private record Doubted(long seed, Doubter doubter) {}

  private static Stream<Class<?>> kinds() {
    return Arrays.stream(Blocker.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void a_why_that_leaves_something_out_is_seen_to(Class<? extends Blocker> kind) {
    Doubter.Explainer mutant =
        (state, node) ->
            new Blockers(state).of(node).stream().filter(it -> !kind.isInstance(it)).toList();

    assertThat(isSeen(mutant, Doubter.Fault.WITHOUT_WHAT_IS_NAMED_IT_STILL_WAITS)).isTrue();
  }

  @Test
  void a_why_that_names_too_much_is_seen_to() {
    Doubter.Explainer connection =
        (state, node) -> with(new Blockers(state).of(node), new Blocker.Away());
    Doubter.Explainer seats =
        (state, node) ->
            with(new Blockers(state).of(node), new Blocker.Seats(state.waves.get(node.wave)));

    assertThat(isSeen(connection, Doubter.Fault.WITH_ONE_OF_WHAT_IS_NAMED_IT_STARTS)).isTrue();
    assertThat(isSeen(seats, Doubter.Fault.WITH_ONE_OF_WHAT_IS_NAMED_IT_STARTS)).isTrue();
  }

  private static List<Blocker> with(List<Blocker> named, Blocker more) {
    var all = new ArrayList<>(named);
    if (!all.contains(more)) {
      all.add(more);
    }
    return all;
  }

  private static boolean isSeen(Doubter.Explainer mutant, Doubter.Fault fault) {
    return LongStream.rangeClosed(1, MUTANT_NIGHTS)
        .anyMatch(seed -> Doubter.of(seed, mutant).faults().contains(fault));
  }
}

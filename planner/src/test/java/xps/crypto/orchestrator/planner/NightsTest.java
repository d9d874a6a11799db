package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of bad nights, each out of its seed. A million: see docs/simulation.md; others begin
 * elsewhere with {@code -Dfirst.night=N}.
 */
class NightsTest {
  private static final long NIGHTS = Long.getLong("nights", 3_000);
  private static final long FIRST = Long.getLong("first.night", 1);
  private static final int MUTANT_NIGHTS = 800;

  @Test
  void whatever_happens_in_a_night_every_invariant_holds() {
    var broken =
        LongStream.range(FIRST, FIRST + NIGHTS)
            .parallel()
            .mapToObj(seed -> new Seen(seed, Night.of(seed, Night.Machine.SOUND)))
            .filter(seen -> !seen.broken().isEmpty())
            .limit(5)
            .toList();

    assertThat(broken).as("seeds and what they break").isEmpty();
  }

  private record Seen(long seed, Set<Invariant> broken) {}

  /** A watcher that can't see a thing would be content with everything. */
  @ParameterizedTest
  @EnumSource
  void a_machine_that_breaks_an_invariant_is_seen_to(Invariant invariant) {
    var mutant = Mutants.of(invariant);
    var seen = EnumSet.noneOf(Invariant.class);
    for (long seed = 1; seed <= MUTANT_NIGHTS && !seen.contains(invariant); seed++) {
      seen.addAll(Night.of(seed, mutant));
    }

    assertThat(seen).contains(invariant);
  }
}

package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Safety: whatever bytes come in, reading ends in a value or in problems, never in an exception,
 * and what was read means the same when it is written and read again.
 *
 * <p>The short run makes the same bytes every time. A long one: {@code mvn -Dlong -pl attest -am
 * test -Dtest=FuzzRegressionTest -Dfuzz.seconds=600 -Dfuzz.seed=7}.
 */
class FuzzRegressionTest {
  private static final int ROUNDS = 3_000;

  @ParameterizedTest
  @EnumSource(ForeignBytes.class)
  void every_seed_of_the_corpus_ends_in_a_value_or_in_problems(ForeignBytes parser) {
    assertThat(parser.corpus()).isNotEmpty().allSatisfy(parser::read);
  }

  @ParameterizedTest
  @EnumSource(ForeignBytes.class)
  void nothing_that_a_parser_reads_makes_it_throw(ForeignBytes parser) {
    var mutator = new Mutator(1, parser.corpus());
    for (int round = 0; round < ROUNDS; round++) {
      read(parser, mutator.next(), "seed 1, round " + round);
    }
  }

  @ParameterizedTest
  @EnumSource(ForeignBytes.class)
  @Tag("long")
  void nothing_that_a_parser_reads_for_long_makes_it_throw(ForeignBytes parser) {
    long seed = Long.getLong("fuzz.seed", 2);
    var end = System.nanoTime() + Duration.ofSeconds(Long.getLong("fuzz.seconds", 10)).toNanos();
    var mutator = new Mutator(seed, parser.corpus());
    for (long round = 0; System.nanoTime() - end < 0; round++) {
      read(parser, mutator.next(), "seed " + seed + ", round " + round);
    }
  }

  private static void read(ForeignBytes parser, byte[] bytes, String which) {
    try {
      parser.read(bytes);
    } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(parser + ", " + which + ": " + HexFormat.of().formatHex(bytes), e);
    }
  }
}

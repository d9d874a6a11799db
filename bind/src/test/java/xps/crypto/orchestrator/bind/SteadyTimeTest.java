package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Somebody sets the clock of the machine while a rollout runs. */
class SteadyTimeTest {
  private static final Instant NOON = Organisation.MONDAY;

  private final MovableClock clock = new MovableClock(NOON);
  private final SteadyTime time = new SteadyTime(clock, clock::ticks, NOON);

  @Test
  void time_passes_as_on_the_clock() {
    clock.pass(Duration.ofHours(3));

    assertThat(time.instant()).isEqualTo(NOON.plus(Duration.ofHours(3)));
  }

  @Test
  void a_clock_that_is_put_forward_brings_no_deadline_near() {
    clock.set(Duration.ofHours(5));

    assertThat(time.instant()).isEqualTo(NOON);
  }

  @Test
  void a_clock_that_is_put_back_stops_nothing() {
    clock.set(Duration.ofHours(-5));
    clock.pass(Duration.ofMinutes(20));

    assertThat(time.instant()).isEqualTo(NOON.plus(Duration.ofMinutes(19)));
  }

  @Test
  void a_clock_that_is_put_forward_is_caught_up_with_by_a_twentieth() {
    clock.set(Duration.ofMinutes(5));
    for (int minute = 0; minute < 99; minute++) {
      clock.pass(Duration.ofMinutes(1));
      time.instant();
    }

    assertThat(time.instant()).isBetween(clock.instant().minusSeconds(6), clock.instant());
    clock.pass(Duration.ofMinutes(1));
    time.instant();
    clock.pass(Duration.ofMinutes(1));
    assertThat(time.instant()).isEqualTo(clock.instant());
  }

  @Test
  void a_second_more_or_less_is_taken_as_the_clock_says() {
    clock.set(Duration.ofSeconds(1));

    assertThat(time.instant()).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  void it_never_goes_back() {
    clock.set(Duration.ofSeconds(-1));

    assertThat(time.instant()).isEqualTo(NOON);
  }

  @Test
  void it_goes_on_from_what_was_lived_through_when_a_rollout_is_taken_up_on_a_late_clock() {
    var later = new SteadyTime(clock, clock::ticks, NOON.plus(Duration.ofHours(1)));

    clock.pass(Duration.ofMinutes(20));

    assertThat(later.instant()).isEqualTo(NOON.plus(Duration.ofMinutes(79)));
  }
}

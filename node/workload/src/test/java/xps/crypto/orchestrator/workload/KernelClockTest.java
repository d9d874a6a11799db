package xps.crypto.orchestrator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of adjtimex(2) is an error bound, and what is nobody's word. */
class KernelClockTest {
  private static final int PLL = 0x1;

  @Test
  void a_clock_that_is_kept_in_step_has_the_kernels_bound() {
    assertThat(KernelClock.error(0, PLL, 12_345)).contains(Duration.ofNanos(12_345_000));
    assertThat(KernelClock.error(0, PLL, 0)).contains(Duration.ZERO);
    assertThat(KernelClock.error(3, PLL, 16_000_000)).as("a leap second").isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "5, 0x0, 10, a clock error",
    "0, 0x40, 10, unsynchronised",
    "0, 0x1000, 10, a clock that the hardware calls wrong",
    "-1, 0x0, 0, a kernel that refuses to say",
    "0, 0x0, -1, a bound that is none",
  })
  void a_clock_that_nobody_keeps_has_no_bound(int state, String status, long micros, String what) {
    assertThat(KernelClock.error(state, Integer.decode(status), micros)).as(what).isEmpty();
  }

  @Test
  void this_machines_kernel_is_asked_and_its_answer_is_no_nonsense() {
    assertThat(KernelClock.error())
        .matches(
            bound -> bound.isEmpty() || bound.get().compareTo(Duration.ofSeconds(17)) < 0,
            "the kernel calls a clock unsynchronised beyond 16 s");
  }
}

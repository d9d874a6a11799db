package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import xps.crypto.orchestrator.guard.ClockReading;
import xps.crypto.orchestrator.workload.KernelClock;

/**
 * The node's clock, with how far off it may be. Every keeper tells the kernel, so that is who is
 * asked: a time service that has stopped, or lies dead, can't go on vouching.
 *
 * @param error the kernel's bound; nothing while nobody keeps the clock in step
 */
record NodeClock(InstantSource clock, ClockKeeper keeper, Supplier<Optional<Duration>> error) {
  static NodeClock of(InstantSource clock, ClockKeeper keeper) {
    return new NodeClock(clock, keeper, KernelClock::error);
  }

  ClockReading read() {
    var now = clock.instant();
    if (keeper == ClockKeeper.NONE) {
      return new ClockReading.Unmeasured(now);
    }
    return error
        .get()
        .<ClockReading>map(bound -> new ClockReading.Measured(now, bound.plus(keeper.least())))
        .orElseGet(() -> new ClockReading.Adrift(now, keeper.title()));
  }
}

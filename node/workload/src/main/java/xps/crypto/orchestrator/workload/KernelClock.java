package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What the kernel knows of its clock from whoever keeps it in step: chrony (with {@code rtcsync}),
 * ntpd, systemd-timesyncd and phc2sys all tell it, by adjtimex(2). Nothing is adjusted here.
 */
public final class KernelClock {
  // struct timex of linux/timex.h on 64-bit machines, and the bits that count
  private static final int STRUCT_BYTES = 208;
  private static final int MAX_ERROR_AT = 24;
  private static final int STATUS_AT = 40;
  private static final int STA_UNSYNC = 0x40;
  private static final int STA_CLOCKERR = 0x1000;
  private static final int TIME_ERROR = 5;

  private static final MethodHandle ADJTIMEX =
      Libc.function("adjtimex", FunctionDescriptor.of(JAVA_INT, ADDRESS));

  private KernelClock() {}

  /**
   * How far off the clock may be at most, which the kernel lets grow while nobody corrects it;
   * nothing when nobody keeps it in step, or the kernel doesn't say.
   */
  public static Optional<Duration> error() {
    try (var arena = Arena.ofConfined()) {
      // All zero: no mode, so that it is only read.
      var timex = arena.allocate(STRUCT_BYTES, JAVA_LONG.byteAlignment());
      var state = (int) ADJTIMEX.invokeExact(timex);
      return error(state, timex.get(JAVA_INT, STATUS_AT), timex.get(JAVA_LONG, MAX_ERROR_AT));
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  static Optional<Duration> error(int state, int status, long maxErrorMicros) {
    boolean isKept =
        state >= 0 && state != TIME_ERROR && (status & (STA_UNSYNC | STA_CLOCKERR)) == 0;
    return isKept && maxErrorMicros >= 0
        ? Optional.of(Duration.of(maxErrorMicros, ChronoUnit.MICROS))
        : Optional.empty();
  }
}

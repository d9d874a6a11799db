package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Who keeps a node's clock in step, as its owner calls it (NODE.md, "agent.yaml").
 *
 * <p>chrony and ntpd tell the kernel how far off the clock may be, with the way to the server in
 * it. systemd-timesyncd and phc2sys tell it zero, and it only adds what a clock can drift since: so
 * what they can't know counts as well, for whoever may be one of them.
 */
enum ClockKeeper {
  /** Nobody who could say how far off it is: the error counts as the owner's bound. */
  NONE("nobody", Duration.ZERO),
  /** Whoever it is, by the kernel's account. */
  KERNEL("a time service", Duration.ofSeconds(1)),
  CHRONY("chrony", Duration.ZERO),
  /**
   * systemd-timesyncd slews up to 0.4 s away, and doesn't say how long an answer was on its way.
   */
  NTP("ntpd or systemd-timesyncd", Duration.ofSeconds(1)),
  PTP("phc2sys", Duration.ofMillis(10));

  private final String title;
  private final Duration least;

  ClockKeeper(String title, Duration least) {
    this.title = title;
    this.least = least;
  }

  /** How far off the clock may be at least, whatever the kernel was told. */
  Duration least() {
    return least;
  }

  /** As refusals call it. */
  String title() {
    return title;
  }

  static Optional<ClockKeeper> parse(String text) {
    for (var keeper : values()) {
      if (keeper.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(keeper);
      }
    }
    return Optional.empty();
  }
}

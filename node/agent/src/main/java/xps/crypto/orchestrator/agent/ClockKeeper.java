package xps.crypto.orchestrator.agent;

import java.util.Locale;
import java.util.Optional;

/** Who keeps a node's clock in step, as its owner calls it (NODE.md, "agent.yaml"). */
enum ClockKeeper {
  /** Nobody who could say how far off it is: the error counts as the owner's bound. */
  NONE("nobody"),
  /** Whoever it is, by the kernel's account. */
  KERNEL("a time service"),
  CHRONY("chrony"),
  NTP("ntpd or systemd-timesyncd"),
  PTP("phc2sys");

  private final String title;

  ClockKeeper(String title) {
    this.title = title;
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

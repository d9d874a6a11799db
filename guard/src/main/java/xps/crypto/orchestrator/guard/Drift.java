package xps.crypto.orchestrator.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a node does when it finds that something else runs than what it was told to run: somebody
 * has changed it past the agent. It is reported either way.
 */
public enum Drift {
  /** It brings back what was decided. */
  RESTORE,
  /** It touches nothing, so that somebody can look. */
  REPORT;

  /** As policies spell it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Drift> parse(String text) {
    return Arrays.stream(values()).filter(drift -> drift.text().equals(text)).findFirst();
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(Drift::text).toList();
  }
}

package xps.crypto.orchestrator.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which way an approval, a warrant or a desired state moves a node. */
public enum Direction {
  FORWARD,
  ROLLBACK;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As documents spell it. */
  public String text() {
    return text;
  }

  /** The direction that documents spell this way. */
  public static Optional<Direction> parse(String text) {
    return Arrays.stream(values()).filter(direction -> direction.text.equals(text)).findFirst();
  }

  /** Every spelling, in the order of the enum. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(Direction::text).toList();
  }
}

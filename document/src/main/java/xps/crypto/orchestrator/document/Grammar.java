package xps.crypto.orchestrator.document;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** The small grammars that all documents share: names, times and durations. */
public final class Grammar {
  private static final String TIME_SHAPE = "dddd-dd-ddTdd:dd:ddZ";
  private static final int MOST_DURATION_DIGITS = 9; // a billion days is longer than anybody waits

  /** A hundred years: added to any time that can be written, it stays one that can be counted. */
  private static final Duration LONGEST_DURATION = Duration.ofDays(36_500);

  private static final int MOST_SIGNER_CHARACTERS = 64;
  private static final Instant FIRST_TIME = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST_TIME = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private Grammar() {}

  /**
   * An id, environment, role, person, approver, wave or rollout: {@code
   * [a-z0-9][a-z0-9._-]{0,127}}.
   */
  public static boolean isId(String text) {
    return isName(text, 128, "._-") && text.chars().noneMatch(c -> c >= 'A' && c <= 'Z');
  }

  /** A node id, target, label key or label value: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,126}}. */
  public static boolean isNodeId(String text) {
    return isName(text, 127, "._-");
  }

  /** The role that a patch is for; the same grammar as a node id. */
  public static boolean isTarget(String text) {
    return isNodeId(text);
  }

  /** A label's key or value; the same grammar as a node id. */
  public static boolean isLabel(String text) {
    return isNodeId(text);
  }

  /** An artifact or SBOM file: {@code [A-Za-z0-9][A-Za-z0-9._+-]{0,199}}, so never a path. */
  public static boolean isArtifactName(String text) {
    return isName(text, 200, "._+-");
  }

  /** The name of a signer or CA: 1–64 characters that all show, no space at either end. */
  public static boolean isSignerName(String text) {
    int points = text.codePointCount(0, text.length());
    return points >= 1
        && points <= MOST_SIGNER_CHARACTERS
        && text.codePoints().allMatch(Escape::isPlain)
        && !isSpace(text.codePointAt(0))
        && !isSpace(text.codePointBefore(text.length()));
  }

  private static boolean isSpace(int point) {
    return Character.isSpaceChar(point) || Character.isWhitespace(point);
  }

  private static boolean isName(String text, int mostCharacters, String alsoInside) {
    if (text.isEmpty() || text.length() > mostCharacters || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    return text.chars().allMatch(c -> isLetterOrDigit(c) || alsoInside.indexOf(c) >= 0);
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The instant that is written exactly {@code YYYY-MM-DDTHH:MM:SSZ}; nothing otherwise. */
  public static Optional<Instant> time(String text) {
    if (!hasShape(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.of(
                  number(text, 0, 4),
                  number(text, 5, 7),
                  number(text, 8, 10),
                  number(text, 11, 13),
                  number(text, 14, 16),
                  number(text, 17, 19))
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty(); // the 30th of February, the 61st second
    }
  }

  private static boolean hasShape(String text) {
    if (text.length() != TIME_SHAPE.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char wanted = TIME_SHAPE.charAt(i);
      if (wanted == 'd' ? !isDigit(text.charAt(i)) : text.charAt(i) != wanted) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  /** Whether the instant can be written: its year has four digits. */
  public static boolean isTime(Instant instant) {
    return !instant.isBefore(FIRST_TIME) && !instant.isAfter(LAST_TIME);
  }

  /** {@code YYYY-MM-DDTHH:MM:SSZ}; what is finer than a second is cut off. */
  public static String time(Instant instant) {
    if (!isTime(instant)) {
      throw new IllegalArgumentException("a time has a year of four digits: " + instant);
    }
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What {@code [1-9][0-9]*(ms|s|m|h|d)} stands for, of at most nine digits; else nothing. */
  public static Optional<Duration> duration(String text) {
    int digits = 0;
    while (digits < text.length() && isDigit(text.charAt(digits))) {
      digits++;
    }
    var unit = UNITS.get(text.substring(digits));
    if (unit == null || digits == 0 || digits > MOST_DURATION_DIGITS || text.charAt(0) == '0') {
      return Optional.empty();
    }
    return Optional.of(Duration.of(number(text, 0, digits), unit))
        .filter(duration -> duration.compareTo(LONGEST_DURATION) <= 0);
  }

  /**
   * The duration in the largest unit that needs no fraction: 90 s is {@code 90s}, 60 s is {@code
   * 1m}.
   */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1) {
      throw new IllegalArgumentException("a written duration is at least 1ms: " + duration);
    }
    for (var unit : new String[] {"d", "h", "m", "s"}) {
      long unitMillis = UNITS.getOrDefault(unit, ChronoUnit.MILLIS).getDuration().toMillis();
      if (millis % unitMillis == 0) {
        return millis / unitMillis + unit;
      }
    }
    return millis + "ms";
  }
}

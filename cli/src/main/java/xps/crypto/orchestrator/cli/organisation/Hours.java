package xps.crypto.orchestrator.cli.organisation;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The one window of a policy: when changes may happen.
 *
 * @param days as policies spell them: {@code Mon} to {@code Sun}
 * @param end the first minute after it; earlier than {@code start} where midnight lies between
 */
public record Hours(List<String> days, LocalTime start, LocalTime end, ZoneId zone) {
  private static final List<String> EVERY_DAY =
      List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
  private static final int OPEN_HOURS = 12;

  public Hours {
    days = List.copyOf(days);
  }

  /** Mon to Thu, 20:00 to 23:00 in Berlin: the window of the founding document. */
  public static Hours ofTheFoundingDocument() {
    return new Hours(
        EVERY_DAY.subList(0, 4),
        LocalTime.of(20, 0),
        LocalTime.of(23, 0),
        ZoneId.of("Europe/Berlin"));
  }

  /**
   * Twelve hours of every day (UTC), of which {@code now} is in the first two: a newcomer finds the
   * window open, and nobody has to wait until the evening. Twelve hours from now it is closed.
   */
  public static Hours around(Instant now) {
    var start =
        now.atZone(ZoneOffset.UTC).toLocalTime().truncatedTo(ChronoUnit.HOURS).minusHours(1);
    return new Hours(EVERY_DAY, start, start.plusHours(OPEN_HOURS), ZoneId.of("UTC"));
  }
}

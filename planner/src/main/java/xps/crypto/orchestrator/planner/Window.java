package xps.crypto.orchestrator.planner;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One window of the week.
 *
 * @param end before it; earlier than {@code start}: on the day after
 */
record Window(Set<DayOfWeek> days, LocalTime start, LocalTime end, ZoneId zone, Match match) {
  Window {
    days = days.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(days));
    if (start.equals(end)) {
      throw new IllegalArgumentException("a window has a length");
    }
  }

  boolean isOpen(Instant at) {
    var wall = at.atZone(zone).toLocalDateTime();
    var time = wall.toLocalTime();
    var day = wall.getDayOfWeek();
    if (start.isBefore(end)) {
      return days.contains(day) && !time.isBefore(start) && time.isBefore(end);
    }
    return (days.contains(day) && !time.isBefore(start))
        || (days.contains(day.minus(1)) && time.isBefore(end));
  }

  /** The instants around [from, to] at which the wall clock may pass an edge of this window. */
  List<Instant> edges(Instant from, Instant to) {
    var edges = new ArrayList<Instant>();
    var day = from.atZone(zone).toLocalDate().minusDays(1);
    var last = to.atZone(zone).toLocalDate().plusDays(1);
    for (; !day.isAfter(last); day = day.plusDays(1)) {
      addReadings(edges, day.atTime(start));
      addReadings(edges, day.atTime(end));
      addReadings(edges, day.atStartOfDay());
    }
    ZoneOffsetTransition change = zone.getRules().nextTransition(from.minusSeconds(1));
    if (change != null && !change.getInstant().isAfter(to)) {
      edges.add(change.getInstant());
    }
    return edges;
  }

  /**
   * Every instant at which the wall clock reads that: two in a repeated hour, none in a skipped
   * one.
   */
  private void addReadings(List<Instant> edges, LocalDateTime reading) {
    zone.getRules()
        .getValidOffsets(reading)
        .forEach(offset -> edges.add(reading.toInstant(offset)));
  }

  String describe() {
    var names = new ArrayList<String>();
    for (var day : days) {
      names.add(day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
    }
    return String.join(",", names) + " " + start + "–" + end + " " + zone.getId();
  }
}

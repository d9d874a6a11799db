package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Yaml;

/**
 * Windows in the 48 hours around every transition of every zone, minute by minute, against a clock
 * that is reckoned by hand: seconds since 1970, plus the offset that holds.
 */
class EveryTransitionTest {
  private static final int DAY_SECONDS = 24 * 60 * 60;
  private static final int THURSDAY = 3; // 1 January 1970, counted from Monday
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  /** Of the zones whose clocks have ever gone alike one is enough. */
  private static Map<ZoneRules, String> zones() {
    var zones = new LinkedHashMap<ZoneRules, String>();
    for (var name : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      zones.putIfAbsent(ZoneId.of(name).getRules(), name);
    }
    return zones;
  }

  @Test
  void windows_open_by_the_wall_clock_around_every_transition_of_these_years() {
    assertThat(around(Year.of(2026), Year.of(2027))).as("transitions").isGreaterThan(200);
  }

  @Test
  @Tag("long")
  void windows_open_by_the_wall_clock_around_every_transition_there_was_and_will_be() {
    assertThat(around(Year.of(1901), Year.of(2040))).as("transitions").isGreaterThan(20_000);
  }

  private static int around(Year first, Year last) {
    var from = first.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    var to = last.plusYears(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    int count = 0;
    for (var zone : zones().entrySet()) {
      var all = transitions(zone.getKey(), from.minus(Duration.ofDays(3)), to);
      for (var transition : all) {
        if (!transition.getInstant().isBefore(from)) {
          check(new Spot(zone.getValue(), zone.getKey(), transition, all));
          count++;
        }
      }
    }
    return count;
  }

  private static List<ZoneOffsetTransition> transitions(ZoneRules rules, Instant from, Instant to) {
    var all = new ArrayList<ZoneOffsetTransition>();
    var next = rules.nextTransition(from);
    while (next != null && next.getInstant().isBefore(to)) {
      all.add(next);
      next = rules.nextTransition(next.getInstant());
    }
    return all;
  }

  /** A zone at one of its transitions, with those around it. */
  private record Spot(
      String zone,
      ZoneRules rules,
      ZoneOffsetTransition transition,
      List<ZoneOffsetTransition> all) {
    /** Seconds since 1970 of what the wall clock reads. */
    long wall(long second) {
      var offset = all.getFirst().getOffsetBefore();
      for (var known : all) {
        if (known.toEpochSecond() <= second) {
          offset = known.getOffsetAfter();
        }
      }
      return second + offset.getTotalSeconds();
    }
  }

  /** [start, end) on one day of the week; over midnight where end is earlier. */
  private record Span(DayOfWeek day, LocalTime start, LocalTime end) {
    boolean reads(long wall) {
      int second = (int) Math.floorMod(wall, (long) DAY_SECONDS);
      int today = dayOfWeek(wall);
      int yesterday = (today + 6) % 7;
      int mine = day.getValue() - 1;
      int from = start.toSecondOfDay();
      int to = end.toSecondOfDay();
      return from < to
          ? today == mine && second >= from && second < to
          : (today == mine && second >= from) || (yesterday == mine && second < to);
    }

    private static int dayOfWeek(long wall) {
      return (int) Math.floorMod(Math.floorDiv(wall, (long) DAY_SECONDS) + THURSDAY, 7L);
    }

    String yaml(String zone) {
      var name = day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT);
      return "{days: [%s], start: \"%s\", end: \"%s\", tz: \"%s\"}"
          .formatted(name, CLOCK.format(start), CLOCK.format(end), zone);
    }
  }

  /**
   * Windows that begin and end in, at and around what is skipped or repeated, and over midnight.
   */
  private static List<Span> spans(ZoneOffsetTransition transition) {
    var before = transition.getDateTimeBefore();
    var after = transition.getDateTimeAfter();
    var inside = before.plus(transition.getDuration().dividedBy(2));
    var spans = new ArrayList<Span>();
    spans.add(span(before.getDayOfWeek(), before.toLocalTime(), 60));
    spans.add(span(after.getDayOfWeek(), after.toLocalTime().minusMinutes(90), 90));
    spans.add(span(inside.getDayOfWeek(), inside.toLocalTime(), 25 * 60));
    spans.add(span(before.getDayOfWeek().minus(1), LocalTime.of(23, 45), 30));
    return spans;
  }

  private static Span span(DayOfWeek day, LocalTime start, int minutes) {
    var begin = start.withSecond(0).withNano(0);
    var length = Math.min(minutes, 24 * 60 - 1);
    return new Span(day, begin, begin.plusMinutes(length));
  }

  private static void check(Spot spot) {
    for (var span : spans(spot.transition())) {
      var windows = windows("{allowed: [" + span.yaml(spot.zone()) + "]}");
      long turn = spot.transition().toEpochSecond();
      check(spot, span, windows, turn - 1);
      boolean wasOpen = check(spot, span, windows, turn - DAY_SECONDS);
      for (long second = turn - DAY_SECONDS + 60; second <= turn + DAY_SECONDS; second += 60) {
        boolean isOpen = check(spot, span, windows, second);
        if (isOpen != wasOpen) {
          changes(spot, span, windows, second - 60, isOpen);
        }
        wasOpen = isOpen;
      }
    }
  }

  private static boolean check(Spot spot, Span span, Windows windows, long second) {
    var at = Instant.ofEpochSecond(second);
    boolean isOpen = windows.isOpenAt(at, Map.of(), Set.of());
    if (isOpen != span.reads(spot.wall(second))) {
      throw new AssertionError(
          "%s at %s: %s, though the clock reads %s"
              .formatted(
                  span.yaml(spot.zone()),
                  at,
                  isOpen ? "open" : "closed",
                  Instant.ofEpochSecond(spot.wall(second))));
    }
    return isOpen;
  }

  /** Within the minute there is one change, and whoever asks before is told of that very second. */
  private static void changes(Spot spot, Span span, Windows windows, long before, boolean opens) {
    var told =
        switch (windows.openAt(Instant.ofEpochSecond(before), Map.of(), Set.of())) {
          case Windows.Open(var closes) -> closes;
          case Windows.Closed(_, _, var next) -> next;
        };
    long second = told.map(Instant::getEpochSecond).orElse(Long.MIN_VALUE);
    assertThat(second)
        .as("%s, asked at %s", span.yaml(spot.zone()), Instant.ofEpochSecond(before))
        .isBetween(before + 1, before + 60);
    assertThat(span.reads(spot.wall(second))).isEqualTo(opens);
    assertThat(span.reads(spot.wall(second - 1))).isNotEqualTo(opens);
  }

  private static Windows windows(String yaml) {
    var problems = new ArrayList<Problem>();
    var value = Yaml.parse("windows", yaml.getBytes(UTF_8), Code.POLICY_INVALID).orThrow();
    var windows = Windows.parse(value, Code.POLICY_INVALID, problems);
    assertThat(problems).isEmpty();
    return windows;
  }
}

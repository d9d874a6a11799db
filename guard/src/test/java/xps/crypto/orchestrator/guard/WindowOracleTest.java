package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xps.crypto.orchestrator.planner.Windows;

/**
 * Windows against a second implementation that knows nothing but FORMATS §5 and looks at every
 * minute; asked are those around each edge, and some in between. A failure names the seed.
 */
class WindowOracleTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int DAYS = 12;

  private record Span(Set<DayOfWeek> days, LocalTime start, LocalTime end, String zone) {
    boolean reads(Instant at) {
      var wall = at.atZone(ZoneId.of(zone));
      int now = wall.getHour() * 60 + wall.getMinute();
      int from = start.getHour() * 60 + start.getMinute();
      int to = end.getHour() * 60 + end.getMinute();
      var yesterday = wall.toLocalDate().minusDays(1).getDayOfWeek();
      boolean today = days.contains(wall.getDayOfWeek());
      return from < to
          ? today && now >= from && now < to
          : (today && now >= from) || (days.contains(yesterday) && now < to);
    }

    String yaml() {
      var names = new ArrayList<String>();
      for (var day : days) {
        names.add(day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT));
      }
      return "{days: %s, start: \"%s\", end: \"%s\", tz: \"%s\"}"
          .formatted(names, start, end, zone);
    }
  }

  private record Freeze(Instant from, Instant to) {
    boolean holds(Instant at) {
      return !at.isBefore(from) && at.isBefore(to);
    }

    String yaml() {
      return "{from: \"%s\", to: \"%s\", reason: r}".formatted(from, to);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-24T00:00:00Z, Europe/Berlin",
    "2026-10-17T00:00:00Z, Europe/Berlin",
    "2026-04-01T00:00:00Z, Australia/Lord_Howe",
    "2026-03-05T00:00:00Z, America/New_York",
    "2026-06-01T00:00:00Z, Asia/Kathmandu",
    "2026-09-01T00:00:00Z, America/Santiago"
  })
  void windows_are_open_and_change_as_a_second_reading_of_formats_says(Instant first, String zone) {
    for (long seed = 0; seed < 3; seed++) {
      var chance = new Random(seed);
      var spans = spans(chance, zone);
      var freezes = freezes(chance, first);
      var windows = windows(spans, freezes);
      var open = new ArrayList<Boolean>();
      for (int minute = 0; minute < DAYS * 24 * 60; minute++) {
        var at = first.plus(MINUTE.multipliedBy(minute));
        open.add(
            spans.stream().anyMatch(span -> span.reads(at))
                && freezes.stream().noneMatch(freeze -> freeze.holds(at)));
      }
      for (int minute = 0; minute < open.size(); minute++) {
        check(windows, first, minute, open, "seed " + seed + " " + zone);
      }
    }
  }

  /** The answer and the next change, at the minutes around each edge and at some in between. */
  private static void check(
      Windows windows, Instant first, int minute, List<Boolean> open, String which) {
    if (!isAtEdge(minute, open) && minute % 61 != 0) {
      return;
    }
    var at = first.plus(MINUTE.multipliedBy(minute));
    var change = change(first, minute, open);
    switch (windows.openAt(at, Map.of(), Set.of())) {
      case Windows.Open(var closesAt) -> {
        assertThat(open.get(minute)).as("%s: open at %s", which, at).isTrue();
        change.ifPresent(
            end -> assertThat(closesAt).as("%s: end after %s", which, at).contains(end));
      }
      case Windows.Closed(_, _, var next) -> {
        assertThat(open.get(minute)).as("%s: closed at %s", which, at).isFalse();
        change.ifPresent(
            start -> assertThat(next).as("%s: opening after %s", which, at).contains(start));
      }
    }
  }

  private static boolean isAtEdge(int minute, List<Boolean> open) {
    return minute > 0
        && minute + 1 < open.size()
        && !open.get(minute - 1).equals(open.get(minute + 1));
  }

  private static Optional<Instant> change(Instant first, int minute, List<Boolean> open) {
    for (int later = minute + 1; later < open.size(); later++) {
      if (!open.get(later).equals(open.get(minute))) {
        return Optional.of(first.plus(MINUTE.multipliedBy(later)));
      }
    }
    return Optional.empty();
  }

  private static List<Span> spans(Random chance, String zone) {
    var spans = new ArrayList<Span>();
    for (int i = 0; i <= chance.nextInt(3); i++) {
      var days = EnumSet.of(DayOfWeek.of(1 + chance.nextInt(7)));
      days.add(DayOfWeek.SUNDAY);
      days.add(DayOfWeek.of(1 + chance.nextInt(7)));
      var start = LocalTime.of(chance.nextInt(24), chance.nextInt(60));
      var end = start.plusMinutes(1 + chance.nextInt(24 * 60 - 1));
      spans.add(new Span(days, start, end, i == 1 ? "UTC" : zone));
    }
    spans.add(
        new Span(EnumSet.of(DayOfWeek.SUNDAY), LocalTime.of(1, 45), LocalTime.of(2, 15), zone));
    return spans;
  }

  private static List<Freeze> freezes(Random chance, Instant first) {
    var from = first.plus(MINUTE.multipliedBy(chance.nextInt(DAYS * 24 * 60)));
    return List.of(new Freeze(from, from.plus(MINUTE.multipliedBy(1 + chance.nextInt(3_000)))));
  }

  private static Windows windows(List<Span> spans, List<Freeze> freezes) {
    var yaml =
        "windows: {allowed: %s, freeze: %s}"
            .formatted(
                spans.stream().map(Span::yaml).toList(),
                freezes.stream().map(Freeze::yaml).toList());
    return Deciding.unattended().with(yaml).policy().windows();
  }
}

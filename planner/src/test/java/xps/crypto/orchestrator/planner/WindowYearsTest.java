package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Yaml;

/**
 * The planner's windows over a whole year and the days after it, against a list of all its minutes:
 * {@link Windows} as the machine's calendar asks them, the {@link Calendar} of a simulation, and
 * the review of a plan. A failure names the seed.
 */
class WindowYearsTest {
  private static final int SEEDS = 2;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MINUTES = 420 * 24 * 60;
  private static final List<String> REGIONS = List.of("a", "b");

  /** From midnight to midnight a window has minutes [from, to); over midnight if to is earlier. */
  private record Span(Set<Integer> days, int from, int to, String zone, String region) {
    boolean isOpen(int dayOfWeek, int minute) {
      if (from < to) {
        return days.contains(dayOfWeek) && minute >= from && minute < to;
      }
      int yesterday = (dayOfWeek + 5) % 7 + 1;
      return (days.contains(dayOfWeek) && minute >= from)
          || (days.contains(yesterday) && minute < to);
    }

    String yaml() {
      var names =
          days.stream()
              .map(DayOfWeek::of)
              .map(
                  day -> day.name().charAt(0) + day.name().substring(1, 3).toLowerCase(Locale.ROOT))
              .toList();
      var match = region.isEmpty() ? "" : ", match: [\"region:%s\"]".formatted(region);
      return "{days: %s, start: \"%s\", end: \"%s\", tz: \"%s\"%s}"
          .formatted(names, time(from), time(to), zone, match);
    }

    private static String time(int minute) {
      return "%02d:%02d".formatted(minute / 60, minute % 60);
    }
  }

  /** Of every minute, whether it is open for a region, and the next one at which that changes. */
  private static final class Minutes {
    private final Instant first;
    private final boolean[] open;
    private final int[] change;

    private Minutes(Instant first, boolean[] open, int[] change) {
      this.first = first;
      this.open = open;
      this.change = change;
    }

    static Minutes of(Instant first, List<Span> spans, String region) {
      var open = new boolean[MINUTES];
      for (var span : spans) {
        if (span.region().isEmpty() || span.region().equals(region)) {
          var zone = ZoneId.of(span.zone());
          for (int minute = 0; minute < MINUTES; minute++) {
            var wall = first.plusSeconds(60L * minute).atZone(zone);
            open[minute] |=
                span.isOpen(wall.getDayOfWeek().getValue(), wall.getHour() * 60 + wall.getMinute());
          }
        }
      }
      var change = new int[MINUTES];
      change[MINUTES - 1] = MINUTES;
      for (int minute = MINUTES - 2; minute >= 0; minute--) {
        change[minute] = open[minute] == open[minute + 1] ? change[minute + 1] : minute + 1;
      }
      return new Minutes(first, open, change);
    }

    Instant at(int minute) {
      return first.plus(MINUTE.multipliedBy(minute));
    }

    Optional<Instant> changeAfter(int minute) {
      return change[minute] == MINUTES ? Optional.empty() : Optional.of(at(change[minute]));
    }

    boolean isOpenForLongerThan(int minute, int enough) {
      return open[minute] && change[minute] - minute > enough;
    }

    /** The length of the longest opening among so many from the first minute on. */
    int longest(int openings) {
      int longest = 0;
      int seen = 0;
      for (int minute = 0; minute < MINUTES && seen < openings; minute = change[minute]) {
        if (open[minute]) {
          longest = Math.max(longest, change[minute] - minute);
          seen++;
        }
      }
      return longest;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:00:00Z, Europe/Berlin",
    "2024-11-01T00:00:00Z, America/New_York",
    "2025-03-01T00:00:00Z, Australia/Lord_Howe",
    "2011-01-01T00:00:00Z, Pacific/Apia",
    "2024-02-01T00:00:00Z, Africa/Casablanca",
    "2023-06-01T00:00:00Z, America/St_Johns",
    "2027-01-01T00:00:00Z, UTC",
    "2026-03-01T00:00:00Z, America/Santiago",
    "2027-12-01T00:00:00Z, Pacific/Chatham",
    "2026-01-01T00:00:00Z, Europe/Dublin",
    "2025-12-01T00:00:00Z, Antarctica/Troll",
    "2028-01-01T00:00:00Z, Asia/Kathmandu"
  })
  void every_minute_of_a_year_is_what_the_wall_clock_says(Instant first, String zone) {
    for (long seed = 0; seed < SEEDS; seed++) {
      var chance = new SplittableRandom(seed);
      var spans = spans(chance, zone);
      var windows = windows(spans);
      for (var region : REGIONS) {
        var minutes = Minutes.of(first, spans, region);
        var which = "seed %d, %s, region %s".formatted(seed, zone, region);
        for (int minute : worthALook(chance, minutes)) {
          openings(windows, minutes, minute, region, which);
          calendar(windows, minutes, minute, region, which);
        }
        review(windows, minutes, region, which);
      }
    }
  }

  /** The minutes around every edge, and some others; of the year, so that a change is in sight. */
  private static List<Integer> worthALook(SplittableRandom chance, Minutes minutes) {
    var worth = new ArrayList<Integer>();
    int end = 366 * 24 * 60;
    for (int minute = minutes.change[0]; minute < end; minute = minutes.change[minute]) {
      worth.addAll(List.of(minute - 1, minute));
    }
    for (int number = 0; number < 200; number++) {
      worth.add(chance.nextInt(end));
    }
    return worth;
  }

  private static void openings(
      Windows windows, Minutes minutes, int minute, String region, String which) {
    for (int second : List.of(0, 59)) {
      var at = minutes.at(minute).plusSeconds(second);
      var labels = Map.of("region", region);
      switch (windows.openAt(at, labels, Set.of(ChangeClass.PATCH))) {
        case Windows.Open(var closes) -> {
          assertThat(minutes.open[minute]).as("%s: open at %s", which, at).isTrue();
          assertThat(closes)
              .as("%s: end after %s", which, at)
              .isEqualTo(minutes.changeAfter(minute));
        }
        case Windows.Closed(_, _, var opens) -> {
          assertThat(minutes.open[minute]).as("%s: closed at %s", which, at).isFalse();
          assertThat(opens)
              .as("%s: opening after %s", which, at)
              .isEqualTo(minutes.changeAfter(minute));
        }
      }
    }
  }

  /** What a simulation is told, and what people read in it. */
  private static void calendar(
      Windows windows, Minutes minutes, int minute, String region, String which) {
    int cutoff = 5;
    var at = minutes.at(minute);
    var calendar = new Calendar(at, windows, Set.of(ChangeClass.PATCH));
    var answer = calendar.ask(List.of(node(region)), at, MINUTE.multipliedBy(cutoff));
    boolean fits = minutes.isOpenForLongerThan(minute, cutoff);

    assertThat(answer.reasons().isEmpty()).as("%s: fits at %s", which, at).isEqualTo(fits);
    if (fits) {
      assertThat(answer.changes())
          .as("%s: the last start after %s", which, at)
          .isEqualTo(
              minutes.changeAfter(minute).map(end -> end.minus(MINUTE.multipliedBy(cutoff))));
    } else {
      int closed = minutes.open[minute] ? minutes.change[minute] : minute;
      var opens = minutes.changeAfter(closed);
      assertThat(answer.changes()).as("%s: opening after %s", which, at).isEqualTo(opens);
      opens.ifPresent(when ->
          assertThat(answer.reasons())
              .as("%s: told at %s", which, at)
              .singleElement()
              .asString()
              .endsWith("; it opens " + windows.wallClock(when)));
    }
  }

  /** Whether anything is ever long enough: what a review of a plan refuses it for. */
  private static void review(Windows windows, Minutes minutes, String region, String which) {
    int soon = minutes.longest(150);
    int ever = minutes.longest(Integer.MAX_VALUE);
    var labels = Map.of("region", region);
    if (soon > 1) {
      var shorter = MINUTE.multipliedBy(soon - 1);
      assertThat(windows.isEverOpenFor(shorter, minutes.first, labels, Set.of()))
          .as("%s: open for %s", which, shorter)
          .isTrue();
    }
    var longer = MINUTE.multipliedBy(ever + 1);
    assertThat(windows.isEverOpenFor(longer, minutes.first, labels, Set.of()))
        .as("%s: open for %s", which, longer)
        .isFalse();
  }

  private static Node node(String region) {
    var labels = new TreeMap<>(Map.of("region", region));
    return new Node("n", "h", labels, new TreeMap<>(), Optional.empty());
  }

  /** Some at any time, and some where clocks are changed; never all week, or nothing would end. */
  private static List<Span> spans(SplittableRandom chance, String zone) {
    var spans = new ArrayList<Span>();
    for (int number = 0; number < 3; number++) {
      var days = Set.of(1 + chance.nextInt(5), 7);
      int from = chance.nextInt(24 * 60);
      int to = (from + 1 + chance.nextInt(12 * 60)) % (24 * 60);
      var region = number == 0 ? "" : REGIONS.get(chance.nextInt(2));
      spans.add(new Span(days, from, to, number == 1 ? "UTC" : zone, region));
    }
    spans.add(
        new Span(Set.of(5, 6, 7), 60 + chance.nextInt(60), 120 + chance.nextInt(90), zone, ""));
    return spans;
  }

  private static Windows windows(List<Span> spans) {
    var text = "allowed: %s".formatted(spans.stream().map(Span::yaml).toList());
    var problems = new ArrayList<Problem>();
    var windows =
        Yaml.parse("policy.yaml", text.getBytes(UTF_8), Code.POLICY_INVALID)
            .map(value -> Windows.parse(value, Code.POLICY_INVALID, problems))
            .orThrow();
    assertThat(problems).isEmpty();
    return windows;
  }
}

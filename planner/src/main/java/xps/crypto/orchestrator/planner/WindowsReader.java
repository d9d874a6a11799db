package xps.crypto.orchestrator.planner;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** Reads a policy's {@code windows}. */
final class WindowsReader {
  private static final int MOST_WINDOWS = 1_000;

  /** Each is held against each: more than two years of weekly ones. */
  private static final int MOST_FREEZES = 200;

  private final Code invalid;
  private final List<Problem> sink;

  private WindowsReader(Code invalid, List<Problem> sink) {
    this.invalid = invalid;
    this.sink = sink;
  }

  static Windows read(Value value, Code invalid, List<Problem> sink) {
    return new WindowsReader(invalid, sink)
        .windows(new Fields(value, invalid, sink, "the windows"));
  }

  private Windows windows(Fields fields) {
    var allowed = fields.optionalArray("allowed");
    if (allowed.isPresent() && allowed.get().size() > MOST_WINDOWS) {
      fields.problem("allowed", "there are over " + MOST_WINDOWS + " windows", "join some of them");
      allowed = Optional.of(List.of());
    }
    var windows = allowed.map(this::allowed);
    var unless = classes(fields, "unless");
    var cutoff = fields.optionalDuration("cutoff");
    var freezes =
        fields.optionalArray("freeze").map(values -> freezes(values, fields)).orElse(List.of());
    fields.done();
    return new Windows(windows, freezes, unless, cutoff);
  }

  private List<Window> allowed(List<Value> values) {
    var windows = new ArrayList<Window>();
    for (var value : values) {
      window(new Fields(value, invalid, sink, "the window")).ifPresent(windows::add);
    }
    return windows;
  }

  private Optional<Window> window(Fields fields) {
    var before = sink.size();
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (var name : fields.texts("days")) {
      var day = day(name);
      if (day.isEmpty()) {
        fields.problem("days", "no day is called " + name, "use Mon, Tue, Wed, Thu, Fri, Sat, Sun");
      }
      day.ifPresent(days::add);
    }
    var start =
        fields.parsed("start", "a time such as \"20:00\"", WindowsReader::time, LocalTime.MIDNIGHT);
    var end = fields.parsed("end", "a time such as \"23:00\"", WindowsReader::time, LocalTime.NOON);
    if (start.equals(end) && sink.size() == before) {
      fields.problem(
          "end",
          "a window that starts and ends at " + start + " is never or always open",
          "give it a length");
    }
    var zone =
        fields.parsed(
            "tz",
            "a zone of the tz database, such as \"Europe/Berlin\"",
            WindowsReader::zone,
            ZoneId.of("UTC"));
    var match = match(fields);
    fields.done();
    return sink.size() == before
        ? Optional.of(new Window(days, start, end, zone, match))
        : Optional.empty();
  }

  private static Match match(Fields fields) {
    var entries = fields.optionalTexts("match");
    if (entries.isEmpty()) {
      return Match.EVERY;
    }
    var match = Match.parse(entries.get());
    if (match.isEmpty()) {
      fields.problem(
          "match",
          "a match is a list of key:value, or * alone",
          "write for example [\"region:eu-*\"]");
    }
    return match.orElse(Match.EVERY);
  }

  private List<Windows.Freeze> freezes(List<Value> values, Fields windows) {
    if (values.size() > MOST_FREEZES) {
      windows.problem("freeze", "there are over " + MOST_FREEZES + " freezes", "join some of them");
      return List.of();
    }
    var freezes = new ArrayList<Windows.Freeze>();
    for (var value : values) {
      var fields = new Fields(value, invalid, sink, "the freeze");
      Instant from = fields.time("from");
      Instant to = fields.time("to");
      var reason = fields.text("reason");
      var unless = classes(fields, "unless");
      if (!from.isBefore(to) && fields.has("from") && fields.has("to")) {
        fields.problem("to", "the freeze ends before it begins", "exchange from and to");
      }
      fields.done();
      freezes.add(new Windows.Freeze(from, to, reason, unless));
    }
    return freezes;
  }

  private static Set<ChangeClass> classes(Fields fields, String name) {
    var classes = EnumSet.noneOf(ChangeClass.class);
    for (var text : fields.optionalTexts(name).orElse(List.of())) {
      var known = ChangeClass.parse(text);
      if (known.isEmpty()) {
        fields.problem(
            name,
            "no class is called " + text,
            "use patch, minor, major, hotfix, critical or key_rotation");
      }
      known.ifPresent(classes::add);
    }
    return classes;
  }

  private static Optional<DayOfWeek> day(String name) {
    for (var day : DayOfWeek.values()) {
      if (day.name().substring(0, 1).equals(name.isEmpty() ? "" : name.substring(0, 1))
          && day.name().substring(1, 3).toLowerCase(Locale.ROOT).equals(name.substring(1))) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  /** {@code HH:MM} and nothing else. */
  private static Optional<LocalTime> time(String text) {
    if (text.length() != 5 || text.charAt(2) != ':') {
      return Optional.empty();
    }
    var hour = twoDigits(text.substring(0, 2));
    var minute = twoDigits(text.substring(3));
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60
        ? Optional.of(LocalTime.of(hour, minute))
        : Optional.empty();
  }

  private static int twoDigits(String text) {
    var tens = text.charAt(0) - '0';
    var ones = text.charAt(1) - '0';
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
  }

  private static Optional<ZoneId> zone(String text) {
    return ZoneId.getAvailableZoneIds().contains(text)
        ? Optional.of(ZoneId.of(text))
        : Optional.empty();
  }
}

package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * When nodes may be started (FORMATS §5). Windows add up; a freeze wins over all of them.
 *
 * <p>A window is open at an instant exactly when the wall clock in its zone reads, at that instant,
 * a time in [start, end) on a listed day; so an hour that a clock repeats counts twice, and one
 * that it skips not at all.
 */
public final class Windows {
  /** How far ahead an opening or a closing is looked for. */
  static final Duration HORIZON = Duration.ofDays(400);

  /** Openings that are looked at for one that is long enough: half a year of daily ones. */
  private static final int MOST_OPENINGS = 200;

  private static final DateTimeFormatter WALL_CLOCK =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ENGLISH);

  /** Always open: what a policy without {@code windows} says. */
  public static final Windows ALWAYS =
      new Windows(Optional.empty(), List.of(), Set.of(), Optional.empty());

  private final Optional<List<Window>> allowed;
  private final List<Freeze> freezes;
  private final Set<ChangeClass> unless;
  private final Optional<Duration> cutoff;

  Windows(
      Optional<List<Window>> allowed,
      List<Freeze> freezes,
      Set<ChangeClass> unless,
      Optional<Duration> cutoff) {
    this.allowed = allowed.map(List::copyOf);
    this.freezes = List.copyOf(freezes);
    this.unless = Set.copyOf(unless);
    this.cutoff = cutoff;
  }

  /**
   * Reads a policy's {@code windows}; what is wrong goes into {@code sink} under {@code invalid}.
   */
  public static Windows parse(Value value, Code invalid, List<Problem> sink) {
    return WindowsReader.read(value, invalid, sink);
  }

  /** A freeze: from, and until before. */
  record Freeze(Instant from, Instant to, String reason, Set<ChangeClass> unless) {
    Freeze {
      unless = Set.copyOf(unless);
    }

    String describe() {
      return Escape.quote(reason) + " from " + Grammar.time(from) + " to " + Grammar.time(to);
    }

    boolean holdsAt(Instant now) {
      return !now.isBefore(from) && now.isBefore(to);
    }
  }

  /** Whether a node may be started at an instant. */
  public sealed interface Answer {}

  /**
   * Yes.
   *
   * @param closesAt when that ends; nothing where no end is in sight
   */
  public record Open(Optional<Instant> closesAt) implements Answer {}

  /**
   * No.
   *
   * @param code {@code WINDOW_VIOLATION} or {@code FREEZE_ACTIVE}
   * @param nextOpening when it becomes yes, if that is in sight
   */
  public record Closed(Code code, String reason, Optional<Instant> nextOpening) implements Answer {}

  /**
   * Asks for a node with these labels.
   *
   * @param claims the classes that may be claimed in an {@code unless}: guard knows which
   */
  public Answer openAt(Instant now, Map<String, String> labels, Set<ChangeClass> claims) {
    return openAt(now, labels, claims, HORIZON);
  }

  /**
   * The same for whoever needs to know only of an end that is near.
   *
   * @param ahead how far an end is looked for
   */
  public Answer openAt(
      Instant now, Map<String, String> labels, Set<ChangeClass> claims, Duration ahead) {
    var asked = new Asked(labels, claims);
    if (asked.isOpen(now)) {
      return new Open(asked.next(now, false, ahead));
    }
    var freeze = asked.freezeAt(now);
    var next = asked.next(now, true);
    return freeze.isPresent()
        ? new Closed(Code.FREEZE_ACTIVE, "a freeze holds: " + freeze.get().reason(), next)
        : new Closed(Code.WINDOW_VIOLATION, asked.reason(), next);
  }

  /** Nothing but whether, which is many times as fast. */
  boolean isOpenAt(Instant now, Map<String, String> labels, Set<ChangeClass> claims) {
    return new Asked(labels, claims).isOpen(now);
  }

  /**
   * Whether for a node with these labels something is ever open for longer than that, as far as can
   * be seen from an instant.
   */
  boolean isEverOpenFor(
      Duration enough, Instant from, Map<String, String> labels, Set<ChangeClass> claims) {
    var asked = new Asked(labels, claims);
    var at = Optional.of(from);
    if (!asked.isOpen(from)) {
      at = asked.next(from, true);
    }
    for (int opening = 0; at.isPresent() && opening < MOST_OPENINGS; opening++) {
      var opens = at.get();
      var closes = asked.next(opens, false);
      if (closes.isEmpty() || Duration.between(opens, closes.get()).compareTo(enough) > 0) {
        return true;
      }
      at = asked.next(closes.get(), true);
    }
    return false;
  }

  /** How long before a window's end no node is started any more, where the policy says so. */
  public Optional<Duration> cutoff() {
    return cutoff;
  }

  /** Whether there is no restriction at all. */
  public boolean isAlwaysOpen() {
    return allowed.isEmpty() && freezes.isEmpty();
  }

  /** Whether no instant is open: no window at all, or none that has a day. */
  public boolean isNeverOpen() {
    return allowed.filter(list -> list.stream().allMatch(it -> it.days().isEmpty())).isPresent();
  }

  /** How many of the windows have no day, and so never open. */
  public long withoutDays() {
    return allowed.orElse(List.of()).stream().filter(it -> it.days().isEmpty()).count();
  }

  /** Pairs of freezes that hold at the same time, each in words; their order is the document's. */
  public List<String> overlappingFreezes() {
    var pairs = new ArrayList<String>();
    for (int first = 0; first < freezes.size(); first++) {
      for (int second = first + 1; second < freezes.size(); second++) {
        var one = freezes.get(first);
        var other = freezes.get(second);
        if (one.from().isBefore(other.to()) && other.from().isBefore(one.to())) {
          pairs.add(one.describe() + " and " + other.describe());
        }
      }
    }
    return pairs;
  }

  /** The windows in words, for messages. */
  public String describe() {
    return allowed
        .map(list ->
            list.isEmpty()
                ? "never"
                : String.join(" or ", list.stream().map(Window::describe).toList()))
        .orElse("always");
  }

  /** The zone that the first window counts in; UTC where there is none. */
  public ZoneId zone() {
    return allowed
        .filter(list -> !list.isEmpty())
        .map(list -> list.getFirst().zone())
        .orElse(ZoneId.of("UTC"));
  }

  /**
   * A time as a person reads it, to the minute: in {@link #zone}, and in UTC so that everybody can
   * find their own. Who asks about times after the year 9999 gets an answer all the same.
   */
  public String wallClock(Instant at) {
    if (!Grammar.isTime(at)) {
      return "a time after the year 9999";
    }
    var utc = Grammar.time(at);
    return zone().normalized().equals(ZoneOffset.UTC)
        ? utc
        : WALL_CLOCK.format(at.atZone(zone())) + " " + zone().getId() + " (" + utc + ")";
  }

  /** Which edition of the time zone database decides, such as 2026a. */
  public static String tzdbVersion() {
    return ZoneRulesProvider.getVersions("UTC").lastKey();
  }

  /** The windows and freezes that concern one question. */
  private final class Asked {
    private final Optional<List<Window>> windows;
    private final List<Freeze> frozen;
    private final boolean excepted;

    Asked(Map<String, String> labels, Set<ChangeClass> claims) {
      this.windows =
          allowed.map(
              list -> list.stream().filter(window -> window.match().matches(labels)).toList());
      this.frozen =
          freezes.stream()
              .filter(freeze -> freeze.unless().stream().noneMatch(claims::contains))
              .toList();
      this.excepted = unless.stream().anyMatch(claims::contains);
    }

    boolean isOpen(Instant at) {
      return freezeAt(at).isEmpty() && (excepted || isInside(at));
    }

    private boolean isInside(Instant at) {
      return windows.map(list -> list.stream().anyMatch(window -> window.isOpen(at))).orElse(true);
    }

    Optional<Freeze> freezeAt(Instant at) {
      return frozen.stream().filter(freeze -> freeze.holdsAt(at)).findFirst();
    }

    String reason() {
      var here = windows.orElse(List.of());
      if (here.isEmpty()) {
        return "no window covers this node";
      }
      return "outside the window "
          + String.join(" or ", here.stream().map(Window::describe).toList());
    }

    /**
     * The first instant after {@code now} at which being open is as wanted; it changes only at
     * edges.
     */
    Optional<Instant> next(Instant now, boolean open) {
      return next(now, open, HORIZON);
    }

    private Optional<Instant> next(Instant now, boolean open, Duration ahead) {
      if (ahead.isZero()) {
        return Optional.empty();
      }
      for (int day = 0; day <= ahead.toDays(); day++) {
        for (var edge : edges(now.plus(Duration.ofDays(day)))) {
          if (edge.isAfter(now) && isOpen(edge) == open) {
            return Optional.of(edge);
          }
        }
      }
      return Optional.empty();
    }

    /** Every instant in the 24 hours from {@code from} at which something may change, in order. */
    private Set<Instant> edges(Instant from) {
      var to = from.plus(Duration.ofDays(1));
      var edges = new TreeSet<Instant>();
      for (var window : windows.orElse(List.of())) {
        edges.addAll(window.edges(from, to));
      }
      for (var freeze : frozen) {
        edges.addAll(new ArrayList<>(List.of(freeze.from(), freeze.to())));
      }
      edges.removeIf(edge -> edge.isBefore(from) || edge.isAfter(to));
      return edges;
    }
  }
}

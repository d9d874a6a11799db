package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * When a change may happen (FORMATS §5), asked as the control plane asks. Times are UTC; Berlin is
 * one hour ahead in winter, two in summer.
 */
class WindowsTest {
  private static final RolloutPlan PLAN = AChange.honest().plan();

  private static GateResult at(String time, String windows) {
    return at(time, windows, PLAN);
  }

  private static GateResult at(String time, String windows, RolloutPlan plan) {
    return Deciding.at(Instant.parse(time), Deciding.unattended().with(windows), plan);
  }

  private static void open(String time, String windows) {
    assertThat(at(time, windows).problems()).as(time).isEmpty();
    assertThat(at(time, windows).window()).as(time).isTrue();
  }

  private static void closed(String time, String windows) {
    assertThat(Codes.of(at(time, windows))).as(time).containsExactly(Code.WINDOW_VIOLATION);
    assertThat(at(time, windows).window()).as(time).isFalse();
  }

  private static String allowed(String... windows) {
    return "windows: {allowed: [" + String.join(", ", windows) + "]}";
  }

  private static String window(String days, String start, String end, String more) {
    return "{days: [%s], start: \"%s\", end: \"%s\", tz: \"Europe/Berlin\"%s}"
        .formatted(days, start, end, more);
  }

  private static final String EVERY_DAY = "Mon, Tue, Wed, Thu, Fri, Sat, Sun";

  @Test
  void a_window_is_open_from_its_start_until_before_its_end() {
    var evening = allowed(window("Mon", "20:00", "23:00", ""));

    closed("2026-03-02T18:59:59Z", evening);
    open("2026-03-02T19:00:00Z", evening);
    open("2026-03-02T21:59:59Z", evening);
    closed("2026-03-02T22:00:00Z", evening);
    closed("2026-03-03T20:00:00Z", evening);
  }

  @Test
  void the_day_is_that_of_the_wall_clock_and_not_of_utc() {
    var early = allowed(window("Tue", "00:00", "01:00", ""));

    open("2026-03-02T23:30:00Z", early);
    closed("2026-03-03T23:30:00Z", early);
  }

  @Test
  void a_window_over_midnight_belongs_to_the_day_on_which_it_began() {
    var night = allowed(window("Mon", "22:00", "02:00", ""));

    closed("2026-03-01T23:30:00Z", night); // Monday, half past midnight
    open("2026-03-02T21:00:00Z", night);
    open("2026-03-03T00:59:59Z", night); // Tuesday, before two
    closed("2026-03-03T01:00:00Z", night);
    closed("2026-03-03T21:30:00Z", night);
  }

  @Test
  void a_window_of_sunday_ends_on_monday() {
    var night = allowed(window("Sun", "23:00", "01:00", ""));

    open("2026-03-01T23:30:00Z", night);
    closed("2026-03-02T23:30:00Z", night);
  }

  @Test
  void a_window_until_midnight_ends_with_its_day() {
    var late = allowed(window("Mon", "22:00", "00:00", ""));

    open("2026-03-02T22:59:59Z", late);
    closed("2026-03-02T23:00:00Z", late);
  }

  @Test
  void an_hour_that_the_clock_repeats_counts_twice() {
    var window = allowed(window("Sun", "02:00", "02:30", ""));

    open("2026-10-25T00:10:00Z", window); // 02:10 in summer time
    closed("2026-10-25T00:40:00Z", window);
    open("2026-10-25T01:10:00Z", window); // 02:10 again
    closed("2026-10-25T01:40:00Z", window);
  }

  @Test
  void an_hour_that_the_clock_skips_counts_not_at_all() {
    var window = allowed(window("Sun", "02:00", "03:00", ""));

    closed("2026-03-29T00:59:59Z", window); // 01:59:59
    closed("2026-03-29T01:00:00Z", window); // 03:00:00
    open("2026-03-22T01:30:00Z", window);
  }

  @Test
  void a_window_around_the_skipped_hour_is_an_hour_shorter() {
    var window = allowed(window("Sun", "01:00", "04:00", ""));

    open("2026-03-29T00:30:00Z", window);
    open("2026-03-29T01:59:59Z", window);
    closed("2026-03-29T02:00:00Z", window); // 04:00
  }

  @Test
  void windows_add_up() {
    var two = allowed(window("Mon", "20:00", "21:00", ""), window("Mon", "21:00", "22:00", ""));

    open("2026-03-02T19:30:00Z", two);
    open("2026-03-02T20:00:00Z", two);
    open("2026-03-02T20:30:00Z", two);
    closed("2026-03-02T21:00:00Z", two);
  }

  @Test
  void a_window_covers_the_nodes_that_its_match_covers() {
    var eu = allowed(window(EVERY_DAY, "00:00", "23:59", ", match: [\"region:eu\"]"));
    var us = allowed(window(EVERY_DAY, "00:00", "23:59", ", match: [\"region:us\"]"));

    open("2026-03-02T12:00:00Z", eu); // the canary is in eu
    closed("2026-03-02T12:00:00Z", us);
    assertThat(at("2026-03-02T12:00:00Z", us).problems().getFirst().message())
        .contains("no window covers this node");
    assertThat(at("2026-03-02T12:00:00Z", us).whatWouldAllow())
        .singleElement()
        .asString()
        .contains("no opening is in sight");
  }

  @Test
  void every_node_of_the_wave_needs_an_open_window() {
    var eu = allowed(window(EVERY_DAY, "00:00", "23:59", ", match: [\"region:eu\"]"));
    var all = AChange.honest().canary("").plan();

    assertThat(Codes.of(at("2026-03-02T12:00:00Z", eu, all)))
        .containsExactly(Code.WINDOW_VIOLATION);
  }

  @Test
  void the_window_is_that_of_the_wave_that_is_asked_about() {
    var eu = allowed(window(EVERY_DAY, "00:00", "23:59", ", match: [\"region:eu\"]"));
    var policy = Deciding.unattended().with(eu).policy();
    var second = Guard.evaluate(policy, PLAN, 1, List.of(), Environment.of("prod"), AChange.NOON);

    assertThat(PLAN.waves().get(1).nodes()).containsExactly("b-1", "b-2");
    assertThat(Codes.of(second)).containsExactly(Code.WINDOW_VIOLATION);
  }

  @Test
  void no_windows_are_always_open_and_a_finding() {
    var policy = Deciding.unattended();

    assertThat(Deciding.on(policy, PLAN).window()).isTrue();
    assertThat(Codes.of(Deciding.on(policy, PLAN).findings())).contains(Code.WINDOW_VIOLATION);
    open("2026-03-02T12:00:00Z", "windows: {}");
  }

  @Test
  void an_empty_list_of_windows_is_never_open() {
    closed("2026-03-02T12:00:00Z", "windows: {allowed: []}");
    assertThat(Codes.of(Deciding.unattended().with("windows: {allowed: []}").read().findings()))
        .contains(Code.WINDOW_VIOLATION);
  }

  private static final String FREEZE =
      "{from: \"2026-03-02T10:00:00Z\", to: \"2026-03-02T14:00:00Z\", reason: year-end}";

  @Test
  void a_freeze_wins_over_every_window() {
    var windows =
        "windows: {allowed: [%s], freeze: [%s]}"
            .formatted(window(EVERY_DAY, "00:00", "23:59", ""), FREEZE);

    open("2026-03-02T09:59:59Z", windows);
    var frozen = at("2026-03-02T10:00:00Z", windows);
    assertThat(Codes.of(frozen)).containsExactly(Code.FREEZE_ACTIVE);
    assertThat(frozen.problems().getFirst().message())
        .contains("year-end", "it opens Mon 2026-03-02 15:00 Europe/Berlin (2026-03-02T14:00:00Z)");
    assertThat(frozen.window()).isFalse();
    open("2026-03-02T14:00:00Z", windows);
  }

  @Test
  void a_freeze_holds_where_there_are_no_windows() {
    assertThat(Codes.of(at("2026-03-02T12:00:00Z", "windows: {freeze: [" + FREEZE + "]}")))
        .containsExactly(Code.FREEZE_ACTIVE);
    open("2026-03-02T14:00:00Z", "windows: {freeze: [" + FREEZE + "]}");
  }

  @Test
  void the_next_opening_is_named_in_the_policys_zone_and_in_utc() {
    var evening = allowed(window("Mon", "20:00", "23:00", ""));
    var result = at("2026-03-02T22:00:00Z", evening);

    assertThat(result.problems().getFirst().message())
        .contains("it is Mon 2026-03-02 23:00 Europe/Berlin (2026-03-02T22:00:00Z)")
        .contains("outside the window Mon 20:00–23:00 Europe/Berlin")
        .contains("it opens Mon 2026-03-09 20:00 Europe/Berlin (2026-03-09T19:00:00Z)")
        .contains("time zones of 20");
    assertThat(result.whatWouldAllow())
        .containsExactly("wait until Mon 2026-03-09 20:00 Europe/Berlin (2026-03-09T19:00:00Z)");
  }

  @Test
  void the_opening_is_the_first_instant_at_which_all_nodes_may_be_started() {
    var both =
        allowed(
            window("Mon", "13:30", "15:00", ", match: [\"region:eu\"]"),
            window("Mon", "14:30", "16:00", ", match: [\"region:us\"]"));
    var result = at("2026-03-02T12:00:00Z", both, AChange.honest().canary("").plan());

    assertThat(result.whatWouldAllow())
        .containsExactly("wait until Mon 2026-03-02 14:30 Europe/Berlin (2026-03-02T13:30:00Z)");
  }

  @Test
  void nodes_whose_windows_never_meet_have_no_opening() {
    var never =
        allowed(
            window("Mon", "13:30", "14:00", ", match: [\"region:eu\"]"),
            window("Mon", "14:30", "16:00", ", match: [\"region:us\"]"));
    var result = at("2026-03-02T12:00:00Z", never, AChange.honest().canary("").plan());

    assertThat(result.whatWouldAllow()).singleElement().asString().contains("no opening");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "windows: {allowed: [{days: [Mon], start: \"20:00\", end: \"20:00\", tz: UTC}]}",
        "windows: {allowed: [{days: [Mon], start: \"24:00\", end: \"20:00\", tz: UTC}]}",
        "windows: {allowed: [{days: [Mon], start: \"8:00\", end: \"20:00\", tz: UTC}]}",
        "windows: {allowed: [{days: [Mon], start: \"08:60\", end: \"20:00\", tz: UTC}]}",
        "windows: {allowed: [{days: [Monday], start: \"08:00\", end: \"20:00\", tz: UTC}]}",
        "windows: {allowed: [{days: [mon], start: \"08:00\", end: \"20:00\", tz: UTC}]}",
        "windows: {allowed: [{days: [Mon], start: \"08:00\", end: \"20:00\"}]}",
        "windows: {allowed: [{days: [Mon], start: \"08:00\", end: \"20:00\", tz: Berlin}]}",
        "windows: {allowed: [{days: [Mon], start: \"08:00\", end: \"20:00\", tz: \"+01:00\"}]}",
        "windows: {allowed: [{start: \"08:00\", end: \"20:00\", tz: UTC}]}",
        "windows: {allowed: [{days: [Mon], start: \"08:00\", end: \"20:00\", tz: UTC, match: []}]}",
        "windows: {unless: [urgent]}",
        "windows: {cutoff: soon}",
        "windows: {freeze: [{from: \"2026-03-02T10:00:00Z\", to: \"2026-03-02T10:00:00Z\","
            + " reason: x}]}",
        "windows: {freeze: [{from: \"2026-03-02T10:00:00Z\", reason: x}]}",
        "windows: []"
      })
  void a_window_that_says_something_else_is_refused(String yaml) {
    assertThat(Codes.of(Deciding.unattended().with(yaml).read())).containsOnly(Code.POLICY_INVALID);
  }
}

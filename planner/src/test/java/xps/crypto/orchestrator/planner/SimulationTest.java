package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Yaml;

/** What a night is said to be like, before it. */
class SimulationTest {
  private static final RolloutPlan PLAN =
      ARollout.validate4("canary: {percentage: 25}", "concurrency: 1").orThrow();

  @Test
  void a_night_ends_when_the_last_node_is_healthy() {
    var night = PLAN.simulate();

    assertThat(night.completed()).isTrue();
    assertThat(night.durationSeconds()).as("four nodes, one after the other").isEqualTo(80);
    assertThat(night.peakUnavailable()).isEqualTo(1);
    assertThat(night.blastRadius()).isEqualTo(1);
  }

  @Test
  void a_wave_waits_for_its_window_and_says_for_how_long() {
    var night = PLAN.simulate(starting("2026-03-02T19:59:30Z", "start: \"20:00\", end: \"22:00\""));

    assertThat(night.completed()).isTrue();
    assertThat(night.waits())
        .extracting(wait -> wait.fromSecond() + "-" + wait.untilSecond())
        .containsExactly("0-30");
    assertThat(night.waits().getFirst().reason()).endsWith("UTC; it opens 2026-03-02T20:00:00Z");
  }

  @Test
  void a_wave_that_a_window_cuts_off_goes_on_in_the_next() {
    var night = PLAN.simulate(starting("2026-03-02T20:00:00Z", "start: \"20:00\", end: \"20:01\""));

    assertThat(night.completed()).isTrue();
    assertThat(night.durationSeconds()).isGreaterThan(86_400);
    assertThat(night.waits()).isNotEmpty();
  }

  /** In Berlin the hour from two to three isn't there on that day: the window opens a day later. */
  @Test
  void a_window_in_the_hour_that_a_clock_change_skips_opens_on_the_next_day() {
    var windows =
        windows("days: [Sat, Sun, Mon], start: \"02:10\", end: \"02:50\"", "Europe/Berlin");
    var night =
        PLAN.simulate(
            SimulationOptions.DEFAULT.withCalendar(
                new Calendar(
                    Instant.parse("2026-03-29T00:30:00Z"), windows, Set.of(ChangeClass.PATCH))));

    assertThat(night.waits().getFirst().untilSecond())
        .isEqualTo(
            Instant.parse("2026-03-30T00:10:00Z").getEpochSecond()
                - Instant.parse("2026-03-29T00:30:00Z").getEpochSecond());
    assertThat(night.waits().getFirst().reason())
        .endsWith("; it opens Mon 2026-03-30 02:10 Europe/Berlin (2026-03-30T00:10:00Z)");
  }

  @Test
  void the_same_seed_gives_the_same_forecast_byte_by_byte() {
    var options = SimulationOptions.DEFAULT.withModel(model()).withSeed(7);

    assertThat(Json.compact(PLAN.forecast(options, 60).toJson()))
        .isEqualTo(Json.compact(PLAN.forecast(options, 60).toJson()))
        .isNotEqualTo(Json.compact(PLAN.forecast(options.withSeed(700), 60).toJson()));
  }

  @Test
  void a_forecast_counts_the_nights_that_went_wrong() {
    var forecast = PLAN.forecast(SimulationOptions.DEFAULT.withModel(model()), 200);

    assertThat(forecast.abortProbability()).as("0.9 to the fourth go well").isBetween(0.2, 0.5);
    assertThat(forecast.p50Seconds()).isLessThanOrEqualTo(forecast.p95Seconds());
    assertThat(forecast.badPatch())
        .extracting(Forecast.Reach::wave, Forecast.Reach::nights, Forecast.Reach::p95)
        .containsExactly(tuple("canary", 200, 1), tuple("all", 200, 2));
    assertThat(forecast.badPatch().getLast().mean())
        .as("one in ten canaries stops it before")
        .isBetween(1.8, 1.99);
  }

  @Test
  void neighbouring_seeds_have_no_night_in_common() {
    var seconds = new HashSet<Long>();
    for (int seed = 0; seed < 20; seed++) {
      var options = SimulationOptions.DEFAULT.withModel(slow()).withSeed(seed);
      seconds.add(PLAN.forecast(options, 1).p50Seconds());
      seconds.add(PLAN.forecast(options, 2).p95Seconds());
    }

    assertThat(seconds).as("nights of hours differ by seconds").hasSizeGreaterThan(25);
  }

  @Test
  void a_zone_that_is_lost_halfway_stops_the_rollout_with_its_node_under_way() {
    var night =
        PLAN.simulate(
            SimulationOptions.DEFAULT.with(
                new Scenario.Lost("region", "b", Duration.ofSeconds(50))));

    assertThat(night.completed()).isFalse();
    assertThat(night.fate().kind()).contains(RolloutResult.Kind.NEEDS_PERSON);
    assertThat(night.fate().reason()).contains("AGENT_LOST");
  }

  @Test
  void nodes_that_are_offline_are_left_out_when_their_time_is_over() {
    var night = PLAN.simulate(SimulationOptions.DEFAULT.with(new Scenario.Offline(1_000)));

    assertThat(night.fate().reason()).contains("no node of the canary finished");
  }

  @Test
  void a_page_fetches_nothing_and_runs_nothing() {
    var page = PLAN.simulate().toHtml(Optional.of(PLAN.forecast(SimulationOptions.DEFAULT, 2)));

    assertThat(page).contains("<svg", "Forecast").doesNotContain("<script", "http");
  }

  @Test
  void what_somebody_wrote_is_text_in_a_page_and_nothing_else() {
    var text =
        """
        allowed: [{days: [Mon], start: "00:00", end: "23:00", tz: UTC}]
        freeze: [{from: "2026-03-02T10:00:00Z", to: "2026-03-02T11:00:00Z",
          reason: "<script>alert(1)</script>"}]
        """;
    var night =
        PLAN.simulate(
            SimulationOptions.DEFAULT.withCalendar(
                new Calendar(
                    Instant.parse("2026-03-02T10:30:00Z"),
                    windowsOf(text),
                    Set.of(ChangeClass.PATCH))));

    assertThat(night.toHtml(Optional.empty()))
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("<script");
  }

  @Test
  void a_model_that_means_nothing_is_refused_with_its_place() {
    var refused =
        FleetModel.parse(
            "model.yaml", "nodes: [{match: [], fails_per_1000: 1001}]".getBytes(UTF_8));

    assertThat(refused.problems()).extracting(Problem::code).containsOnly(Code.PLAN_INVALID);
    assertThat(refused.problems()).hasSize(2);
  }

  @Test
  void a_model_is_measured_from_what_nodes_have_shown() {
    var fleet = PLAN.fleet();
    var seen = new ArrayList<FleetModel.Observation>();
    for (int i = 0; i < 20; i++) {
      seen.add(
          new FleetModel.Observation(
              "a-1", Optional.of(java.time.Duration.ofSeconds(10 + i)), i == 0, false));
    }
    seen.add(new FleetModel.Observation("a-2", Optional.empty(), false, true));
    seen.add(new FleetModel.Observation("long-gone", Optional.empty(), true, false));

    var rule = FleetModel.measured(fleet, seen).rules().getFirst();

    assertThat(rule.takes()).hasSeconds(10);
    assertThat(rule.spread()).as("the slowest of twenty is left out").hasSeconds(18);
    assertThat(rule.fails()).isEqualTo(50);
    assertThat(rule.offline()).as("one of twenty-one, rounded up").isEqualTo(48);
  }

  private static FleetModel slow() {
    return FleetModel.parse(
            "model.yaml", "nodes: [{match: [\"*\"], takes: 1s, spread: 30s}]".getBytes(UTF_8))
        .orThrow();
  }

  private static FleetModel model() {
    return FleetModel.parse(
            "model.yaml",
            "nodes: [{match: [\"*\"], takes: 10s, spread: 20s, fails_per_1000: 100}]"
                .getBytes(UTF_8))
        .orThrow();
  }

  private static SimulationOptions starting(String time, String window) {
    return SimulationOptions.DEFAULT.withCalendar(
        new Calendar(
            Instant.parse(time),
            windows("days: [Mon, Tue, Wed, Thu, Fri, Sat, Sun], " + window, "UTC"),
            Set.of(ChangeClass.PATCH)));
  }

  private static Windows windows(String window, String zone) {
    return windowsOf("allowed: [{%s, tz: \"%s\"}]".formatted(window, zone));
  }

  static Windows windowsOf(String text) {
    var problems = new ArrayList<Problem>();
    return Yaml.parse("policy.yaml", text.getBytes(UTF_8), Code.POLICY_INVALID)
        .flatMap(value -> {
          var read = Windows.parse(value, Code.POLICY_INVALID, problems);
          return Outcome.unless(problems, () -> read);
        })
        .orThrow();
  }
}

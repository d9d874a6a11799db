package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Yaml;

/** Plans and fleets that nobody should have written, and what they are told. */
class PlanBadInputTest {
  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "100, true", "101, false", "-1, false", "5%, false"})
  void a_canary_is_from_none_to_all(String percent, boolean isTaken) {
    assertThat(ARollout.validate4("canary: {percentage: " + percent + "}", "concurrency: 1").isOk())
        .isEqualTo(isTaken);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "100, true", "101, false", "-1, false"})
  void a_share_that_aborts_is_from_one_percent_to_all(String percent, boolean isTaken) {
    assertThat(ARollout.validate4("abort: [{percent: " + percent + "}]", "concurrency: 1").isOk())
        .isEqualTo(isTaken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "concurrency: 0",
        "concurrency: -1",
        "concurrency: 1000001",
        "concurrency: 1, bake: -5s",
        "concurrency: 1, bake: 0s",
        "concurrency: 1, bake: 5",
        "concurrency: 1, bake: 36501d",
        "concurrency: 1, bake: 99999999999999999999s",
        "concurrency: 1, max_unavailable: {per: region, count: 0}",
        "concurrency: 1, start_rate: {initial: 0, factor: 2}",
        "concurrency: 1, start_rate: {initial: 1, factor: 1}",
        "concurrency: 1, after: [all]"
      })
  void a_wave_that_means_nothing_is_refused_at_its_place(String wave) {
    var problems = ARollout.validate4("", wave).problems();

    assertThat(problems).isNotEmpty();
    assertThat(problems.getFirst().where()).startsWith("plan.yaml:1:");
  }

  @Test
  void what_lasts_for_months_is_told_of() {
    var findings = ARollout.validate4("deadline: 60d", "concurrency: 1").orThrow().findings();

    assertThat(findings).extracting(Problem::message).containsExactly("deadline is 60 days long");
  }

  @Test
  void a_glob_that_matches_nothing_is_an_empty_wave_and_in_an_order_a_finding() {
    var wave =
        """
        strategy: {waves: [{name: w, match: ["region:us-*"], concurrency: 1}]}
        """;
    assertThat(ARollout.validate(wave).problems())
        .extracting(Problem::code)
        .contains(Code.EMPTY_WAVE);

    var order = "order: [{first: \"region:us-*\", then: \"region:a\"}]";
    assertThat(ARollout.validate4(order, "concurrency: 1").orThrow().findings())
        .extracting(Problem::message)
        .contains("no node in scope is meant by region:us-* in order");
  }

  @Test
  void a_label_that_no_node_has_is_told_of_wherever_it_stands() {
    var strategy = "canary: {percentage: 50, match: [\"tear:1\", \"region:a\"]}";
    assertThat(ARollout.validate4(strategy, "concurrency: 1").problems())
        .extracting(Problem::code)
        .containsExactly(Code.EMPTY_WAVE);
    var keep = "keep: {per: klaster, available: \"1/2\"}";
    assertThat(ARollout.validate4(keep, "concurrency: 1").orThrow().findings())
        .extracting(Problem::message)
        .contains("no node of the fleet has a label called klaster");
  }

  @Test
  void waves_that_wait_for_each_other_are_told_as_the_way_round() {
    var plan =
        """
        strategy:
          waves:
            - {name: free, match: ["id:a-1"], concurrency: 1}
            - {name: behind, match: ["id:a-2"], concurrency: 1, after: [one]}
            - {name: one, match: ["id:b-1"], concurrency: 1, after: [two]}
            - {name: two, match: ["*"], concurrency: 1, after: [one]}
        """;

    assertThat(ARollout.validate(plan).problems())
        .singleElement()
        .extracting(Problem::message)
        .isEqualTo("these waves wait for each other: one → two → one");
  }

  @Test
  void a_node_that_is_there_twice_is_refused_in_every_format() {
    var node = "{\"id\":\"a\",\"host\":\"a\"}";
    for (var file : List.of("fleet.json", "fleet.yaml")) {
      var text = "{\"nodes\":[" + node + "," + node + "]}";
      assertThat(Fleet.parse(file, text.getBytes(UTF_8)).problems())
          .singleElement()
          .extracting(Problem::message)
          .isEqualTo("the node a is there twice");
    }
    var lines = Fleet.parse("fleet.jsonl", (node + "\n" + node + "\n").getBytes(UTF_8));
    assertThat(lines.problems()).extracting(Problem::where).containsExactly("fleet.jsonl:2:7");
  }

  @Test
  void of_very_many_problems_the_first_hundred_are_told_and_the_rest_counted() {
    var fleet = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      fleet.append("{\"id\":\"n-").append(i).append("\"}\n");
    }

    var problems = Fleet.parse("fleet.jsonl", fleet.toString().getBytes(UTF_8)).problems();

    assertThat(problems).hasSize(Outcome.MOST_PROBLEMS + 1);
    assertThat(problems.getLast().message()).isEqualTo("and 4900 more problems");
  }

  @Test
  void a_window_that_is_too_short_for_a_node_is_found_before_the_night() {
    var plan = ARollout.validate4("", "concurrency: 1").orThrow();
    assertThat(plan.plan().expectedNodeDuration()).isEqualTo(Duration.ofSeconds(20));

    assertThat(review(plan, "allowed: [{days: [Mon], start: \"20:00\", end: \"20:01\", tz: UTC}]"))
        .isEmpty();
    assertThat(
            review(
                plan,
                "cutoff: 5m, allowed: [{days: [Mon], start: \"20:00\", end: \"20:05\", tz: UTC}]"))
        .extracting(Problem::code)
        .containsExactly(Code.WINDOW_TOO_SHORT);
    assertThat(
            review(
                plan,
                "allowed: [{days: [Mon], start: \"20:00\", end: \"21:00\", tz: UTC,"
                    + " match: [\"region:a\"]}]"))
        .as("no window covers region b")
        .extracting(Problem::code)
        .containsExactly(Code.WINDOW_TOO_SHORT);
  }

  @Test
  void two_windows_that_meet_are_one_that_is_long_enough() {
    var plan = ARollout.validate4("", "concurrency: 1").orThrow();

    assertThat(
            review(
                plan,
                "cutoff: 90m, allowed: [{days: [Mon], start: \"22:00\", end: \"23:00\", tz: UTC},"
                    + " {days: [Mon], start: \"23:00\", end: \"00:00\", tz: UTC}]"))
        .isEmpty();
  }

  private static List<Problem> review(RolloutPlan plan, String windows) {
    var problems = new ArrayList<Problem>();
    var read =
        Yaml.parse("policy.yaml", ("{" + windows + "}").getBytes(UTF_8), Code.POLICY_INVALID)
            .map(value -> Windows.parse(value, Code.POLICY_INVALID, problems))
            .orThrow();
    assertThat(problems).isEmpty();
    return plan.reviewWindows(
        read, "policy.yaml", Instant.parse("2026-03-02T12:00:00Z"), Set.of(ChangeClass.PATCH));
  }
}

package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Problem;

/** Nights that don't go well are foretold as they would be. */
class BadNightsTest {
  private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
  private static final String APART =
      """
      allowed:
        - {days: [Mon], start: "20:00", end: "22:00", tz: UTC, match: ["region:a"]}
        - {days: [Tue], start: "20:00", end: "22:00", tz: UTC, match: ["region:b"]}
      """;
  private static final String CUT =
      """
      cutoff: 4h
      allowed: [{days: [Mon], start: "20:00", end: "22:00", tz: UTC}]
      """;

  @Test
  @Timeout(60)
  void a_wave_that_is_never_let_in_ends_the_simulation_and_is_named() {
    var plan = ARollout.validate4("canary: {percentage: 25}", "concurrency: 1").orThrow();
    for (var text : new String[] {APART, CUT}) {
      var night = plan.simulate(SimulationOptions.DEFAULT.withCalendar(calendar(text)));

      assertThat(night.fate().kind()).isEmpty();
      assertThat(night.fate().reason()).contains("is never let in");
      assertThat(Json.compact(night.toJson())).contains("\"result\":\"does_not_end\"");
      assertThat(String.join("\n", SimulationReport.of(night)))
          .contains("The rollout does not end: ", "not begun")
          .doesNotContain("→ 0:00");
    }
  }

  @Test
  void a_check_finds_a_wave_whose_nodes_are_never_let_in_together() {
    var plan = ARollout.validate4("canary: {percentage: 0}", "concurrency: 1").orThrow();
    for (var text : new String[] {APART, CUT}) {
      assertThat(
              plan.reviewWindows(
                  SimulationTest.windowsOf(text), "policy.yaml", MONDAY, Set.of(ChangeClass.PATCH)))
          .extracting(Problem::code)
          .containsExactly(Code.WINDOW_TOO_SHORT);
    }
    assertThat(
            plan.reviewWindows(
                SimulationTest.windowsOf(APART.replace("[Tue]", "[Mon, Wed]")),
                "policy.yaml",
                MONDAY,
                Set.of(ChangeClass.PATCH)))
        .isEmpty();
  }

  @Test
  void who_failed_and_goes_back_is_no_longer_out_and_whoever_stays_on_it_is() {
    var back = ARollout.validate4("abort: [{count: 4}]", "concurrency: 1").orThrow();
    var night = back.simulate(SimulationOptions.DEFAULT.with(new Scenario.BadPatch(0)));
    assertThat(night.peakUnavailable()).as("one after the other goes and comes back").isEqualTo(1);
    assertThat(night.timeline().getLast().inFlight()).isZero();

    var stays =
        ARollout.validate(
                """
                strategy:
                  abort: [{count: 5}]
                  keep: {per: region, available: "0/1"}
                  waves: [{name: all, match: ["*"], concurrency: 1}]
                health_check: {probe: "http://{host}:80/", deadline: 60s}
                """)
            .orThrow()
            .simulate(SimulationOptions.DEFAULT.with(new Scenario.BadPatch(0)));
    assertThat(stays.peakUnavailable()).as("nobody takes them back").isEqualTo(4);
    assertThat(stays.peaks())
        .containsExactly(
            new Simulation.Peak("region", "a", 2, 2), new Simulation.Peak("region", "b", 2, 2));
    assertThat(stays.completed()).as("nobody is healthy").isFalse();
    var report = String.join("\n", SimulationReport.of(stays));
    assertThat(report)
        .contains("4 of 4 nodes end unhealthy", "By region at most: a 2 of 2, b 2 of 2.")
        .doesNotContain("taken back");
    assertThat(Json.compact(stays.toJson()))
        .contains("\"unhealthy\":4", "\"abort_probability\":1")
        .doesNotContain("\"result\":\"done\"");
  }

  @Test
  void a_rollback_at_once_takes_out_everybody_who_was_changed() {
    var night =
        ARollout.validate(
                """
                strategy:
                  waves:
                    - {name: one, match: ["region:a"], concurrency: 1}
                    - {name: two, match: ["region:b"], concurrency: 1}
                health_check: {probe: "http://{host}:80/", deadline: 60s}
                rollback: {on: [probe_timeout], strategy: immediate, scope: all}
                """)
            .orThrow()
            .simulate(SimulationOptions.DEFAULT.with(new Scenario.BadPatch(1)));

    assertThat(night.peakUnavailable()).as("two healthy ones and the bad one").isEqualTo(3);
    assertThat(night.waves().getLast().endSecond()).isEmpty();
    assertThat(night.toHtml(Optional.empty())).contains("→ not finished");
  }

  @Test
  void without_a_health_check_nothing_is_said_to_be_stopped() {
    var night =
        ARollout.validate("strategy: {waves: [{name: all, match: [\"*\"], concurrency: 1}]}")
            .orThrow()
            .simulate();

    assertThat(String.join("\n", SimulationReport.of(night)))
        .contains("Nothing would notice a bad patch")
        .doesNotContain("taken back");
  }

  @Test
  void controls_and_bidi_characters_do_not_reach_a_page() {
    var text =
        """
        freeze: [{from: "2026-03-02T10:00:00Z", to: "2026-03-02T13:00:00Z",
          reason: "\\e[31mRED\\u202Eabc"}]
        """;
    var plan = ARollout.validate4("canary: {percentage: 0}", "concurrency: 1").orThrow();
    var night = plan.simulate(SimulationOptions.DEFAULT.withCalendar(calendar(text)));

    assertThat(night.toHtml(Optional.empty()))
        .contains("&lt;U+001B&gt;[31mRED&lt;U+202E&gt;abc")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void a_check_names_every_circle_with_its_place() {
    var plan =
        """
        strategy:
          waves:
            - {name: one, match: ["region:a"], concurrency: 1, after: [two]}
            - {name: two, match: ["id:b-1"], concurrency: 1, after: [one]}
            - {name: three, match: ["*"], concurrency: 1, after: [three]}
        """;

    assertThat(ARollout.validate(plan).problems())
        .extracting(Problem::where)
        .contains("plan.yaml:3:7", "plan.yaml:5:7")
        .hasSize(2);
  }

  @Test
  void a_check_finds_what_is_odd() {
    assertThat(findings("canary: {bake: 10s}", "deadline: 60s")).contains("there is no canary");
    assertThat(findings("", "success_threshold: 5, deadline: 4s")).contains("5 good answers");
    assertThat(
            ARollout.validate4("keep: {per: region, available: \"1/2\"}", "concurrency: 9")
                .orThrow()
                .reviewSizes()
                .toString())
        .contains("all has 9 for 4");
    for (var host :
        new String[] {"169.254.169.254", "fe80::1", "224.0.0.1", "metadata.google.internal"}) {
      assertThat(findings("", "hosts_allow: [\"" + host + "\"]"))
          .contains("hosts_allow has " + host);
    }
    assertThat(findings("", "hosts_allow: [\"10.0.0.1\"]")).doesNotContain("hosts_allow");
  }

  @Test
  void a_rule_of_a_model_that_holds_for_nobody_is_found() {
    var plan = ARollout.validate4("", "concurrency: 1").orThrow();
    var model =
        FleetModel.parse(
                "model.yaml",
                "nodes: [{match: [\"region:a\"]}, {match: [\"region:nowhere\"]}]".getBytes(UTF_8))
            .orThrow();

    assertThat(model.findings(plan, "model.yaml"))
        .singleElement()
        .satisfies(found -> assertThat(found.message()).contains("region:nowhere"));
  }

  @Test
  void a_simulation_that_bakes_for_years_is_none_that_waits_for_good() {
    var plan =
        ARollout.validate4("canary: {percentage: 25, bake: 800d}", "concurrency: 1").orThrow();

    assertThatCode(plan::simulate).doesNotThrowAnyException();
    assertThat(plan.simulate().completed()).isTrue();
    assertThat(plan.simulate().durationSeconds()).isGreaterThan(Duration.ofDays(800).toSeconds());
  }

  private static String findings(String strategy, String health) {
    return ARollout.validate(
            """
            strategy: {%s%swaves: [{name: all, match: ["*"], concurrency: 9}]}
            health_check: {probe: "http://{host}:80/", %s}
            """
                .formatted(strategy, strategy.isEmpty() ? "" : ", ", health))
        .orThrow()
        .findings()
        .toString();
  }

  private static Calendar calendar(String text) {
    return new Calendar(MONDAY, SimulationTest.windowsOf(text), Set.of(ChangeClass.PATCH));
  }
}

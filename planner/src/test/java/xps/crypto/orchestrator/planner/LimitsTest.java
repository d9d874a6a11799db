package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** What holds nodes of an open wave up, and what a plan can't promise. */
class LimitsTest {
  private static final String MOST_ONE = ", max_unavailable: {per: region, count: 1}";

  @Test
  void a_wave_with_a_start_rate_grows_by_what_became_healthy() {
    var rollout =
        ARollout.planned4("", "concurrency: 4, start_rate: {initial: 1, factor: 2}").allow(0);
    assertThat(started(rollout)).containsExactly("a-1");
    assertThat(Rollout.why(rollout.state(), "b-2"))
        .containsExactly("all has 1 of 1 in flight", "2 of its wave go before it");

    rollout.healthy("a-1");

    assertThat(started(rollout)).containsExactly("a-2", "b-1");
  }

  @Test
  void a_zone_never_has_more_out_than_it_may_whatever_they_are_out_for() {
    var rollout = ARollout.planned4("", "concurrency: 4, max_unavailable: {per: region, count: 1}");
    rollout.take(new Event.Disconnected(rollout.now(), "b-2")).allow(0);
    assertThat(started(rollout)).as("b-2 is out already").containsExactly("a-1");
    assertThat(Rollout.why(rollout.state(), "b-1"))
        .containsExactly("region b has 1 of 1 unavailable");

    rollout.take(new Event.Connected(rollout.now(), "b-2"));

    assertThat(started(rollout)).containsExactly("a-1", "b-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep: {per: region, available: \"1/2\"}", ""})
  void a_domain_full_of_sick_nodes_can_still_be_given_what_cures_them(String strategy) {
    var wave = "concurrency: 4" + (strategy.isEmpty() ? MOST_ONE : "");
    var rollout = ARollout.planned4(strategy, wave);
    rollout.probed("a-1", false, false).probed("a-2", false, false).allow(0);
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.STARTED);
    assertThat(rollout.stage("a-2")).as("it was out before").isEqualTo(NodeStage.STARTED);

    rollout.healthy("a-1").healthy("a-2");

    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.HEALTHY);
  }

  @Test
  void a_node_that_ran_the_patch_after_all_keeps_its_zone_busy_until_it_is_back() {
    var rollout =
        ARollout.planned4(
                "abort: [{on: [any], count: 4}]",
                "concurrency: 4, max_unavailable: {per: region, count: 1}")
            .allow(0);
    rollout.deny(0).says("a-1", NodeWord.REFUSED, false).says("a-1", NodeWord.HEALTHY, true);
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ROLLING_BACK);

    rollout.pass(Rollout.ASK_AGAIN).tick().allow(0);

    assertThat(rollout.stage("a-2")).as("its zone has one out").isEqualTo(NodeStage.WAITING);
  }

  @Test
  void who_comes_then_waits_for_everybody_who_comes_first() {
    var rollout =
        ARollout.planned4("order: [{first: \"region:b\", then: \"region:a\"}]", "concurrency: 4")
            .allow(0);
    assertThat(started(rollout)).containsExactly("b-1", "b-2");

    rollout.healthy("b-1");
    assertThat(Rollout.why(rollout.state(), "a-1"))
        .containsExactly("waits for region:b (1 not at their end)");
    rollout.healthy("b-2");

    assertThat(started(rollout)).containsExactly("a-1", "a-2");
  }

  @Test
  void a_domain_in_which_too_many_failed_is_left_and_the_others_go_on() {
    var strategy =
        "keep: {per: region, available: \"0/1\"}, abort: [{on: [any], count: 1, scope: domain}]";
    var rollout = ARollout.planned4(strategy, "concurrency: 1").allow(0).sick("a-1");
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.SKIPPED);
    assertThat(rollout.state().mode()).isEqualTo("running");

    rollout.back("a-1");

    assertThat(started(rollout)).containsExactly("b-1");
  }

  @Test
  void a_staged_way_back_is_the_way_there_in_reverse_under_the_same_limit() {
    var rollout = ARollout.planned4("", "concurrency: 1").allow(0);
    for (var node : List.of("a-1", "a-2", "b-1")) {
      rollout.pass(Duration.ofSeconds(1)).healthy(node);
    }

    rollout.sick("b-2");
    assertThat(goingBack(rollout)).containsExactly("b-2");
    rollout.back("b-2");
    assertThat(goingBack(rollout)).containsExactly("b-1");
    rollout.back("b-1");
    assertThat(goingBack(rollout)).containsExactly("a-2");
    rollout.back("a-2").back("a-1");

    assertThat(rollout.state().result().orElseThrow().kind())
        .isEqualTo(RolloutResult.Kind.ROLLED_BACK);
  }

  @Test
  void orders_that_make_nodes_wait_for_each_other_are_refused_with_the_way_round() {
    var problems =
        problems(
            "order: [{first: \"region:a\", then: \"region:b\"},"
                + " {first: \"region:b\", then: \"region:a\"}]",
            "concurrency: 1");

    assertThat(problems).extracting(Problem::code).containsExactly(Code.DEPENDENCY_CYCLE);
    assertThat(problems.getFirst().message()).contains("region:a → region:b → region:a");
  }

  @Test
  void an_order_that_has_a_node_wait_for_itself_is_refused() {
    var problems = problems("order: [{first: \"*\", then: \"region:a\"}]", "concurrency: 1");

    assertThat(problems).extracting(Problem::code).containsExactly(Code.DEPENDENCY_CYCLE);
  }

  @Test
  void a_share_per_domain_without_domains_is_refused() {
    var problems = problems("abort: [{count: 1, scope: domain}]", "concurrency: 1");

    assertThat(problems).extracting(Problem::code).containsExactly(Code.PLAN_INVALID);
  }

  @Test
  void a_limit_that_limits_nothing_and_a_label_nobody_has_are_found() {
    var findings =
        ARollout.validate4("order: [{first: \"tear:1\", then: \"region:a\"}]", "concurrency: 5")
            .orThrow()
            .findings();

    assertThat(findings)
        .extracting(Problem::message)
        .containsExactly(
            "all takes all of its 4 nodes at once: its concurrency is 5, and nothing else holds"
                + " them",
            "no node of the fleet has a label called tear",
            "no node in scope is meant by tear:1 in order");
  }

  private static List<Problem> problems(String strategy, String wave) {
    return ARollout.validate4(strategy, wave) instanceof Outcome.Refused<?>(var problems)
        ? problems
        : List.of();
  }

  private static List<String> started(ARollout rollout) {
    return at(rollout, NodeStage.STARTED);
  }

  private static List<String> goingBack(ARollout rollout) {
    return at(rollout, NodeStage.ROLLING_BACK);
  }

  private static List<String> at(ARollout rollout, NodeStage stage) {
    return rollout.state().stages().entrySet().stream()
        .filter(entry -> entry.getValue() == stage)
        .map(Map.Entry::getKey)
        .toList();
  }
}

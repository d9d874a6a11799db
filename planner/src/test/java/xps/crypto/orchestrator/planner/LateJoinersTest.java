package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Json;

/** Nodes that come after a plan was approved. */
class LateJoinersTest {
  private static final Fleet LATER =
      Fleet.parse(
              "fleet.yaml",
              """
              nodes:
                - {id: a-1, host: a-1.example, labels: {role: api, region: a}}
                - {id: c-1, host: c-1.example, labels: {role: api, region: c}}
                - {id: c-2, host: c-2.example, labels: {role: db, region: c}}
                - {id: d-1, host: d-1.example, labels: {role: other}}
              """
                  .getBytes(UTF_8))
          .orThrow();

  @Test
  void a_plan_that_converges_gets_a_follow_up_of_one_wave_that_is_approved_by_itself() {
    var plan =
        ARollout.validate4(
                "canary: {percentage: 25}, late_joiners: converge, deadline: 2h",
                "concurrency: 3, bake: 5m, max_unavailable: {per: region, count: 1},"
                    + " start_rate: {initial: 1, factor: 2}")
            .orThrow();

    var draft = plan.followUp(LATER).orElseThrow();
    assertThat(draft.nodes()).as("the role of d-1 isn't a target").containsExactly("c-1", "c-2");

    var next =
        Plan.parse("late.yaml", Json.pretty(draft.plan()).getBytes(UTF_8))
            .flatMap(read -> read.validate(ARollout.PATCH, LATER))
            .orThrow();
    assertThat(next.waves())
        .singleElement()
        .extracting(Wave::name, Wave::nodes, Wave::concurrency)
        .containsExactly(FollowUp.WAVE, draft.nodes(), 3);
    var last = plan.plan().waves().getLast();
    assertThat(next.plan().waves())
        .singleElement()
        .extracting(Plan.WaveRule::bake, Plan.WaveRule::startRate, Plan.WaveRule::maxUnavailable)
        .containsExactly(last.bake(), last.startRate(), last.maxUnavailable());
    assertThat(next.plan().deadline()).isEqualTo(plan.plan().deadline());
    assertThat(next.plan().healthCheck()).isEqualTo(plan.plan().healthCheck());
    assertThat(next.digest()).as("what was approved is not this").isNotEqualTo(plan.digest());
  }

  @Test
  void a_plan_that_skips_late_joiners_and_one_that_does_not_say_draft_nothing() {
    for (var strategy : new String[] {"late_joiners: skip", ""}) {
      assertThat(ARollout.validate4(strategy, "concurrency: 1").orThrow().followUp(LATER))
          .isEmpty();
    }
  }

  @Test
  void where_nobody_came_there_is_nothing_to_draft() {
    var plan = ARollout.validate4("late_joiners: converge", "concurrency: 1").orThrow();

    assertThat(plan.followUp(plan.fleet())).isEmpty();
  }
}

package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What ends new starts, what an operator's word ends, and what a verdict on a node rests on. */
class JudgementTest {
  private static final String BACK_ALL = "rollback: {on: [probe_timeout], scope: all}";
  private static final String TOLERATES_ALL = "abort: [{on: [any], count: 100}]";

  @Test
  void a_share_of_failures_is_judged_when_enough_have_finished_whoever_finishes_last() {
    var rollout =
        ARollout.planned4("abort: [{on: [any], percent: 50, min_finished: 3}]", "concurrency: 1")
            .allow(0);
    rollout.sick("a-1").back("a-1").sick("a-2").back("a-2");
    assertThat(rollout.state().mode()).as("2 of 2, and 3 have to finish").isEqualTo("running");

    rollout.healthy("b-1");

    assertThat(rollout.state().reason()).startsWith("too many have failed, the last was a-2");
    assertThat(rollout.stage("b-2")).isEqualTo(NodeStage.WAITING);
    assertThat(rollout.stage("b-1")).as("its wave is undone").isEqualTo(NodeStage.ROLLING_BACK);
  }

  /** Found by the 313,198th of a million nights. */
  @Test
  void a_share_of_failures_is_judged_anew_when_somebody_has_gone_back_without_a_fault() {
    var plan =
        """
        strategy:
          keep: {per: region, available: "1/3"}
          abort: [{on: [any], percent: 10, min_finished: 2, scope: domain}]
          waves: [{name: all, match: ["*"], concurrency: 5}]
        health_check: {probe: "http://{host}:80/", deadline: 60s}
        rollback: {on: [probe_timeout], scope: all}
        """;
    var fleet =
        """
        {"id": "a-1", "host": "a-1.example", "labels": {"role": "api", "region": "a"}}
        {"id": "a-2", "host": "a-2.example", "labels": {"role": "api", "region": "a"}}
        {"id": "b-1", "host": "b-1.example", "labels": {"role": "api", "region": "b"}}
        {"id": "b-2", "host": "b-2.example", "labels": {"role": "api", "region": "b"}}
        {"id": "b-3", "host": "b-3.example", "labels": {"role": "api", "region": "b"}}
        """;
    var rollout =
        new ARollout(
            Plan.parse("plan.yaml", plan.getBytes(UTF_8))
                .orThrow()
                .validate(
                    ARollout.PATCH, Fleet.parse("fleet.jsonl", fleet.getBytes(UTF_8)).orThrow())
                .orThrow());
    rollout.allow(0).says("b-1", NodeWord.ROLLBACK_FAILED, false);
    rollout.healthy("a-1").sick("a-2");
    assertThat(rollout.stage("b-2")).as("all go back").isEqualTo(NodeStage.ROLLING_BACK);
    assertThat(rollout.state().mode()).as("region a has ended").isEqualTo("running");

    rollout.back("b-2");

    assertThat(rollout.stage("b-3")).as("1 of 2 failed there").isEqualTo(NodeStage.SKIPPED);
  }

  @Test
  void who_refuses_to_go_back_and_runs_the_patch_needs_a_person_though_it_was_healthy() {
    var rollout = ARollout.of("", "").allow(0).healthy("a-1");
    rollout.take(new Event.RollbackAsked(rollout.now(), "olga", "the patch corrupts data"));

    rollout.says("a-1", NodeWord.REFUSED, true);

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.NEEDS_PERSON);
  }

  @Test
  void who_was_only_told_to_start_is_never_healthy_by_refusing_to_go_back() {
    var rollout = ARollout.of("", "").allow(0);
    rollout.take(new Event.RollbackAsked(rollout.now(), "olga", "the patch corrupts data"));

    rollout.says("a-1", NodeWord.REFUSED, true);

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.NEEDS_PERSON);
  }

  @Test
  void a_way_back_takes_those_along_that_failed_and_stayed_on_the_patch() {
    var rollout =
        ARollout.of("  abort: [{on: [any], count: 9}]", "rollback: {on: [selftest_failed]}");
    rollout.allow(0).sick("a-1");
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.FAILED);

    rollout.take(new Event.RollbackAsked(rollout.now(), "olga", "all of it"));

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ROLLING_BACK);
  }

  @Test
  void one_bad_answer_makes_nobody_unhealthy_where_it_takes_more() {
    var plan =
        """
        strategy:
          waves: [{name: all, match: ["*"], concurrency: 4, max_unavailable: {per: region, count: 1}}]
        health_check: {probe: "http://{host}:80/", failure_threshold: 3}
        """;
    var rollout = new ARollout(ARollout.validate(plan).orThrow());
    rollout.probed("a-1", false, false).probed("a-1", false, false).probed("a-1", true, false);
    rollout.probed("a-2", false, false).probed("a-2", false, false).allow(0);
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.STARTED);
    assertThat(rollout.stage("a-2")).as("its zone has one out").isEqualTo(NodeStage.WAITING);

    rollout.probed("a-2", false, false);

    assertThat(rollout.stage("a-2")).as("the third in a row").isEqualTo(NodeStage.STARTED);
  }

  @Test
  void nobody_catches_up_in_a_domain_that_is_left() {
    var strategy =
        """
        keep: {per: region, available: "0/1"}, offline: {wait: 5m, then: skip}, \
        abort: [{on: [any], count: 1, scope: domain}]\
        """;
    var rollout = ARollout.planned4(strategy, "concurrency: 1");
    rollout.take(new Event.Disconnected(rollout.now(), "a-2")).allow(0);
    rollout.pass(Duration.ofSeconds(50)).healthy("a-1").healthy("b-1");
    rollout.pass(Duration.ofSeconds(251)).tick();
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.SKIPPED);
    rollout.says("a-1", NodeWord.ROLLED_BACK, false);

    rollout.take(new Event.Connected(rollout.now(), "a-2"));

    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.SKIPPED);
  }

  @Test
  void whom_an_operator_has_left_out_is_not_started_when_it_comes_back() {
    var rollout = ARollout.planned4("offline: {wait: 5m, then: skip}", "concurrency: 1");
    rollout.take(new Event.Disconnected(rollout.now(), "a-2")).allow(0).healthy("a-1");
    rollout.pass(Duration.ofSeconds(301)).tick();
    rollout.take(new Event.SkipAsked(rollout.now(), "a-2", "olga", "it holds the evidence"));

    rollout.take(new Event.Connected(rollout.now(), "a-2"));

    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.SKIPPED);
  }

  @Test
  void who_waits_for_somebody_that_never_comes_is_started_and_not_left_out_with_it() {
    var rollout =
        ARollout.planned4(
            "order: [{first: \"region:b\", then: \"region:a\"}], offline: {wait: 5m, then: skip}",
            "concurrency: 4");
    for (var node : new String[] {"b-1", "b-2"}) {
      rollout.take(new Event.Disconnected(rollout.now(), node));
    }
    rollout.allow(0).take(new Event.Restarted(rollout.now()));

    rollout.pass(Duration.ofSeconds(301)).tick();

    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.SKIPPED);
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.STARTED);
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.STARTED);
  }

  @Test
  void a_wave_of_which_nobody_is_healthy_waits_for_a_person_and_is_no_good_end() {
    var rollout = ARollout.planned4(TOLERATES_ALL, "concurrency: 4").allow(0);
    for (var node : new String[] {"a-1", "a-2", "b-1", "b-2"}) {
      rollout.sick(node).back(node);
    }
    assertThat(rollout.state().reason()).isEqualTo("no node of all became healthy");
    assertThat(rollout.state().isPaused()).isTrue();

    rollout.take(new Event.ResumeAsked(rollout.now(), "olga"));

    assertThat(rollout.state().result().orElseThrow().kind())
        .isEqualTo(RolloutResult.Kind.ROLLED_BACK);
  }

  @Test
  void a_doubt_that_comes_up_in_a_pause_holds_the_rollout_after_it() {
    var rollout = ARollout.planned4(TOLERATES_ALL, "concurrency: 4").allow(0);
    rollout.take(new Event.PauseAsked(rollout.now(), "olga", "lunch"));
    for (var node : new String[] {"a-1", "a-2", "b-1", "b-2"}) {
      rollout.sick(node).back(node);
    }

    rollout.take(new Event.ResumeAsked(rollout.now(), "olga"));

    assertThat(rollout.state().isPaused()).isTrue();
    assertThat(rollout.state().reason()).isEqualTo("no node of all became healthy");
  }

  @Test
  void a_wave_is_watched_while_it_bakes_and_what_shows_then_counts() {
    var rollout = ARollout.planned4("", "concurrency: 4, bake: 1h").allow(0);
    for (var node : new String[] {"a-1", "a-2", "b-1", "b-2"}) {
      rollout.healthy(node);
    }
    assertThat(rollout.state().stageOfWave(0)).isEqualTo("baking");
    assertThat(rollout.commands()).doesNotContain(new Command.StopProbing("a-1"));

    rollout.pass(Duration.ofMinutes(50)).probed("a-2", false, true);

    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.ROLLING_BACK);
    assertThat(rollout.stage("a-1")).as("its wave is undone").isEqualTo(NodeStage.ROLLING_BACK);
    assertThat(rollout.state().mode()).isEqualTo("halted");
  }

  @Test
  void a_wave_that_has_baked_is_watched_no_more() {
    var rollout = ARollout.planned4("", "concurrency: 4, bake: 1h").allow(0);
    for (var node : new String[] {"a-1", "a-2", "b-1", "b-2"}) {
      rollout.healthy(node);
    }

    rollout.pass(Duration.ofHours(1)).tick();

    assertThat(rollout.commands()).contains(new Command.StopProbing("b-2"));
    assertThat(rollout.state().result().orElseThrow().kind()).isEqualTo(RolloutResult.Kind.DONE);
  }

  @Test
  void a_bake_stands_still_while_the_rollout_is_paused() {
    var plan =
        """
        strategy:
          waves: [{name: all, match: ["*"], concurrency: 4, bake: 1h}]
        """;
    var rollout = new ARollout(ARollout.validate(plan).orThrow()).allow(0);
    for (var node : new String[] {"a-1", "a-2", "b-1", "b-2"}) {
      rollout.healthy(node);
    }
    rollout.pass(Duration.ofMinutes(10)).take(new Event.PauseAsked(rollout.now(), "olga", "lunch"));

    rollout.pass(Duration.ofHours(5)).take(new Event.ResumeAsked(rollout.now(), "olga")).tick();
    assertThat(rollout.state().stageOfWave(0)).isEqualTo("baking");
    rollout.pass(Duration.ofMinutes(50)).tick();

    assertThat(rollout.state().stageOfWave(0)).isEqualTo("passed");
  }

  @Test
  void giving_a_burnt_node_up_says_nothing_about_the_patch() {
    var rollout = ARollout.planned4("", "concurrency: 1").allow(0);
    rollout.take(new Event.Disconnected(rollout.now(), "a-1"));

    rollout.take(new Event.SkipAsked(rollout.now(), "a-1", "olga", "it burnt"));

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.NEEDS_PERSON);
    assertThat(rollout.state().mode()).isEqualTo("running");
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.STARTED);
  }

  @Test
  void what_is_cancelled_stays_where_it_is_though_who_is_under_way_fails() {
    var rollout = ARollout.of("", BACK_ALL).allow(0).healthy("a-1");
    rollout.take(new Event.CancelAsked(rollout.now(), "olga", "leave it as it is"));

    rollout.sick("a-2").back("a-2");

    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.ROLLED_BACK);
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.HEALTHY);
    assertThat(rollout.state().result().orElseThrow().kind())
        .isEqualTo(RolloutResult.Kind.CANCELLED);
  }

  @Test
  void a_version_that_a_node_left_by_itself_is_not_tried_there_again() {
    var rollout = ARollout.planned4(TOLERATES_ALL, "concurrency: 4").allow(0);

    rollout.says("a-1", NodeWord.ACTIVATING, false).back("a-1");

    assertThat(rollout.state().known(Instant.EPOCH, "r-1"))
        .containsExactly(new Event.Known(Instant.EPOCH, "a-1", false, "r-1"));
  }

  @Test
  void a_runner_that_is_restarted_again_and_again_keeps_no_silent_node_for_ever() {
    var rollout = ARollout.planned4("", "concurrency: 1").allow(0);

    for (int restart = 0; restart < 12; restart++) {
      rollout.pass(Duration.ofSeconds(50)).tick().take(new Event.Restarted(rollout.now()));
    }

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ROLLING_BACK);
  }
}

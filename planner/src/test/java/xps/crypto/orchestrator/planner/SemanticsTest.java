package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rollouts elsewhere get wrong, a test each (issue threads of hawkBit, Nomad, Argo, GKE). */
class SemanticsTest {
  private static final String BACK = "rollback: {on: [probe_timeout], strategy: immediate}";
  private static final String TOLERANT = "abort: [{on: [any], percent: 60, min_finished: 3}]";

  @Test
  void what_a_probe_said_before_the_activation_is_no_evidence() {
    var rollout = ARollout.of("", BACK).allow(0).probed("a-1", true, true);
    rollout.says("a-1", NodeWord.HEALTHY, true);
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ACTIVE);

    rollout.probed("a-1", true, true);

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.HEALTHY);
  }

  @Test
  void a_good_answer_that_names_the_old_digest_is_no_evidence() {
    var rollout = ARollout.of("", BACK).allow(0).says("a-1", NodeWord.HEALTHY, true);

    rollout.probed("a-1", true, false);

    assertThat(rollout.stage("a-1")).isNotEqualTo(NodeStage.HEALTHY);
  }

  @Test
  void a_wave_waits_for_healthy_and_baked_and_not_for_told() {
    var rollout =
        new ARollout(
            ARollout.validate(
                    """
                    strategy:
                      waves:
                        - {name: first, match: ["region:a"], concurrency: 5, bake: 10m}
                        - {name: second, match: ["*"], concurrency: 5}
                    health_check: {probe: "http://{host}:80/", deadline: 60s}
                    """)
                .orThrow());
    rollout.allow(0).says("a-1", NodeWord.STAGING, false).says("a-2", NodeWord.ACTIVE, true);
    assertThat(rollout.state().stageOfWave(1)).isEqualTo("waiting");

    rollout.healthy("a-1").healthy("a-2");
    assertThat(rollout.state().stageOfWave(1)).as("healthy, not baked").isEqualTo("waiting");
    assertThat(Rollout.why(rollout.state(), "b-1"))
        .containsExactly("waits for first to have baked for 600 s");

    rollout.pass(Duration.ofMinutes(10)).tick();
    assertThat(rollout.state().stageOfWave(1)).isEqualTo("asked");
  }

  @Test
  void a_share_of_failures_counts_only_when_enough_have_finished() {
    var rollout = ARollout.planned4(TOLERANT, "concurrency: 4").allow(0).sick("a-1").sick("a-2");
    assertThat(rollout.state().mode()).as("two of two, of at least three").isEqualTo("running");

    rollout.sick("b-1");

    assertThat(rollout.state().mode()).isEqualTo("halted");
  }

  @Test
  void silence_after_a_start_is_a_failure_and_absence_before_it_is_none() {
    var strategy = "offline: {wait: 5m, then: skip}, abort: [{on: [silent], count: 1}]";
    var rollout = ARollout.planned4(strategy, "concurrency: 1");
    rollout.take(new Event.Disconnected(rollout.now(), "b-2")).allow(0);
    rollout.healthy("a-1").healthy("a-2");
    rollout.take(new Event.Disconnected(rollout.now(), "b-1"));

    rollout.pass(Duration.ofSeconds(61)).tick();
    assertThat(rollout.state().mode()).as("b-1 was started").isEqualTo("halted");
    assertThat(Rollout.why(rollout.state(), "b-1").getFirst()).contains("AGENT_LOST");
    assertThat(rollout.stage("b-2")).as("b-2 never was").isEqualTo(NodeStage.WAITING);
  }

  @Test
  void a_node_that_disappears_gives_its_seat_back_when_its_time_is_over() {
    var rollout = ARollout.planned4("abort: [{on: [any], count: 4}]", "concurrency: 1").allow(0);
    rollout.take(new Event.Disconnected(rollout.now(), "a-1"));
    rollout.pass(Duration.ofSeconds(61)).tick().pass(Duration.ofSeconds(61)).tick();

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.NEEDS_PERSON);
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.STARTED);
  }

  @Test
  void a_node_that_is_gone_for_good_takes_nothing_up_and_is_not_there_to_be_kept() {
    var rollout =
        ARollout.planned4(
            "keep: {per: region, available: \"1/2\"}",
            "concurrency: 4, max_unavailable: {per: region, count: 1}");
    rollout.take(new Event.Disconnected(rollout.now(), "a-1")).allow(0);
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.WAITING);

    rollout.take(new Event.SkipAsked(rollout.now(), "a-1", "olga", "left out"));
    assertThat(rollout.stage("a-2")).as("it may come back").isEqualTo(NodeStage.WAITING);
    rollout.take(new Event.SkipAsked(rollout.now(), "a-1", "olga", "scrapped"));

    assertThat(Rollout.why(rollout.state(), "a-2"))
        .as("one node is left there, and one is kept")
        .containsExactly("region a has 0 of 1 out and keeps 1");
    rollout.take(new Event.Connected(rollout.now(), "a-1"));
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.STARTED);
  }

  @Test
  void a_node_without_a_connection_can_be_given_up_before_its_time_is_over() {
    var rollout =
        ARollout.planned4(
                "abort: [{on: [any], count: 4}]",
                "concurrency: 1, max_unavailable: {per: region, count: 1}")
            .allow(0);
    rollout.take(new Event.Disconnected(rollout.now(), "a-1"));

    rollout.take(new Event.SkipAsked(rollout.now(), "a-1", "olga", "it burnt"));

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.NEEDS_PERSON);
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.STARTED);
  }

  @Test
  void who_was_unhealthy_before_uses_a_budget_up_and_is_told_of_and_is_no_failure_of_the_patch() {
    var rollout = ARollout.planned4("", "concurrency: 4, max_unavailable: {per: region, count: 1}");
    rollout.probed("a-2", false, false).allow(0);
    assertThat(rollout.commands())
        .contains(new Command.Announce(new Command.Note.NodeSick(0, "a-2", "500")));
    assertThat(rollout.stage("a-1")).as("its zone has one out").isEqualTo(NodeStage.WAITING);
    assertThat(rollout.stage("a-2")).as("nobody more is out").isEqualTo(NodeStage.STARTED);

    rollout.sick("a-2");
    assertThat(rollout.state().mode()).isEqualTo("running");
    rollout.back("a-2").healthy("b-1").healthy("b-2").pass(Duration.ofMinutes(31)).tick();

    assertThat(Rollout.why(rollout.state(), "a-1").getFirst())
        .contains("held up for 1800 s: region a has 1 of 1 unavailable");
    assertThat(rollout.state().result().orElseThrow().kind()).isEqualTo(RolloutResult.Kind.DONE);
  }

  @Test
  void nothing_times_out_while_a_rollout_is_paused() {
    var rollout = ARollout.of("  deadline: 10m\n  offline: {wait: 5m, then: skip}", BACK).allow(0);
    rollout.take(new Event.Disconnected(rollout.now(), "a-2"));
    rollout.pass(Duration.ofSeconds(30));
    rollout.take(new Event.PauseAsked(rollout.now(), "olga", "lunch"));

    rollout.pass(Duration.ofHours(2)).tick();
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.STARTED);
    rollout.take(new Event.ResumeAsked(rollout.now(), "olga")).tick();
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.STARTED);
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.WAITING);
    assertThat(rollout.state().mode()).isEqualTo("running");

    rollout.pass(Duration.ofSeconds(31)).tick();
    assertThat(rollout.stage("a-1")).as("30 s and 31 s").isEqualTo(NodeStage.ROLLING_BACK);
  }

  @Test
  void silent_nodes_stall_a_wave_for_no_longer_than_the_plan_says() {
    var rollout =
        ARollout.planned4(
            "offline: {wait: 5m, then: skip}",
            "concurrency: 4, max_unavailable: {per: region, count: 1}");
    rollout.take(new Event.Disconnected(rollout.now(), "a-1")).allow(0);
    rollout.healthy("b-1").healthy("b-2");
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.WAITING);

    rollout.pass(Duration.ofSeconds(301)).tick().pass(Duration.ofSeconds(301)).tick();

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.SKIPPED);
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.SKIPPED);
    assertThat(rollout.state().result().orElseThrow().kind()).isEqualTo(RolloutResult.Kind.DONE);
  }

  @Test
  void an_attempt_that_failed_on_a_node_is_not_tried_there_again() {
    var rollout = ARollout.of("", BACK);
    rollout.take(new Event.Known(rollout.now(), "a-1", false, "r1"));
    rollout.take(new Event.Known(rollout.now(), "b-1", true, "r1")).allow(0).allow(1);

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.SKIPPED);
    assertThat(Rollout.why(rollout.state(), "a-1").getFirst())
        .contains("this attempt failed on it in the rollout r1");
    assertThat(rollout.stage("b-1")).as("nothing to do there").isEqualTo(NodeStage.HEALTHY);
    rollout.healthy("a-2").sick("b-2");
    assertThat(rollout.stage("b-1"))
        .as("this rollout hasn't changed it")
        .isEqualTo(NodeStage.HEALTHY);
  }

  @Test
  void a_way_back_touches_what_was_changed_and_nobody_else() {
    var rollout =
        ARollout.planned4("", "concurrency: 1").allow(0).healthy("a-1").sick("a-2").back("a-2");

    assertThat(rollout.commands().stream().filter(Command.RollBack.class::isInstance))
        .containsExactly(new Command.RollBack(0, "a-2"), new Command.RollBack(0, "a-1"));
    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.WAITING);
  }

  @Test
  void who_can_not_go_back_any_more_is_not_told_to_and_that_is_told() {
    var rollout = ARollout.of("", BACK.replace("{", "{horizon: 1h, ")).allow(0).healthy("a-1");
    rollout.pass(Duration.ofMinutes(40)).healthy("a-2").pass(Duration.ofMinutes(20));

    rollout.take(new Event.RollbackAsked(rollout.now(), "olga", "customers complain"));

    assertThat(rollout.commands().stream().filter(Command.RollBack.class::isInstance))
        .containsExactly(new Command.RollBack(0, "a-2"));
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.HEALTHY);
    assertThat(rollout.commands())
        .contains(
            new Command.Announce(
                new Command.Note.NodeCommitted(
                    0,
                    "a-1",
                    "committed since 2026-03-02T13:00:00Z: going back is approved like"
                        + " going forward")));
  }

  @Test
  void who_can_not_go_back_any_more_goes_once_a_quorum_has_approved_it() {
    var rollout = ARollout.of("", BACK.replace("{", "{horizon: 1h, ")).allow(0).healthy("a-1");
    rollout.pass(Duration.ofMinutes(60));
    var asked = new Event.RollbackAsked(rollout.now(), "olga", "customers complain", true);
    assertThat(EventJson.read(EventJson.write(asked)).orThrow()).isEqualTo(asked);

    rollout.take(asked);

    assertThat(rollout.commands()).contains(new Command.RollBack(0, "a-1"));
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ROLLING_BACK);
  }

  @Test
  void who_says_that_it_is_back_is_probed_there_and_needs_a_person_if_it_is_not_well() {
    var rollout = ARollout.of("", BACK).allow(0).sick("a-1");
    rollout.says("a-1", NodeWord.ROLLED_BACK, false);
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ROLLING_BACK);
    assertThat(rollout.commands().getLast()).isEqualTo(new Command.StartProbing("a-1"));

    rollout.probed("a-1", false, false);

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.NEEDS_PERSON);
  }

  @Test
  void who_says_that_it_is_back_and_still_runs_the_patch_is_not_back() {
    var rollout = ARollout.of("", BACK).allow(0).sick("a-1");
    rollout.says("a-1", NodeWord.ROLLED_BACK, false).probed("a-1", true, true);

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.NEEDS_PERSON);
  }

  @Test
  void a_node_that_refuses_to_go_back_because_nothing_good_is_behind_it_needs_a_person() {
    var rollout =
        ARollout.of("", BACK).allow(0).says("a-1", NodeWord.ACTIVATING, false).sick("a-1");
    rollout.take(
        new Event.Reported(
            rollout.now(), "a-1", NodeWord.REFUSED, true, "WARRANT_INVALID", "nothing is staged"));

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.NEEDS_PERSON);
  }

  @Test
  void a_no_of_guard_stops_new_starts_at_once_and_what_is_under_way_goes_on() {
    var rollout = ARollout.planned4("", "concurrency: 2").allow(0).deny(0);

    rollout.healthy("a-1");

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.HEALTHY);
    assertThat(rollout.state().stages().values())
        .as("nobody took its seat")
        .containsExactly(
            NodeStage.HEALTHY, NodeStage.STARTED, NodeStage.WAITING, NodeStage.WAITING);
  }

  @Test
  void a_node_of_the_plan_that_comes_back_late_gets_its_turn_by_guards_leave() {
    var rollout =
        new ARollout(
            ARollout.validate(
                    """
                    strategy:
                      offline: {wait: 5m, then: skip}
                      waves:
                        - {name: first, match: ["region:a"], concurrency: 5}
                        - {name: second, match: ["*"], concurrency: 5}
                    health_check: {probe: "http://{host}:80/", deadline: 60s}
                    """)
                .orThrow());
    rollout.take(new Event.Disconnected(rollout.now(), "a-2")).allow(0).healthy("a-1");
    rollout.pass(Duration.ofSeconds(301)).tick().allow(1).healthy("b-1");
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.SKIPPED);

    rollout.take(new Event.Connected(rollout.now(), "a-2"));
    assertThat(rollout.commands().getLast()).isEqualTo(new Command.AskGuard(0));
    assertThat(rollout.stage("b-2")).as("what was built on it stays").isEqualTo(NodeStage.STARTED);
    rollout.allow(0).healthy("b-2").healthy("a-2");

    assertThat(rollout.state().result().orElseThrow())
        .extracting(RolloutResult::kind, RolloutResult::healthy)
        .isEqualTo(List.of(RolloutResult.Kind.DONE, 4));
  }

  @Test
  void failures_in_the_grace_after_an_activation_count_once_it_was_well() {
    var check = "health_check: {probe: \"http://{host}:80/\", grace: 30s, failure_threshold: 2}";
    var rollout =
        new ARollout(
                ARollout.validate(
                        "strategy: {waves: [{name: all, match: [\"*\"], concurrency: 1}]}\n"
                            + check)
                    .orThrow())
            .allow(0)
            .says("a-1", NodeWord.ACTIVE, true);
    rollout.probed("a-1", false, false).probed("a-1", false, false).probed("a-1", false, false);
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ACTIVE);

    rollout.probed("a-1", true, true).probed("a-1", false, false).probed("a-1", false, false);

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.FAILED);
  }
}

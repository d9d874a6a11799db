package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Transitions that a runner depends on when things take long or go wrong. */
class RolloutTest {
  private static final String BACK = "rollback: {on: [probe_timeout], strategy: immediate}";

  @Test
  void a_rollout_that_its_deadline_has_paused_can_be_resumed() {
    var rollout = ARollout.of("  deadline: 10m", BACK).allow(0).pass(Duration.ofMinutes(11));
    rollout.healthy("a-1").tick();
    assertThat(rollout.state().isPaused()).isTrue();

    rollout.take(new Event.ResumeAsked(rollout.now(), "olga")).tick();

    assertThat(rollout.state().mode()).isEqualTo("running");
  }

  @Test
  void the_time_without_a_runner_is_not_held_against_nodes() {
    var rollout = ARollout.of("", BACK).allow(0).pass(Duration.ofHours(1));

    rollout.take(new Event.Restarted(rollout.now())).tick();
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.STARTED);

    rollout.pass(Duration.ofSeconds(61)).tick();
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ROLLING_BACK);
  }

  @Test
  void a_no_to_an_open_wave_starts_no_more_nodes_until_a_yes() {
    var rollout = ARollout.of("", BACK).allow(0).deny(0).healthy("a-1");
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.HEALTHY);
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.WAITING);

    rollout.pass(Rollout.ASK_AGAIN).tick();
    assertThat(rollout.commands()).contains(new Command.AskGuard(0));
    rollout.allow(0);

    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.STARTED);
  }

  @Test
  void a_node_with_nothing_to_undo_is_back_when_it_says_so() {
    var rollout = ARollout.of("", BACK).allow(1).says("b-2", NodeWord.ACTIVATING, false);
    rollout.take(new Event.RollbackAsked(rollout.now(), "olga", "wrong one"));
    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.ROLLING_BACK);

    rollout.says("b-1", NodeWord.REFUSED, false).says("b-2", NodeWord.REFUSED, true);

    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.ROLLED_BACK);
    assertThat(rollout.stage("b-2"))
        .as("it refuses to leave the patch that it runs")
        .isEqualTo(NodeStage.NEEDS_PERSON);
  }

  @Test
  void each_of_two_waves_that_fail_is_undone() {
    var rollout = ARollout.of("", BACK).allow(0).allow(1).healthy("b-1");

    rollout.sick("a-1").back("a-1");
    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.HEALTHY);
    rollout.sick("b-2");

    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.ROLLING_BACK);
  }

  @Test
  void an_operator_can_send_back_what_a_halted_rollout_has_left() {
    var rollout = ARollout.of("", "").allow(0).allow(1).healthy("b-1").sick("a-1");
    assertThat(rollout.state().mode()).isEqualTo("halted");

    rollout.take(new Event.RollbackAsked(rollout.now(), "olga", "all of it"));

    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.ROLLING_BACK);
  }

  @Test
  void a_node_that_ran_the_patch_before_this_rollout_keeps_it_when_the_rollout_goes_back() {
    var rollout = ARollout.of("", BACK).probed("b-1", true, true);
    rollout.allow(1).healthy("b-1").sick("b-2");
    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.ROLLING_BACK);

    rollout.says("b-1", NodeWord.REFUSED, true).back("b-2");

    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.HEALTHY);
    assertThat(rollout.state().result().orElseThrow().kind())
        .isEqualTo(RolloutResult.Kind.ROLLED_BACK);
  }

  @Test
  void a_node_that_said_it_was_back_and_then_runs_the_patch_is_told_to_go_back_again() {
    var rollout = ARollout.of("", BACK).allow(1).sick("b-1");
    rollout.says("b-2", NodeWord.REFUSED, false);
    assertThat(rollout.stage("b-2")).isEqualTo(NodeStage.ROLLED_BACK);

    rollout.says("b-2", NodeWord.ACTIVE, true);

    assertThat(rollout.stage("b-2")).isEqualTo(NodeStage.ROLLING_BACK);
    assertThat(rollout.commands().getLast()).isEqualTo(new Command.RollBack(1, "b-2"));
  }

  @Test
  void a_node_that_refused_and_then_runs_the_patch_needs_a_person_where_nothing_goes_back() {
    var rollout = ARollout.of("", "").allow(1).says("b-1", NodeWord.REFUSED, false);
    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.FAILED);

    rollout.says("b-1", NodeWord.HEALTHY, true);

    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.NEEDS_PERSON);
  }

  @Test
  void the_order_of_a_node_that_refused_it_is_taken_back() {
    var rollout = ARollout.of("", BACK).allow(1).says("b-1", NodeWord.REFUSED, false);

    assertThat(rollout.commands()).contains(new Command.RollBack(1, "b-1"));
    assertThat(rollout.stage("b-1")).isEqualTo(NodeStage.FAILED);
  }

  @Test
  void a_node_that_nobody_can_see_counts_as_out() {
    var keep = "  keep: {per: region, available: \"1/2\"}";
    var rollout = ARollout.of(keep, BACK);
    rollout.take(new Event.Disconnected(rollout.now(), "b-1")).allow(1);
    assertThat(rollout.stage("b-2")).as("one of two is out already").isEqualTo(NodeStage.WAITING);
    assertThat(Rollout.why(rollout.state(), "b-2")).contains("region b has 1 of 2 out and keeps 1");

    rollout.take(new Event.Connected(rollout.now(), "b-1"));

    assertThat(rollout.stage("b-2")).isEqualTo(NodeStage.STARTED);
  }

  /** Ticks from which nothing follows aren't kept: a replay has to come out the same without. */
  @Test
  void a_tick_from_which_nothing_follows_leaves_no_trace() {
    var rollout = ARollout.of("", BACK).allow(0).allow(1);
    var before = rollout.state().digest();

    rollout.pass(Duration.ofSeconds(7)).tick();

    assertThat(rollout.state().digest()).isEqualTo(before);
  }

  @Test
  void a_replay_of_the_written_events_comes_to_the_same_state() {
    var rollout = ARollout.of("", BACK);
    var replayed = Rollout.start(rollout.state().plan(), ARollout.START).state();
    for (var event :
        new Event[] {
          new Event.Disconnected(rollout.now(), "a-1"),
          new Event.GateAnswered(rollout.now(), 0, true, java.util.List.of()),
          new Event.Connected(rollout.now(), "a-1"),
          new Event.Reported(rollout.now(), "a-2", NodeWord.REFUSED, false, "DENIED", "no"),
          new Event.SkipAsked(rollout.now(), "b-1", "olga", ""),
          new Event.ResumeAsked(rollout.now(), "olga")
        }) {
      rollout.take(event);
      replayed = Rollout.step(replayed, EventJson.read(EventJson.write(event)).orThrow()).state();
    }

    assertThat(replayed.digest()).isEqualTo(rollout.state().digest());
  }
}

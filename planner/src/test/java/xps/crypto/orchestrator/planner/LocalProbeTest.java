package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan whose probe is a command of the nodes' own: there is no view from outside to wait for. */
class LocalProbeTest {
  private ARollout rollout;

  @BeforeEach
  void a_rollout() {
    rollout = new ARollout(ARollout.planned("exec:api-health").orThrow()).allow(0);
  }

  @Test
  void a_node_is_healthy_when_it_says_so_and_not_before() {
    rollout.says("a-1", NodeWord.ACTIVE, true);
    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ACTIVE);

    rollout.says("a-1", NodeWord.HEALTHY, true);

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.HEALTHY);
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.STARTED);
  }

  @Test
  void a_node_that_went_back_by_itself_is_back_without_a_probe() {
    rollout.says("a-1", NodeWord.ROLLED_BACK, false);

    assertThat(rollout.stage("a-1")).isEqualTo(NodeStage.ROLLED_BACK);
    assertThat(rollout.stage("a-2")).isEqualTo(NodeStage.WAITING);
  }

  @Test
  void a_simulated_bad_patch_is_left_by_the_first_node_and_reaches_no_other() {
    var plan = ARollout.planned("exec:api-health").orThrow();

    var night = plan.simulate().badNight();

    assertThat(night.changed()).isLessThanOrEqualTo(1);
    assertThat(plan.simulate().completed()).isTrue();
  }
}

package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** The way forward and the way back, without a disk, a socket or a clock. */
class AgentStepTest {
  private static final Sha256 INSTALLED = Sha256.of(new byte[] {1});

  private final Chain chain = new Chain();
  private Rig rig;
  private Chain.Patch patch;

  @BeforeEach
  void a_node_that_runs_what_its_owner_installed() {
    rig = Rig.adopted(chain.rules(), INSTALLED);
    patch = chain.patch("3.2.1", "three two one");
  }

  @Test
  void a_good_patch_goes_through_every_phase_and_is_remembered() {
    var order = chain.order(rig, patch, 1, 1);

    var report = rig.wants(order);

    assertThat(rig.phases(order.generation()))
        .containsExactly(
            NodePhase.STAGING, NodePhase.ACTIVATING, NodePhase.ACTIVE, NodePhase.HEALTHY);
    assertThat(report.active()).containsEntry(Chain.SHA256, patch.artifact());
    assertThat(report.body()).contains(patch.body());
    assertThat(report.checkpoint().size()).isEqualTo(1);
    assertThat(report.flags()).containsExactly(NodeReport.Flag.UNMEASURED_CLOCK);
    assertThat(rig.state.journal().memory().marks()).containsKey(Chain.SHA256);
  }

  @Test
  void guard_hears_whether_this_node_has_a_cage_for_self_tests() {
    var caged = chain.rules();
    var bare =
        new NodeRules(
            caged.node(),
            caged.trust(),
            caged.policy(),
            caged.outfit(),
            caged.maxArtifactBytes(),
            caged.machine(),
            false);

    assertThat(caged.facts(new TreeMap<>()).cagedSelfTest()).isTrue();
    assertThat(bare.facts(new TreeMap<>()).cagedSelfTest()).isFalse();
    assertThat(bare.decidingBy(bare.policy()).judgingBy(bare.trust()).isCaged()).isFalse();
  }

  @Test
  void a_node_without_a_cage_for_self_tests_says_so_in_every_report() {
    var caged = chain.rules();
    var bare =
        Rig.adopted(
            new NodeRules(
                caged.node(),
                caged.trust(),
                caged.policy(),
                caged.outfit(),
                caged.maxArtifactBytes(),
                caged.machine(),
                false),
            INSTALLED);

    var report = bare.wants(chain.order(bare, patch, 1, 1));

    assertThat(report.flags())
        .containsExactlyInAnyOrder(NodeReport.Flag.UNSANDBOXED, NodeReport.Flag.UNMEASURED_CLOCK);
  }

  @Test
  void memory_is_durable_before_anything_is_fetched_and_marks_before_anything_is_activated() {
    rig.effects.clear();
    rig.wants(chain.order(rig, patch, 1, 1));

    var kinds = rig.effects.stream().map(effect -> effect.getClass().getSimpleName()).toList();
    assertThat(kinds)
        .startsWith(
            "Persist",
            "Report",
            "Fetch",
            "SelfTest",
            "Lay",
            "Persist",
            "Wake",
            "Report",
            "Activate");
    var persisted =
        rig.effects.stream()
            .filter(Effect.Persist.class::isInstance)
            .map(effect -> ((Effect.Persist) effect).journal())
            .toList();
    assertThat(persisted.get(0).memory().orders()).containsKey(Chain.ROLLOUT);
    assertThat(persisted.get(0).memory().marks()).isEmpty();
    assertThat(persisted.get(1).memory().marks()).containsKey(Chain.SHA256);
    assertThat(persisted.get(1).position()).isInstanceOf(Position.Entering.class);
  }

  /** So {@code requires} of a manifest holds: nothing is active before what it requires. */
  @Test
  void all_artifacts_of_a_patch_are_tested_before_any_is_active_and_become_so_in_one_step() {
    var contents = new TreeMap<>(Map.of(Chain.SHA256, "one", Chain.SHAKE256, "other"));
    rig.effects.clear();
    rig.wants(chain.order(rig, chain.bundle("3.2.1", contents), 1, 1));

    var names = new ArrayList<Set<String>>();
    for (var effect : rig.effects) {
      if (effect instanceof Effect.SelfTest test) {
        names.add(test.artifacts().keySet());
      } else if (effect instanceof Effect.Activate activate) {
        names.add(activate.to().artifacts().keySet());
      }
    }
    assertThat(names).containsExactly(contents.keySet(), contents.keySet());
  }

  @Test
  void the_same_warrant_again_is_told_again_and_done_once() {
    var order = chain.order(rig, patch, 1, 1);
    rig.wants(order);
    rig.effects.clear();

    var again = rig.wants(chain.desired(order.direction(), order.envelope()));

    assertThat(again.state()).isEqualTo(NodePhase.HEALTHY);
    assertThat(again.generation()).isEqualTo(order.generation() + 1);
    assertThat(rig.effects).hasOnlyElementsOfType(Effect.Report.class);
  }

  @Test
  void a_new_warrant_for_what_runs_already_swaps_nothing() {
    rig.wants(chain.order(rig, patch, 1, 1));
    rig.effects.clear();

    var report = rig.wants(chain.order(rig, patch, 2, 1));

    assertThat(report.state()).isEqualTo(NodePhase.HEALTHY);
    assertThat(rig.effects).noneMatch(Effect.Activate.class::isInstance);
    assertThat(rig.state.position().behind()).isPresent();
  }

  @Test
  void a_failed_self_test_changes_nothing_that_runs() {
    rig.testsFail = true;
    rig.effects.clear();

    var report = rig.wants(chain.order(rig, patch, 1, 1));

    assertThat(report.state()).isEqualTo(NodePhase.FAILED);
    assertThat(report.check()).hasValue(13);
    assertThat(report.problem()).map(Problem::code).contains(Code.SELFTEST_FAILED);
    assertThat(rig.effects).noneMatch(Effect.Activate.class::isInstance);
    assertThat(rig.runs()).isEqualTo(INSTALLED);
  }

  @Test
  void a_module_whose_calls_fail_is_left_again_and_its_attempt_is_spent() {
    rig.callsFail = true;
    var order = chain.order(rig, patch, 1, 1);

    var report = rig.wants(order);

    assertThat(rig.phases(order.generation()))
        .endsWith(NodePhase.ACTIVE, NodePhase.ROLLING_BACK, NodePhase.ROLLED_BACK);
    assertThat(report.problem()).map(Problem::code).contains(Code.PROBE_FAILED);
    assertThat(rig.runs()).isEqualTo(INSTALLED);
    assertThat(rig.state.journal().memory().spent(patch.body(), "prod")).isEqualTo(1);

    rig.callsFail = false;
    assertRefused(rig.wants(chain.order(rig, patch, 2, 1)), 8, Code.WARRANT_REPLAYED);
    assertThat(rig.wants(chain.order(rig, patch, 3, 2)).state()).isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void a_refused_swap_goes_back_at_once() {
    rig.swapsAreRefused = true;
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));
    rig.step(
        new Event.ActivationFailed(
            rig.now, rig.state.deed(), Rig.problem(Code.ABI_MISMATCH), true));

    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLING_BACK);
    assertThat(rig.state.position()).isInstanceOf(Position.Leaving.class);
  }

  @Test
  void a_workload_that_is_away_is_waited_for_until_the_deadline_and_then_left() {
    rig.workloadIsUp = false;
    var order = chain.order(rig, patch, 1, 1);
    rig.step(new Event.Wanted(rig.now, order));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));
    rig.step(failedSwap());

    assertThat(rig.state.work()).isInstanceOf(Work.Activating.class);

    rig.now = rig.now.plus(Duration.ofSeconds(11));
    rig.step(failedSwap());
    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLING_BACK);

    rig.now = rig.now.plus(Duration.ofSeconds(61));
    rig.step(failedSwap());
    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLBACK_FAILED);

    rig.workloadIsUp = true;
    rig.idles();
    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLED_BACK);
  }

  private Event failedSwap() {
    return new Event.ActivationFailed(
        rig.now, rig.state.deed(), Rig.problem(Code.SWAP_FAILED), false);
  }

  @Test
  void an_order_to_go_back_is_followed_once() {
    rig.wants(chain.order(rig, patch, 1, 1));
    var back = chain.orderBack(patch, 2, 1);

    assertThat(rig.wants(back).state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.runs()).isEqualTo(INSTALLED);

    // The same again is told again; another finds nothing to leave.
    assertThat(rig.wants(chain.desired(back.direction(), back.envelope())).state())
        .isEqualTo(NodePhase.ROLLED_BACK);
    rig.wants(chain.order(rig, patch, 3, 2));
    assertThat(rig.runs()).isEqualTo(patch.artifact());
  }

  @Test
  void after_the_horizon_an_order_to_go_back_is_refused() {
    rig.wants(chain.order(rig, patch, 1, 1));
    rig.now = rig.now.plus(Duration.ofHours(25));

    assertRefused(rig.wants(chain.orderBack(patch, 2, 1)), 8, Code.WARRANT_INVALID);
    assertThat(rig.runs()).isEqualTo(patch.artifact());
  }

  @Test
  void an_order_to_go_back_that_comes_while_a_node_goes_back_by_itself_finds_it_there() {
    rig.callsFail = true;
    rig.wants(chain.order(rig, patch, 1, 1));

    assertThat(rig.wants(chain.orderBack(patch, 2, 1)).state()).isEqualTo(NodePhase.ROLLED_BACK);
  }

  @Test
  void a_workload_that_was_started_with_something_else_is_put_right_if_the_policy_says_so() {
    chain.windows = "drift: restore\n";
    rig = Rig.adopted(chain.rules(), INSTALLED);
    rig.wants(chain.order(rig, patch, 1, 1));
    rig.mapped.put(Chain.SHA256, new Sight.Seat(INSTALLED, 1, 0));

    rig.idles();

    assertThat(rig.runs()).isEqualTo(patch.artifact());
    assertThat(rig.reports).anyMatch(report -> report.flags().contains(NodeReport.Flag.DRIFT));
  }

  @Test
  void where_the_policy_says_nothing_what_was_changed_past_the_agent_is_left_for_a_look() {
    rig.wants(chain.order(rig, patch, 1, 1));
    rig.effects.clear();
    rig.mapped.put(Chain.SHA256, new Sight.Seat(INSTALLED, 1, 0));

    rig.idles();

    assertThat(rig.runs()).isEqualTo(INSTALLED);
    assertThat(rig.effects).noneMatch(Effect.Activate.class::isInstance);
    assertThat(rig.last().flags()).contains(NodeReport.Flag.DRIFT);
    assertThat(rig.last().state()).isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void what_cannot_be_written_at_check_15_is_not_activated() {
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));

    rig.step(new Event.StoreFailed(rig.now, Rig.problem(Code.DISK_FULL)));

    assertThat(rig.last().state()).isEqualTo(NodePhase.FAILED);
    assertThat(rig.last().check()).hasValue(15);
    assertThat(rig.state.position().wanted()).map(Installation::generation).contains(1L);
  }

  @Test
  void what_cannot_be_written_at_check_12_is_not_fetched() {
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));

    rig.step(new Event.StoreFailed(rig.now, Rig.problem(Code.DISK_FULL)));

    assertThat(rig.last().state()).isEqualTo(NodePhase.FAILED);
    assertThat(rig.last().check()).hasValue(12);
  }

  @Test
  void a_full_disk_does_not_stop_the_way_back() {
    rig.wants(chain.order(rig, patch, 1, 1));
    rig.step(new Event.Wanted(rig.now, chain.orderBack(patch, 2, 1)));

    rig.happens(new Event.StoreFailed(rig.now, Rig.problem(Code.DISK_FULL)));

    assertThat(rig.runs()).isEqualTo(INSTALLED);
    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLED_BACK);
  }

  @Test
  void an_answer_to_a_deed_that_is_over_changes_nothing() {
    rig.wants(chain.order(rig, patch, 1, 1));
    var before = rig.state;
    long over = before.deed() - 1;

    for (var late :
        java.util.List.of(
            new Event.Fetched(rig.now, over),
            new Event.FetchFailed(rig.now, over, Rig.problem(Code.STAGE_FAILED)),
            new Event.Tested(rig.now, over),
            new Event.TestFailed(rig.now, over, Rig.problem(Code.SELFTEST_FAILED)),
            new Event.Activated(rig.now, over, rig.sight()),
            new Event.ActivationFailed(rig.now, over, Rig.problem(Code.SWAP_FAILED), true),
            new Event.Looked(rig.now, over, rig.sight()))) {
      assertThat(rig.agent.step(before, late)).isEqualTo(new Step(before, java.util.List.of()));
    }
  }

  @Test
  void an_agent_that_was_killed_in_the_middle_carries_on_from_its_journal() {
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));
    var journal = NodeJournal.parse("journal", rig.state.journal().toJson().toArray()).orThrow();
    assertThat(journal).isEqualTo(rig.state.journal());

    var next = new Rig(chain.rules(), journal);
    next.happens(new Event.Started(rig.now));

    assertThat(next.runs()).isEqualTo(patch.artifact());
    assertThat(next.last().state()).isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void an_order_that_was_cut_off_while_it_was_fetched_is_done_when_it_comes_again() {
    var order = chain.order(rig, patch, 1, 1);
    rig.step(new Event.Wanted(rig.now, order));
    var next = new Rig(chain.rules(), rig.state.journal());
    next.mapped.putAll(rig.mapped);
    next.happens(new Event.Started(rig.now));

    next.happens(new Event.Connected(rig.now));
    assertThat(next.last().state()).isEqualTo(NodePhase.IDLE);
    assertThat(next.wants(chain.desired(order.direction(), order.envelope())).state())
        .isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void a_node_that_has_nothing_gets_its_first_module_and_has_no_way_back() {
    var bare = new Rig(chain.rules(), NodeJournal.first(new Position.Bare(), 0));
    bare.happens(new Event.Started(bare.now));

    assertThat(bare.wants(chain.order(bare, patch, 1, 1)).state()).isEqualTo(NodePhase.HEALTHY);
    assertRefused(bare.wants(chain.orderBack(patch, 2, 1)), 8, Code.WARRANT_INVALID);
    assertThat(bare.state.position().behind()).isEqualTo(Optional.empty());
  }

  static void assertRefused(NodeReport report, int check, Code code) {
    assertThat(report.state()).isEqualTo(NodePhase.REFUSED);
    assertThat(report.problem()).map(Problem::code).contains(code);
    assertThat(report.check()).hasValue(check);
  }
}

package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** Orders that come while something is staged, and orders for what is there already. */
class StagedAndStandingTest {
  private static final Sha256 INSTALLED = Sha256.of(new byte[] {1});

  private final Chain chain = new Chain();
  private Rig rig;
  private Chain.Patch patch;
  private boolean isFull;

  @BeforeEach
  void a_node_that_runs_what_its_owner_installed() {
    rig = Rig.adopted(chain.rules(), INSTALLED, new FullDisk());
    patch = chain.patch("3.2.1", "three two one");
  }

  /** One that takes no new generation while it is full. */
  private final class FullDisk implements Rig.RigStore {
    @Override
    public void lay(long generation, SortedMap<String, Sha256> artifacts) throws IOException {
      if (isFull) {
        throw new IOException("No space left on device");
      }
    }
  }

  private Installation current() {
    return rig.state.position().wanted().orElseThrow();
  }

  @Test
  void an_order_back_drops_what_is_fetched_and_the_order_forward_is_worth_nothing_after_it() {
    var forward = chain.order(rig, patch, 1, 1);
    rig.step(new Event.Wanted(rig.now, forward));
    long fetch = rig.state.deed();

    rig.step(new Event.Wanted(rig.now, chain.orderBack(patch, 2, 1)));

    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLED_BACK);
    rig.happens(new Event.Fetched(rig.now, fetch));
    assertThat(rig.state.work()).isInstanceOf(Work.Resting.class);
    assertThat(rig.runs()).isEqualTo(INSTALLED);
    AgentStepTest.assertRefused(
        rig.wants(chain.desired(forward.direction(), forward.envelope())),
        6,
        Code.WARRANT_REPLAYED);
    assertThat(rig.state.journal().memory().spent(patch.body(), "prod")).isZero();
    assertThat(rig.wants(chain.order(rig, patch, 3, 1)).state()).isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void an_order_back_drops_what_is_tested() {
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    long test = rig.state.deed();

    rig.step(new Event.Wanted(rig.now, chain.orderBack(patch, 2, 1)));
    rig.happens(new Event.Tested(rig.now, test));

    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.runs()).isEqualTo(INSTALLED);
    assertThat(rig.effects).noneMatch(Effect.Activate.class::isInstance);
  }

  @Test
  void an_order_back_of_another_attempt_does_not_drop_what_is_fetched() {
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 2)));
    long fetch = rig.state.deed();

    rig.step(new Event.Wanted(rig.now, chain.orderBack(patch, 2, 1)));
    AgentStepTest.assertRefused(rig.last(), 7, Code.WARRANT_INVALID);

    rig.happens(new Event.Fetched(rig.now, fetch));
    assertThat(rig.last().state()).isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void an_order_back_overtakes_the_order_forward_that_waits_behind_another() {
    var second = chain.patch("3.2.2", "three two two");
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));
    rig.step(new Event.Activated(rig.now, rig.state.deed(), new Sight.Dark(problem())));
    assertThat(rig.state.work()).isInstanceOf(Work.Confirming.class);
    rig.step(new Event.Wanted(rig.now, chain.order(rig, second, 2, 1)));

    rig.step(new Event.Wanted(rig.now, chain.orderBack(second, 3, 1)));

    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.state.waiting()).isEmpty();
    assertThat(rig.state.work()).isInstanceOf(Work.Confirming.class);
    rig.mapped.put(Chain.SHA256, new Sight.Seat(patch.artifact(), 2, 0));
    rig.happens(new Event.Looked(rig.now, rig.state.deed(), rig.sight()));
    assertThat(rig.last().state()).isEqualTo(NodePhase.HEALTHY);
    assertThat(rig.runs()).isEqualTo(patch.artifact());
  }

  @Test
  void an_order_back_from_what_never_came_touches_nothing_and_is_remembered() {
    var forward = chain.order(rig, patch, 1, 1);
    rig.effects.clear();

    var report = rig.wants(chain.orderBack(patch, 2, 1));

    assertThat(report.state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.effects).noneMatch(Effect.Activate.class::isInstance);
    assertThat(rig.effects.getFirst()).isInstanceOf(Effect.Persist.class);
    AgentStepTest.assertRefused(rig.wants(forward), 6, Code.WARRANT_REPLAYED);
    assertThat(rig.runs()).isEqualTo(INSTALLED);
  }

  @Test
  void an_order_back_from_what_failed_in_staging_is_rolled_back_and_says_why() {
    rig.testsFail = true;
    rig.wants(chain.order(rig, patch, 1, 1));

    var report = rig.wants(chain.orderBack(patch, 2, 1));

    assertThat(report.state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(report.problem()).map(Problem::code).contains(Code.SELFTEST_FAILED);
  }

  @Test
  void an_order_back_from_a_patch_that_another_lies_on_is_refused() {
    rig.wants(chain.order(rig, patch, 1, 1));
    rig.wants(chain.order(rig, chain.patch(Chain.SHAKE256, "3.2.1", "other"), 2, 1));

    AgentStepTest.assertRefused(rig.wants(chain.orderBack(patch, 3, 1)), 7, Code.WARRANT_INVALID);
  }

  @Test
  void check_14_sees_that_the_rollout_has_gone_on_meanwhile() {
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    long test = rig.state.deed();
    rig.step(new Event.Wanted(rig.now, chain.orderBack(chain.patch("3.2.2", "else"), 2, 1)));

    rig.happens(new Event.Tested(rig.now, test));

    AgentStepTest.assertRefused(rig.last(), 14, Code.WARRANT_REPLAYED);
    assertThat(rig.runs()).isEqualTo(INSTALLED);
  }

  @Test
  void an_order_for_what_is_there_changes_neither_its_origin_nor_its_horizon() {
    rig.wants(chain.order(rig, patch, 1, 1));
    var other = chain.patch(Chain.SHAKE256, "3.2.1", "other");
    rig.wants(chain.order(rig, other, 2, 1));
    var before = rig.state.position();
    rig.now = rig.now.plus(Duration.ofHours(1));

    assertThat(rig.wants(chain.order(rig, patch, 3, 2)).state()).isEqualTo(NodePhase.HEALTHY);

    assertThat(rig.state.position()).isEqualTo(before);
    assertThat(current().body()).contains(other.body());
    AgentStepTest.assertRefused(rig.wants(chain.orderBack(patch, 4, 2)), 7, Code.WARRANT_INVALID);
    assertThat(rig.wants(chain.orderBack(other, 5, 1)).state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.wants(chain.orderBack(other, 6, 1)).state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(current().body()).contains(patch.body());
  }

  @Test
  void a_patch_that_another_is_laid_on_has_spent_its_attempt() {
    rig.wants(chain.order(rig, patch, 1, 1));
    assertThat(rig.state.journal().memory().spent(patch.body(), "prod")).isZero();

    rig.wants(chain.order(rig, chain.patch(Chain.SHAKE256, "3.2.1", "other"), 2, 1));

    assertThat(rig.state.journal().memory().spent(patch.body(), "prod")).isEqualTo(1);
    AgentStepTest.assertRefused(rig.wants(chain.order(rig, patch, 3, 1)), 8, Code.WARRANT_REPLAYED);
  }

  @Test
  void what_is_there_by_the_journal_is_healthy_only_after_a_look() {
    rig.wants(chain.order(rig, patch, 1, 1));
    rig.mapped.clear();
    var order = chain.order(rig, patch, 2, 1);

    var report = rig.wants(order);

    assertThat(rig.phases(order.generation())).containsExactly(NodePhase.FAILED);
    assertThat(report.problem()).map(Problem::code).contains(Code.PROBE_FAILED);
  }

  @Test
  void what_is_there_is_found_healthy_by_an_agent_that_has_not_looked_yet() {
    rig.wants(chain.order(rig, patch, 1, 1));
    var order = chain.order(rig, patch, 2, 1);
    var next = new Rig(chain.rules(), rig.state.journal());
    next.mapped.putAll(rig.mapped);
    next.step(new Event.Started(next.now));

    next.wants(order);

    assertThat(next.phases(order.generation())).containsExactly(NodePhase.HEALTHY);
    assertThat(next.effects).noneMatch(Effect.Activate.class::isInstance);
  }

  @Test
  void a_node_has_not_gone_back_while_a_module_of_the_patch_is_still_mapped() {
    var other = chain.patch(Chain.SHAKE256, "3.2.1", "other");
    rig.wants(chain.order(rig, other, 1, 1));
    assertThat(rig.mapped).containsOnlyKeys(Chain.SHA256, Chain.SHAKE256);
    var before = rig.sight();
    rig.step(new Event.Wanted(rig.now, chain.orderBack(other, 2, 1)));

    rig.step(new Event.Activated(rig.now, rig.state.deed(), before));
    assertThat(rig.state.work()).isInstanceOf(Work.Retreating.class);

    rig.step(new Event.Activated(rig.now, rig.state.deed(), rig.sight()));
    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.last().active()).containsOnlyKeys(Chain.SHA256);
  }

  @Test
  void a_full_disk_at_check_15_takes_neither_the_way_back_nor_raises_a_mark() {
    rig.wants(chain.order(rig, patch, 1, 1));
    var before = rig.state.journal();
    isFull = true;

    var report = rig.wants(chain.order(rig, chain.patch("3.2.3", "three two three"), 2, 1));

    assertThat(report.state()).isEqualTo(NodePhase.FAILED);
    var after = rig.state.journal();
    assertThat(after.position()).isEqualTo(before.position());
    assertThat(after.memory().marks()).isEqualTo(before.memory().marks());
    assertThat(after.memory().attempts()).isEqualTo(before.memory().attempts());
    assertThat(after.memory().generation()).isGreaterThan(before.memory().generation());
    isFull = false;
    assertThat(rig.wants(chain.orderBack(patch, 3, 1)).state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(current().origin()).isEqualTo(new Installation.Origin.Adopted());
    assertThat(rig.state.position().behind()).isEqualTo(Optional.empty());
  }

  private static Problem problem() {
    return Rig.problem(Code.SWAP_FAILED);
  }
}

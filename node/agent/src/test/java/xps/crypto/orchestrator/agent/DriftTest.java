package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;

/** What a node does, and doesn't, about what isn't as it should be. */
class DriftTest {
  private static final Sha256 INSTALLED = Sha256.of(new byte[] {1});
  private static final Sha256 BY_HAND = Sha256.of(new byte[] {2});
  private static final String FILE = "app.conf";

  private final Chain chain = new Chain();
  private Rig rig;
  private Chain.Patch patch;

  @BeforeEach
  void a_node_that_runs_a_patch() {
    chain.windows = "drift: restore\n";
    rig = Rig.adopted(chain.rules(), INSTALLED);
    rig.happens(new Event.Informed(rig.now, Optional.of(chain.signed(News.of(1)))));
    patch = chain.patch("3.2.1", "three two one");
    assertThat(rig.wants(chain.order(rig, patch, 1, 1)).state()).isEqualTo(NodePhase.HEALTHY);
    rig.effects.clear();
  }

  private long activations() {
    return rig.effects.stream().filter(Effect.Activate.class::isInstance).count();
  }

  private void changedPastTheAgent() {
    rig.mapped.put(Chain.SHA256, new Sight.Seat(INSTALLED, 1, 0));
    rig.idles();
  }

  private void deny(Sha256... denied) {
    var bulletin = chain.signed(News.denying(News.of(2), denied));
    rig.happens(new Event.Informed(rig.now, Optional.of(bulletin)));
  }

  @Test
  void nothing_that_a_bulletin_denies_is_put_right() {
    deny(patch.artifact());

    changedPastTheAgent();

    assertThat(activations()).isZero();
    assertThat(rig.runs()).isEqualTo(INSTALLED);
    assertThat(rig.last().flags()).contains(NodeReport.Flag.DRIFT);
    assertThat(rig.complaints).anyMatch(problem -> problem.message().contains("denied"));
  }

  @Test
  void two_that_each_put_right_what_the_other_has_done_come_to_an_end() {
    for (int i = 0; i < 100; i++) {
      changedPastTheAgent();
      rig.now = rig.now.plus(Duration.ofMinutes(10));
    }

    assertThat(activations()).isEqualTo(Restores.MOST);
    assertThat(rig.runs()).isEqualTo(INSTALLED);
    assertThat(rig.last().flags()).contains(NodeReport.Flag.DRIFT);
    assertThat(rig.complaints)
        .filteredOn(problem -> problem.message().contains("5 times"))
        .hasSize(1);
  }

  @Test
  void what_is_changed_again_at_once_is_not_put_right_at_once() {
    changedPastTheAgent();
    changedPastTheAgent();
    assertThat(activations()).isEqualTo(1);

    rig.now = rig.now.plus(Duration.ofSeconds(10));
    rig.idles();
    assertThat(activations()).isEqualTo(2);
  }

  @Test
  void what_has_stayed_right_for_long_is_put_right_as_if_it_were_the_first_time() {
    for (int i = 0; i < 10; i++) {
      changedPastTheAgent();
      assertThat(rig.runs()).isEqualTo(patch.artifact());
      rig.now = rig.now.plus(Duration.ofHours(2));
      rig.idles();
    }

    assertThat(activations()).isEqualTo(10);
  }

  @Test
  void a_way_back_that_leads_to_what_was_denied_meanwhile_is_not_gone_on() {
    rig.swapsAreLost = true;
    rig.step(new Event.Wanted(rig.now, chain.orderBack(patch, 2, 1)));
    assertThat(rig.state.position()).isInstanceOf(Position.Leaving.class);
    rig.step(
        new Event.Informed(
            rig.now, Optional.of(chain.signed(News.denying(News.of(2), INSTALLED)))));

    var next = new Rig(chain.rules(), rig.state.journal());
    next.mapped.putAll(rig.mapped);
    next.happens(new Event.Started(next.now));

    assertThat(next.effects).noneMatch(Effect.Activate.class::isInstance);
    assertThat(next.last().state()).isEqualTo(NodePhase.ROLLBACK_FAILED);
    assertThat(next.runs()).isEqualTo(patch.artifact());

    var tries = rig.effects.size();
    rig.happens(
        new Event.ActivationFailed(
            rig.now, rig.state.deed(), Rig.problem(Code.SWAP_FAILED), false));
    assertThat(rig.effects.subList(tries, rig.effects.size()))
        .noneMatch(Effect.Activate.class::isInstance);
    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLBACK_FAILED);
  }

  /** A node whose patch brought a file that wasn't there before; it is on its way back. */
  private void leavingAFile() {
    var module = new TreeMap<String, Sha256>();
    module.put(Chain.SHA256, INSTALLED);
    var both = new TreeMap<>(module);
    both.put(FILE, Sha256.of(new byte[] {3}));
    var to = new Installation(1, module, new Installation.Origin.Adopted(), Instant.EPOCH, true);
    var origin = new Installation.Origin.Patched(patch.body(), 1, Duration.ofHours(24));
    var from = new Installation(2, both, origin, Chain.NOON, true);
    rig.step(new Event.Wanted(rig.now, chain.orderBack(patch, 2, 1)));
    rig = new Rig(chain.rules(), rig.state.journal().at(new Position.Leaving(from, to)));
    rig.mapped.put(Chain.SHA256, new Sight.Seat(INSTALLED, 1, 0));
  }

  @Test
  void a_file_that_was_left_as_somebodys_own_counts_as_gone() {
    leavingAFile();
    rig.mapped.put(FILE, new Sight.Seat(BY_HAND, 0, 0));
    rig.swapsAreLost = true;

    rig.happens(new Event.Started(rig.now));

    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(activations()).isEqualTo(1);
  }

  @Test
  void a_way_back_that_comes_to_nothing_is_tried_less_and_less_and_orders_forward_are_judged() {
    leavingAFile();
    rig.mapped.put(FILE, new Sight.Seat(Sha256.of(new byte[] {3}), 0, 0));
    rig.swapsAreLost = true;

    rig.happens(new Event.Started(rig.now));

    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLBACK_FAILED);
    assertThat(rig.last().flags()).contains(NodeReport.Flag.DRIFT);
    assertThat(activations()).isBetween(5L, 20L);
    long tries = activations();
    rig.idles();
    assertThat(activations()).isEqualTo(tries + 1);

    rig.swapsAreLost = false;
    var better = chain.patch("3.2.2", "three two two");
    assertThat(rig.wants(chain.order(rig, better, 3, 1)).state()).isEqualTo(NodePhase.HEALTHY);
    assertThat(rig.runs()).isEqualTo(better.artifact());
  }

  @Test
  void an_application_that_has_not_bound_a_module_yet_is_no_drift() {
    rig.mapped.clear();

    rig.idles();

    assertThat(rig.last().flags()).doesNotContain(NodeReport.Flag.DRIFT);
  }
}

package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** Deadlines are judged when they are over, not when somebody who hangs answers. */
class HangingWorkloadTest {
  private static final Sha256 INSTALLED = Sha256.of(new byte[] {1});

  private final Chain chain = new Chain();
  private Rig rig;
  private Chain.Patch patch;

  @BeforeEach
  void a_node_with_its_owners_installation() {
    rig = Rig.adopted(chain.rules(), INSTALLED);
    patch = chain.patch("3.2.1", "three two one");
  }

  private List<Instant> wakes() {
    return rig.effects.stream()
        .filter(Effect.Wake.class::isInstance)
        .map(effect -> ((Effect.Wake) effect).at())
        .toList();
  }

  @Test
  void a_workload_that_hangs_while_it_moves_is_left_when_its_time_is_up() {
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));
    var deadline = wakes().getLast();

    rig.step(new Event.Due(deadline.minusMillis(1)));
    assertThat(rig.state.work()).isInstanceOf(Work.Activating.class);
    assertThat(wakes().getLast()).isEqualTo(deadline);
    rig.step(new Event.Due(deadline));

    assertThat(rig.state.work()).isInstanceOf(Work.Retreating.class);
    assertThat(rig.last().problem().map(Problem::code)).contains(Code.PROBE_TIMEOUT);
  }

  @Test
  void a_workload_that_hangs_while_it_is_looked_at_is_left_when_its_time_is_up() {
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));
    rig.mapped.put(Chain.SHA256, new Sight.Seat(patch.artifact(), 2, 0));
    rig.step(new Event.Activated(rig.now, rig.state.deed(), rig.sight()));
    assertThat(rig.state.work()).isInstanceOf(Work.Confirming.class);

    rig.step(new Event.Due(wakes().getLast()));

    assertThat(rig.state.work()).isInstanceOf(Work.Retreating.class);
  }

  @Test
  void a_way_back_that_hangs_is_told_when_its_time_is_up_and_goes_on() {
    rig.step(new Event.Wanted(rig.now, chain.order(rig, patch, 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));
    rig.step(new Event.Due(wakes().getLast()));

    rig.step(new Event.Due(wakes().getLast()));

    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLBACK_FAILED);
    assertThat(rig.effects.getLast()).isInstanceOf(Effect.Look.class);
  }

  @Test
  void a_time_that_is_up_when_everything_is_done_changes_nothing() {
    rig.wants(chain.order(rig, patch, 1, 1));
    var before = rig.state;

    rig.step(new Event.Due(wakes().getLast()));

    assertThat(rig.state).isEqualTo(before);
  }
}

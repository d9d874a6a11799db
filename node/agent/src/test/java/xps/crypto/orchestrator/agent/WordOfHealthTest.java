package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.SignedReport;

/** What a node signs with its own key: that it is well, while it is, about what it was ordered. */
class WordOfHealthTest {
  private static final Sha256 INSTALLED = Sha256.of(new byte[] {1});

  private final Chain chain = new Chain();
  private Rig rig;
  private Chain.Patch patch;

  @BeforeEach
  void a_node_that_has_become_healthy_with_a_patch() {
    rig = Rig.adopted(chain.rules(), INSTALLED);
    patch = chain.patch("3.2.1", "three two one");
    rig.wants(chain.order(rig, patch, 1, 1));
    assertThat(rig.last().state()).isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void it_is_given_once_the_node_is_well_and_names_patch_plan_and_attempt() {
    var about = new SignedReport.Subject("api-1", patch.body(), patch.plan().digest(), 1);

    assertThat(rig.words.getLast()).map(Effect.Word::about).contains(about);
    assertThat(rig.words.subList(0, rig.words.size() - 1)).containsOnly(Optional.empty());
  }

  @Test
  void it_is_given_again_after_a_new_start_since_the_same_moment() {
    var before = rig.words.getLast().orElseThrow();
    var journal = NodeJournal.parse("journal", rig.state.journal().toJson().toArray()).orThrow();
    assertThat(journal).isEqualTo(rig.state.journal());

    var again = new Rig(chain.rules(), journal);
    again.now = rig.now.plus(Duration.ofHours(1));
    again.mapped.putAll(rig.mapped);
    again.happens(new Event.Started(again.now));
    again.happens(new Event.Connected(again.now));

    assertThat(again.last().state()).isEqualTo(NodePhase.HEALTHY);
    assertThat(again.words.getLast()).contains(before);
  }

  @Test
  void it_isnt_given_while_the_workload_doesnt_say_so_itself() {
    rig.workloadIsUp = false;
    rig.happens(new Event.Looked(rig.now, rig.state.deed(), rig.sight()));
    rig.happens(new Event.Connected(rig.now));

    assertThat(rig.words.getLast()).isEmpty();
  }

  @Test
  void it_isnt_given_by_a_node_that_has_gone_back() {
    rig.wants(chain.orderBack(patch, 2, 1));
    rig.happens(new Event.Connected(rig.now));

    assertThat(rig.last().state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.words.getLast()).isEmpty();
  }
}

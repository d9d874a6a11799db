package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Goal: have a node follow somebody whose certificate was taken back, by bringing it the revocation
 * list from before that, which is genuine and in date.
 */
class RevokedOnNodesTest {
  private final Chain chain = new Chain();
  private final AnOrgCa ca = new AnOrgCa();
  private Rig rig;
  private Chain.Patch patch;

  @BeforeEach
  void a_patch_by_alice_who_has_a_certificate() {
    chain.certifiedBy(ca);
    patch = chain.patch("3.2.1", "three two one");
    rig = Rig.adopted(chain.rules(), Sha256.of(new byte[] {1}));
    brings(ca.list(7, false));
  }

  /** The lists lie beside the trust store, where anybody may replace them at any time. */
  private void brings(Bytes list) {
    chain.brings(list);
    var mapped = rig.mapped;
    var journal = NodeJournal.parse("node.json", rig.state.journal().toJson().toArray()).orThrow();
    rig = new Rig(chain.rules(), journal);
    rig.mapped.putAll(mapped);
    rig.happens(new Event.Informed(rig.now, Optional.empty()));
    rig.happens(new Event.Started(rig.now));
    rig.happens(new Event.Connected(rig.now));
  }

  private void refusedBecause(String why) {
    var last = rig.wants(chain.order(rig, patch, 5, 1));

    assertThat(last.state()).isEqualTo(NodePhase.REFUSED);
    assertThat(last.check()).hasValue(7);
    assertThat(last.problem().orElseThrow().code()).isEqualTo(Code.CERT_PATH_INVALID);
    assertThat(last.problem().orElseThrow().message()).contains(why);
  }

  private void followed() {
    assertThat(rig.wants(chain.order(rig, patch, 5, 1)).state()).isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void a_patch_by_somebody_with_a_certificate_is_followed_on_a_node() {
    followed();
  }

  @Test
  void the_list_from_before_a_revocation_does_not_bring_the_certificate_back() {
    brings(ca.list(8, true));
    refusedBecause("REVOKED");

    brings(ca.list(7, false));
    refusedBecause("number 7, and 8 has been seen");

    brings(ca.list(8, true));
    refusedBecause("REVOKED");
  }

  @Test
  void a_node_without_the_list_follows_nobody_whose_certificate_could_be_on_it() {
    brings(Bytes.empty());

    refusedBecause("missing");
  }

  @Test
  void a_forged_list_of_the_highest_number_shuts_no_honest_list_out() {
    brings(new AnOrgCa().list(Integer.MAX_VALUE, false));
    refusedBecause("UNDETERMINED_REVOCATION_STATUS");

    brings(ca.list(8, false));
    followed();
  }

  @Test
  void a_number_that_was_seen_is_written_down_before_anything_is_judged_by_it() {
    assertThat(rig.effects).filteredOn(Effect.Persist.class::isInstance).isNotEmpty();
    assertThat(rig.state.journal().memory().heard().lists()).hasSize(1);
  }
}

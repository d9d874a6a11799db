package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Direction;

/**
 * Fast-forward: every number that only grows is driven to the highest there is, by whoever has the
 * keys that they can have. Afterwards the honest control plane goes on with its small numbers, and
 * is followed.
 */
class FastForwardTest {
  private static final long HIGHEST = Value.LARGEST_INTEGER;

  private final Chain chain = new Chain();
  private Rig rig;
  private Chain.Patch served;

  @BeforeEach
  void a_node_that_was_patched_once() {
    rig = Rig.adopted(chain.rules(), Sha256.of(new byte[] {1}));
    served = chain.patch("3.2.1", "three two one");
    assertThat(rig.wants(chain.order(rig, served, 5, 1)).state()).isEqualTo(NodePhase.HEALTHY);
  }

  @AfterEach
  void the_honest_control_plane_is_followed() {
    var next = chain.patch("3.2.3", "three two three");
    assertThat(rig.wants(chain.order(rig, next, 6, 1)).state()).isEqualTo(NodePhase.HEALTHY);
    assertThat(rig.runs()).isEqualTo(next.artifact());
  }

  private void refused(Desired desired, int check, Code code) {
    var before = rig.state.journal();
    AgentStepTest.assertRefused(rig.wants(desired), check, code);
    assertThat(rig.state.journal()).as("nothing of it is remembered").isEqualTo(before);
  }

  @Test
  void the_number_of_a_desired_state() {
    var empty = Bytes.utf8("{}");

    refused(new Desired(HIGHEST, Direction.FORWARD, Chain.ROLLOUT, empty), 1, Code.WARRANT_INVALID);
  }

  @Test
  void the_number_of_a_warrant_that_nobody_approved() {
    var patch = chain.patch("3.2.2", "three two two");
    var warrant = chain.withApprovals(chain.warrant(patch, 0, HIGHEST, 1), List.of());

    refused(
        chain.desired(chain.envelope(patch, warrant, "api-1", rig.seen())), 10, Code.RBAC_MISSING);
  }

  @Test
  void the_attempt_of_a_patch_that_was_approved_once() {
    var warrant =
        chain.withApprovals(chain.warrant(served, 0, HIGHEST, 999), chain.approvals(served, 1));

    refused(
        chain.desired(chain.envelope(served, warrant, "api-1", rig.seen())), 10, Code.RBAC_MISSING);
  }

  @Test
  void the_version_of_a_patch_that_a_stranger_has_signed() {
    var theirs = new Chain().patch("3.999999999.0", "nothing");
    var warrant = chain.warrant(theirs, 0, 7, 1);

    refused(
        chain.desired(chain.envelope(theirs, warrant, "api-1", rig.seen())),
        7,
        Code.UNTRUSTED_SIGNER);
  }

  @Test
  void the_length_of_the_log_by_a_thief_of_its_key() {
    int honest = chain.lines.size();
    for (int i = 0; i < 1_000; i++) {
      chain.lines.add(Bytes.utf8("{}"));
    }
    var patch = chain.patch("3.2.2", "three two two");
    var warrant = chain.withApprovals(chain.warrant(patch, 0, 7, 1), List.of());

    refused(
        chain.desired(chain.envelope(patch, warrant, "api-1", rig.seen())), 10, Code.RBAC_MISSING);
    chain.lines.subList(honest, chain.lines.size()).clear();
  }

  @Test
  void the_serial_of_bulletins_by_a_thief_of_their_key_who_is_found_out() {
    var highest = chain.signed(denyingAll(HIGHEST, served));
    rig.happens(new Event.Informed(rig.now, Optional.of(highest)));
    assertThat(rig.state.journal().memory().heard().bulletin("prod").orElseThrow().serial())
        .isEqualTo(HIGHEST);

    // The owner takes the thief's key out of the trust store, and the newsdesk begins anew.
    chain.newsdesk = SigningKey.generate(new SecureRandom());
    var journal = rig.state.journal();
    var mapped = rig.mapped;
    rig = new Rig(chain.rules(), journal);
    rig.mapped.putAll(mapped);
    rig.happens(new Event.Informed(rig.now, Optional.of(chain.signed(News.of(1)))));
    rig.happens(new Event.Connected(rig.now));

    assertThat(rig.complaints).extracting(Problem::message).isEmpty();
    assertThat(rig.state.journal().memory().heard().bulletin("prod").orElseThrow().serial())
        .isOne();
  }

  private static BulletinDraft denyingAll(long serial, Chain.Patch patch) {
    return News.denying(News.of(serial), patch.body(), patch.artifact());
  }
}

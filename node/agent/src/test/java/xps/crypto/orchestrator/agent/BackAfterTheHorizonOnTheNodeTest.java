package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.ApprovalDraft;
import xps.crypto.orchestrator.guard.Decision;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Envelope;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.guard.WarrantDraft;

/**
 * A node whose patch is committed goes back when a quorum says {@code rollback}: once, to what it
 * ran before, and for nobody else.
 */
class BackAfterTheHorizonOnTheNodeTest {
  private static final Sha256 FIRST = Sha256.of(new byte[] {1});

  private final Chain chain = new Chain();
  private Chain.Patch patch;
  private Rig rig;

  @BeforeEach
  void a_node_that_was_patched_two_days_ago() {
    patch = chain.patch("3.2.1", "three two one");
    rig = Rig.adopted(chain.rules(), FIRST);
    assertThat(rig.wants(chain.order(rig, patch, 5, 1)).state()).isEqualTo(NodePhase.HEALTHY);
    rig.now = rig.now.plus(Duration.ofDays(2));
  }

  private Approval yes(String who, SigningKey key, Direction direction) {
    return new ApprovalDraft(
            who,
            Decision.APPROVE,
            direction,
            patch.body(),
            patch.plan().digest(),
            "prod",
            1,
            rig.now.minusSeconds(60),
            rig.now.plus(Duration.ofDays(6)))
        .sign(key)
        .orThrow();
  }

  private List<Approval> quorum(Direction direction) {
    return List.of(yes("ann", chain.ann, direction), yes("bob", chain.bob, direction));
  }

  private Warrant back(long sequence) {
    var permit =
        Guard.evaluateBack(
                chain.policy(),
                patch.plan(),
                0,
                quorum(Direction.ROLLBACK),
                new Environment("prod", 1, Duration.ZERO),
                rig.now)
            .permit();
    var issue = new WarrantDraft.Issue(Chain.ROLLOUT, sequence, rig.now, Chain.LIFE);
    return WarrantDraft.back(permit, issue).sign(chain.orchestrator, "control");
  }

  private Desired whole(Warrant warrant) {
    var envelope = chain.envelope(patch, warrant, "api-1", rig.seen());
    return chain.desired(Direction.ROLLBACK, envelope.toJson());
  }

  private void refused(Desired desired, int check, Code code) {
    var told = rig.wants(desired);
    AgentStepTest.assertRefused(told, check, code);
    assertThat(rig.runs()).isEqualTo(patch.artifact());
  }

  @Test
  void a_quorum_sends_it_back_and_its_attempt_is_spent() {
    var told = rig.wants(whole(back(6)));

    assertThat(told.state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.runs()).isEqualTo(FIRST);
    assertThat(rig.state.journal().memory().spent(patch.body(), "prod")).isEqualTo(1);
  }

  @Test
  void the_control_plane_alone_does_not() {
    refused(chain.orderBack(patch, 6, 1), 8, Code.WARRANT_INVALID);
    refused(
        chain.desired(Direction.ROLLBACK, Envelope.ofRollback(back(6))), 8, Code.WARRANT_INVALID);
  }

  @Test
  void approvals_of_the_way_forward_do_not_either() {
    refused(whole(chain.withApprovals(back(6), quorum(Direction.FORWARD))), 10, Code.RBAC_MISSING);
    refused(whole(chain.withApprovals(back(7), List.of())), 10, Code.RBAC_MISSING);
  }

  @Test
  void it_goes_back_once_and_what_it_left_comes_back_by_no_order_of_that_attempt() {
    var order = back(6);
    rig.wants(whole(order));

    assertThat(rig.wants(whole(order)).state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.wants(whole(back(8))).state())
        .as("it is where the order wants it")
        .isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.runs()).isEqualTo(FIRST);
    rig.now = Chain.NOON.plus(Duration.ofHours(49));
    assertThat(rig.wants(chain.order(rig, patch, 9, 1)).state()).isEqualTo(NodePhase.REFUSED);
  }

  @Test
  void there_is_nothing_to_go_back_to_where_a_patch_was_the_first() {
    rig = new Rig(chain.rules(), NodeJournal.first(new Position.Bare(), 1));
    rig.happens(new Event.Started(rig.now));
    assertThat(rig.wants(chain.order(rig, patch, 5, 1)).state()).isEqualTo(NodePhase.HEALTHY);
    rig.now = rig.now.plus(Duration.ofDays(2));

    refused(whole(back(6)), 8, Code.WARRANT_INVALID);
  }

  @Test
  void what_ran_before_is_denied_meanwhile() {
    var news = News.denying(News.of(3), FIRST);
    var until = rig.now.plus(Duration.ofDays(3));
    var denying =
        new BulletinDraft(
            news.environment(),
            news.serial(),
            0,
            0,
            news.denied(),
            List.of(),
            news.freeze(),
            rig.now.minusSeconds(60),
            until);
    rig.happens(new Event.Informed(rig.now, Optional.of(chain.signed(denying))));

    refused(whole(back(6)), 8, Code.DENIED);
  }
}

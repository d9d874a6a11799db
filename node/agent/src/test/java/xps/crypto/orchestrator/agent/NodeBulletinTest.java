package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.agent.Chain.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.NodeFacts.Demand;

/**
 * What people outside the control plane tell a node holds against everything that the control plane
 * can show it. Safety: what was denied is never installed nor gone back to, whatever is kept from
 * the node or brought to it again.
 */
class NodeBulletinTest {
  private final Chain chain = new Chain();
  private Rig rig;
  private Chain.Patch served;
  private Chain.Patch next;

  @BeforeEach
  void a_node_that_was_patched_once_and_demands_bulletins() {
    chain.demands = EnumSet.of(Demand.LOG, Demand.BULLETIN);
    start();
  }

  private void start() {
    rig = Rig.adopted(chain.rules(), Sha256.of(new byte[] {1}));
    hears(chain.signed(News.of(1)));
    served = chain.patch("3.2.1", "three two one");
    next = chain.patch("3.2.3", "three two three");
    assertThat(rig.wants(chain.order(rig, served, 5, 1)).state()).isEqualTo(NodePhase.HEALTHY);
    rig.complaints.clear();
  }

  private void hears(Bulletin bulletin) {
    rig.happens(new Event.Informed(rig.now, Optional.of(bulletin)));
  }

  private void hears(BulletinDraft draft) {
    hears(chain.signed(draft));
  }

  private Desired order() {
    return chain.order(rig, next, 6, 1);
  }

  private void refused(int check, Code code) {
    AgentStepTest.assertRefused(rig.wants(order()), check, code);
    assertThat(rig.runs()).isEqualTo(served.artifact());
  }

  private void follows() {
    assertThat(rig.wants(order()).state()).isEqualTo(NodePhase.HEALTHY);
    assertThat(rig.runs()).isEqualTo(next.artifact());
  }

  /** The agent was killed and starts again, with what its disk has. */
  private void startsAgain() {
    var journal = NodeJournal.parse("node.json", rig.state.journal().toJson().toArray()).orThrow();
    var mapped = rig.mapped;
    var time = rig.now;
    rig = new Rig(chain.rules(), journal);
    rig.mapped.putAll(mapped);
    rig.now = time;
    rig.happens(new Event.Started(rig.now));
    rig.happens(new Event.Connected(rig.now));
  }

  private static BulletinDraft draft(
      long serial, long trust, long policy, Optional<Bulletin.Freeze> freeze) {
    var of = News.of(serial);
    return new BulletinDraft(
        of.environment(),
        serial,
        trust,
        policy,
        List.of(),
        List.of(),
        freeze,
        of.asOf(),
        of.expires());
  }

  @Test
  void a_patch_that_nobody_denies_is_followed() {
    follows();
  }

  @Test
  void a_patch_that_was_denied_is_refused_whoever_signed_and_approved_it() {
    hears(News.denying(News.of(2), next.body()));

    refused(7, Code.DENIED);
  }

  @Test
  void an_artifact_that_was_denied_is_refused_in_whatever_patch() {
    hears(News.denying(News.of(2), next.artifact()));

    refused(7, Code.DENIED);
  }

  @Test
  void a_denial_outlives_the_older_bulletin_that_somebody_brings_back() {
    var old = chain.signed(News.of(1));
    hears(News.denying(News.of(2), next.body()));

    hears(old);

    assertThat(rig.complaints).extracting(Problem::code).containsExactly(Code.BULLETIN_STALE);
    refused(7, Code.DENIED);
    startsAgain();
    hears(old);
    refused(7, Code.DENIED);
  }

  @Test
  void a_denial_outlives_the_file_and_the_agent() {
    hears(News.denying(News.of(2), next.body()));

    rig.happens(new Event.Informed(rig.now, Optional.empty()));
    startsAgain();

    refused(7, Code.DENIED);
  }

  @Test
  void another_bulletin_of_the_same_serial_takes_no_denial_back() {
    hears(News.denying(News.of(2), next.body()));

    hears(News.of(2));

    refused(7, Code.DENIED);
  }

  @Test
  void a_node_from_which_bulletins_are_kept_follows_nothing_after_seven_days() {
    rig.now = NOON.plus(Duration.ofDays(6));

    refused(3, Code.BULLETIN_STALE);
  }

  @Test
  void a_node_that_demands_bulletins_and_has_none_follows_nothing() {
    rig = Rig.adopted(chain.rules(), served.artifact());

    refused(3, Code.BULLETIN_STALE);
  }

  @Test
  void a_node_that_demands_none_still_keeps_to_what_was_denied() {
    chain.demands = EnumSet.of(Demand.LOG);
    start();
    hears(News.denying(News.of(2), next.body()));
    refused(7, Code.DENIED);

    // The bulletin is over; what it denied isn't. The warrant is over, too: it is asked before.
    rig.now = NOON.plus(Duration.ofDays(6));
    refused(5, Code.WARRANT_EXPIRED);
  }

  @Test
  void nothing_starts_in_a_freeze() {
    var freeze = new Bulletin.Freeze(NOON, "an incident");
    hears(draft(2, 0, 0, Optional.of(freeze)));
    refused(3, Code.FREEZE_ACTIVE);

    hears(draft(3, 0, 0, Optional.empty()));
    follows();
  }

  @Test
  void a_freeze_and_a_denial_that_come_while_a_patch_is_staged_stop_it() {
    for (var news :
        List.of(
            draft(2, 0, 0, Optional.of(new Bulletin.Freeze(NOON, "an incident"))),
            News.denying(News.of(3), next.artifact()))) {
      start();
      rig.step(new Event.Wanted(rig.now, order()));
      rig.step(new Event.Fetched(rig.now, rig.state.deed()));
      rig.step(new Event.Informed(rig.now, Optional.of(chain.signed(news))));

      rig.step(new Event.Tested(rig.now, rig.state.deed()));

      assertThat(rig.last().state()).isEqualTo(NodePhase.REFUSED);
      assertThat(rig.last().check()).hasValue(14);
      assertThat(rig.last().problem().map(Problem::code))
          .contains(news.freeze().isPresent() ? Code.FREEZE_ACTIVE : Code.DENIED);
      assertThat(rig.runs()).isEqualTo(served.artifact());
    }
  }

  @Test
  void a_trust_store_in_which_a_stolen_key_was_not_yet_revoked_counts_no_more() {
    chain.trustExtra = "\"version\": 4,";
    start();
    hears(draft(2, 4, 0, Optional.empty()));
    assertThat(rig.complaints).isEmpty();
    hears(draft(3, 5, 0, Optional.empty()));

    refused(3, Code.TRUST_STORE_EXPIRED);
  }

  @Test
  void a_policy_of_an_earlier_version_counts_no_more() {
    hears(draft(2, 0, 1, Optional.empty()));

    refused(3, Code.POLICY_INVALID);
  }

  @Test
  void an_approval_that_was_withdrawn_is_none() {
    var approval = chain.approvals(next, 1).getFirst();
    var of = News.of(2);
    hears(
        new BulletinDraft(
            of.environment(),
            2,
            0,
            0,
            List.of(),
            List.of(approval.digest()),
            Optional.empty(),
            of.asOf(),
            of.expires()));

    refused(10, Code.RBAC_MISSING);
  }

  @Test
  void no_order_leads_back_to_what_was_denied() {
    follows();
    hears(News.denying(News.of(2), served.body()));

    AgentStepTest.assertRefused(rig.wants(chain.orderBack(next, 7, 1)), 8, Code.DENIED);
    assertThat(rig.runs()).isEqualTo(next.artifact());
  }

  @Test
  void a_node_does_not_go_back_by_itself_to_what_was_denied() {
    hears(News.denying(News.of(2), served.artifact()));
    rig.callsFail = true;

    var last = rig.wants(order());

    assertThat(last.state()).isEqualTo(NodePhase.ROLLBACK_FAILED);
    assertThat(last.problem().map(Problem::message).orElseThrow()).contains("is denied");
    assertThat(rig.runs()).isEqualTo(next.artifact());
  }

  @Test
  void a_bulletin_by_a_stranger_for_elsewhere_or_out_of_date_says_nothing() {
    var denial = News.denying(News.of(9), next.body());
    hears(News.signed(denial, SigningKey.generate(new java.security.SecureRandom())));
    hears(elsewhere(denial));
    hears(dated(denial, NOON.plusSeconds(60)));
    hears(dated(denial, NOON.minus(Duration.ofDays(6))));

    assertThat(rig.complaints)
        .extracting(Problem::code)
        .containsExactly(
            Code.BULLETIN_INVALID,
            Code.BULLETIN_INVALID,
            Code.BULLETIN_INVALID,
            Code.BULLETIN_STALE);
    assertThat(rig.effects).filteredOn(Effect.Complain.class::isInstance).hasSize(4);
    follows();
  }

  private static BulletinDraft elsewhere(BulletinDraft of) {
    return new BulletinDraft(
        "staging",
        of.serial(),
        0,
        0,
        of.denied(),
        of.withdrawn(),
        of.freeze(),
        of.asOf(),
        of.expires());
  }

  private static BulletinDraft dated(BulletinDraft of, Instant asOf) {
    return new BulletinDraft(
        of.environment(),
        of.serial(),
        0,
        0,
        of.denied(),
        of.withdrawn(),
        of.freeze(),
        asOf,
        asOf.plus(Duration.ofDays(1)));
  }

  @Test
  void a_bulletin_that_was_taken_is_taken_once_and_written_before_it_is_followed() {
    var news = chain.signed(News.denying(News.of(2), next.body()));
    rig.effects.clear();

    hears(news);
    hears(news);

    assertThat(rig.effects).hasOnlyElementsOfType(Effect.Persist.class).hasSize(1);
  }

  @Test
  void a_clock_turned_back_brings_no_bulletin_back_that_is_over() {
    hears(dated(News.of(2), NOON.plusSeconds(1)));
    rig.now = NOON.minus(Duration.ofDays(3));

    hears(dated(News.denying(News.of(3), next.body()), NOON.minus(Duration.ofDays(3))));

    assertThat(rig.complaints).extracting(Problem::code).containsExactly(Code.CLOCK_UNTRUSTED);
  }
}

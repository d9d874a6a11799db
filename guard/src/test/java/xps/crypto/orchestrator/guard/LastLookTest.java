package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * Goal: have a node activate what was allowed when it was ordered, and isn't any more when it has
 * been fetched and tested. Each case is one thing that happens in between.
 */
class LastLookTest {
  private final ANode node =
      new ANode(
          AChange.honest()
              .trust(
                  "\"bulletins\": [{\"name\": \"newsdesk\", \"ed25519\": \"%s\"}],"
                      .formatted(People.DAVE.hex())));

  private final Approval ann = AnApproval.yes(People.ANN, node.plan);
  private final Approval bob =
      AnApproval.by(People.BOB, node.plan).life(Duration.ofMinutes(10)).sign();
  private final Approval carol = AnApproval.yes(People.CAROL, node.plan);
  private Instant now = NOON;

  private Admission.Admitted ordered(Approval... approvals) {
    node.policy = APolicy.ofManagers(People.ANN, People.BOB, People.CAROL).with("version: 1");
    var permit =
        Guard.evaluate(
                node.policy.policy(),
                node.plan,
                0,
                List.of(approvals),
                Environment.of("prod"),
                NOON)
            .permit();
    var issue = new WarrantDraft.Issue(ANode.ROLLOUT, 1, NOON, ANode.LIFE);
    return node.admitted(WarrantDraft.forward(permit, issue).sign(People.CONTROL.key(), "control"));
  }

  private Admission again(Admission.Admitted admitted) {
    node.at(now);
    return Guard.again(
        admitted, node.facts(), node.memory, node.trust, node.policy.policy(), node.clock);
  }

  private void refused(Admission.Admitted admitted, Code first) {
    assertThat(again(admitted))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.check()).isEqualTo(14);
              assertThat(refused.problem().code()).as("%s", refused).isEqualTo(first);
            });
  }

  private void hears(long policyVersion, List<Sha256> withdrawn, Duration life) {
    var draft =
        new BulletinDraft(
            "prod",
            node.memory.generation() + 1,
            0,
            policyVersion,
            List.of(),
            withdrawn,
            Optional.empty(),
            NOON,
            NOON.plus(life));
    var text = Json.compact(draft.sign(People.DAVE.key()).orThrow()).getBytes(UTF_8);
    var bulletin = Bulletin.parse("bulletin.json", text).orThrow();
    node.memory =
        Guard.takeBulletin(bulletin, node.facts(), node.memory, node.trust, node.clock).orThrow();
  }

  @Test
  void an_approval_that_a_bulletin_withdraws_meanwhile_counts_no_more() {
    var admitted = ordered(ann, bob);
    assertThat(again(admitted)).isInstanceOf(Admission.Admitted.class);

    hears(1, List.of(ann.digest()), Duration.ofDays(6));

    refused(admitted, Code.RBAC_MISSING);
  }

  @Test
  void a_quorum_that_is_left_without_the_withdrawn_one_is_a_quorum() {
    var admitted = ordered(ann, bob, carol);

    hears(1, List.of(ann.digest()), Duration.ofDays(6));

    assertThat(again(admitted)).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void an_approval_that_expires_meanwhile_counts_no_more() {
    var admitted = ordered(ann, bob);
    now = bob.expires().minusSeconds(1);
    assertThat(again(admitted)).isInstanceOf(Admission.Admitted.class);

    now = bob.expires();

    refused(admitted, Code.RBAC_MISSING);
  }

  @Test
  void a_policy_that_a_bulletin_recalls_meanwhile_decides_nothing() {
    var admitted = ordered(ann, bob);

    hears(2, List.of(), Duration.ofDays(6));

    refused(admitted, Code.POLICY_INVALID);
  }

  @Test
  void a_policy_that_the_node_has_gone_on_to_meanwhile_decides() {
    var admitted = ordered(ann, bob);

    node.policy = node.policy.required(3);

    refused(admitted, Code.RBAC_MISSING);
  }

  @Test
  void a_bulletin_that_runs_out_meanwhile_leaves_a_node_that_demands_one_without() {
    var admitted = ordered(ann, bob);
    node.demands = EnumSet.of(NodeFacts.Demand.LOG, NodeFacts.Demand.BULLETIN);
    hears(1, List.of(), Duration.ofMinutes(5));
    assertThat(again(admitted)).isInstanceOf(Admission.Admitted.class);

    now = NOON.plus(Duration.ofMinutes(5));

    refused(admitted, Code.BULLETIN_STALE);
  }

  @Test
  void a_signer_or_an_issuer_that_is_revoked_meanwhile_counts_no_more() {
    var admitted = ordered(ann, bob);

    node.trust = revoking("trusted_signers");
    refused(admitted, Code.SIGNER_REVOKED);

    node.trust = revoking("orchestrators");
    refused(admitted, Code.WARRANT_INVALID);
  }

  private TrustStore revoking(String list) {
    var text = node.change.store().document();
    var entries = ((Value.Arr) text.get(list).orElseThrow()).items();
    var first = ((Value.Obj) entries.getFirst()).with("revoked", Value.bool(true));
    var changed = text.with(list, Value.array(List.of(first)));
    return TrustStore.parse("trust_store.json", ANode.json(changed)).orThrow();
  }
}

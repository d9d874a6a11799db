package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinCheck;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * To every ECDSA signature anybody can reckon another that verifies as well: a document with the
 * twin in it has another digest, and says the same.
 */
class WithdrawnTwinTest {
  private final RolloutPlan plan = AChange.honest().plan();
  private final SshApprover.Ecdsa key = SshApprover.Ecdsa.generate();
  private final APolicy policy =
      APolicy.ofManagers(People.ANN)
          .entry("{name: bob, role: manager, ssh: \"%s\"}".formatted(key.line()));
  private final Approval ann = AnApproval.yes(People.ANN, plan);
  private final Approval bob = AnApproval.by(People.BOB, plan).sign(key);

  private static Approval twinOf(Approval approval) {
    var twin = approval.signature().twin().orElseThrow();
    var text = Json.compact(approval.document());
    var other = text.replace(sig(approval.signature()), sig(twin));
    return Approval.parse("twin.json", other.getBytes(UTF_8)).orThrow();
  }

  private static String sig(StatementSignature signature) {
    return signature.bytes().base64();
  }

  private GateResult decided(Optional<Sha256> withdrawn, Approval ofBob) {
    var environment = Environment.of("prod").withBulletin(withdrawn.map(this::withdrawing));
    return Guard.evaluate(policy.policy(), plan, List.of(ann, ofBob), environment, AChange.NOON);
  }

  private CurrentBulletin withdrawing(Sha256 approval) {
    var newsdesk = SigningKey.generate(new SecureRandom());
    var draft =
        new BulletinDraft(
            "prod",
            1,
            0,
            0,
            List.of(),
            List.of(approval),
            Optional.empty(),
            AChange.NOON,
            AChange.NOON.plus(Duration.ofDays(7)));
    var store =
        """
        {"trusted_signers": [{"name": "a", "ed25519": "%s"}], "min_required_signatures": 1,
         "bulletins": [{"name": "newsdesk", "ed25519": "%s"}]}
        """
            .formatted(People.CAROL.hex(), newsdesk.publicKey().hex());
    var trust = TrustStore.parse("trust_store.json", store.getBytes(UTF_8)).orThrow();
    var text = Json.compact(draft.sign(newsdesk).orThrow()).getBytes(UTF_8);
    return new BulletinCheck(trust, "prod", Optional.empty(), Duration.ZERO)
        .judge(Bulletin.parse("bulletin.json", text).orThrow(), AChange.NOON)
        .orThrow();
  }

  @Test
  void a_twin_says_the_same_under_another_name() {
    var twin = twinOf(bob);

    assertThat(twin.digest()).isNotEqualTo(bob.digest());
    assertThat(decided(Optional.empty(), twin).allow()).isTrue();
  }

  @Test
  void whoever_withdraws_an_approval_withdraws_its_twin() {
    assertThat(Codes.of(decided(Optional.of(bob.digest()), bob)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    assertThat(Codes.of(decided(Optional.of(bob.digest()), twinOf(bob))))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    assertThat(Codes.of(decided(Optional.of(twinOf(bob).digest()), bob)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void ed25519_has_no_twins() {
    assertThat(ann.signature().twin()).isEmpty();
  }
}

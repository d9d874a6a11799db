package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.StatementSignature;
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
    var environment = Environment.of("prod").withBulletin(withdrawn.map(ABulletin::withdrawing));
    return Guard.evaluate(policy.policy(), plan, List.of(ann, ofBob), environment, AChange.NOON);
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

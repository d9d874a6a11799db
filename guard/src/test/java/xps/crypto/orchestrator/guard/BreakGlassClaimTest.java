package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** What somebody signs who breaks the glass: its form, its names, and that it can be taken back. */
class BreakGlassClaimTest {
  private final RolloutPlan plan = AChange.honest().plan();
  private final BreakGlass claim = ABreakGlass.by(People.CAROL, plan).sign();

  private static Outcome<BreakGlass> read(Value.Obj document) {
    return BreakGlass.parse("claim.json", ANode.json(document));
  }

  @Test
  void what_was_signed_is_read_back() {
    assertThat(read(claim.document()).orThrow().digest()).isEqualTo(claim.digest());
  }

  @Test
  void a_claim_that_expires_as_it_begins_is_none() {
    var never = claim.document().with("expires", claim.document().get("at").orElseThrow());

    assertThat(read(never).problems().getFirst().message()).contains("expires before it begins");
    assertThat(Codes.of(read(claim.document().without("expires"))))
        .containsExactly(Code.APPROVAL_INVALID);
  }

  @Test
  void a_reason_shows_and_has_its_length() {
    var longest = "x".repeat(BreakGlass.MOST_REASON_CHARACTERS);

    assertThat(BreakGlass.isReason(longest)).isTrue();
    assertThat(BreakGlass.isReason(longest + "x")).isFalse();
    assertThat(BreakGlass.isReason(" ")).isFalse();
    assertThat(BreakGlass.isReason("shown \u202e hidden")).isFalse();
  }

  @Test
  void a_claim_that_a_bulletin_takes_back_opens_nothing_under_either_of_its_names() {
    var key = SshApprover.Ecdsa.generate();
    var policy =
        APolicy.ofManagers(People.ANN, People.BOB)
            .with(
                "break_glass: {keys: [{name: carol, ssh: \"%s\"}], max_hours: 4, classes: [patch]}"
                    .formatted(key.line()));
    var signed = ABreakGlass.by(People.CAROL, plan).sign(key);
    var twin = twinOf(signed);

    assertThat(decide(policy, signed, Optional.empty()).allow()).isTrue();
    assertThat(decide(policy, twin, Optional.empty()).allow()).isTrue();
    for (var name : List.of(signed.digest(), twin.digest())) {
      for (var brought : List.of(signed, twin)) {
        assertThat(Codes.of(decide(policy, brought, Optional.of(name))))
            .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
        assertThat(brought.isKnownAs(name)).isTrue();
      }
    }
    assertThat(signed.isKnownAs(claim.digest())).isFalse();
    assertThat(decide(policy, signed, Optional.of(claim.digest())).allow()).isTrue();
  }

  private static BreakGlass twinOf(BreakGlass claim) {
    var text = Json.compact(claim.document());
    var twin = claim.signature().twin().orElseThrow();
    var other = text.replace(claim.signature().bytes().base64(), twin.bytes().base64());
    return BreakGlass.parse("twin.json", other.getBytes(UTF_8)).orThrow();
  }

  private GateResult decide(APolicy policy, BreakGlass brought, Optional<Sha256> withdrawn) {
    var environment =
        Environment.of("prod")
            .withBreakGlass(Optional.of(brought))
            .withBulletin(withdrawn.map(ABulletin::withdrawing));
    return Guard.evaluate(policy.policy(), plan, List.of(), environment, AChange.NOON);
  }

  @Test
  void sixty_four_keys_break_the_glass_and_no_more() {
    assertThat(withKeys(64).isOk()).isTrue();
    assertThat(withKeys(65).problems().getFirst().message()).isEqualTo("65 keys are more than 64");
  }

  private static Outcome<Policy> withKeys(int count) {
    var keys =
        IntStream.range(0, count)
            .mapToObj(i ->
                "{name: k%d, ed25519: \"%s\"}"
                    .formatted(i, SigningKey.generate(new SeededChance(100 + i)).publicKey().hex()))
            .collect(Collectors.joining(", "));
    return APolicy.ofManagers(People.ANN, People.BOB)
        .with("break_glass: {keys: [" + keys + "], max_hours: 4, classes: [patch]}")
        .read();
  }
}

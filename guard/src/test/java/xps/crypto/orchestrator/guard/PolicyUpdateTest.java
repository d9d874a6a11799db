package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;

/** A policy is replaced over a network step by step, and by the roots alone. */
class PolicyUpdateTest {
  private static final String ROOTS =
      """
      "roots": {"threshold": 2, "keys": [
        {"name": "r1", "person": "carol", "ed25519": "%s"},
        {"name": "r2", "person": "dave", "ed25519": "%s"}]},
      """
          .formatted(People.CAROL.hex(), People.DAVE.hex());

  private final TrustStore trust = AChange.honest().trust(ROOTS).store();

  private static APolicy version(int version) {
    return APolicy.ofManagers(People.ANN, People.BOB).with("version: " + version);
  }

  private static Policy signed(APolicy policy, People... roots) {
    Value.Obj document = policy.policy().document();
    for (var root : roots) {
      document = DocumentSignatures.sign("xps-policy/v1", document, root.key()).orThrow();
    }
    return read(document);
  }

  private static Policy read(Value.Obj document) {
    return Policy.parse("next.yaml", Json.pretty(document).getBytes(UTF_8)).orThrow();
  }

  private Outcome<Policy> step(Policy offered) {
    return version(4).policy().successor(offered, trust);
  }

  private void refused(Policy offered, String words) {
    var outcome = step(offered);
    assertThat(Codes.of(outcome)).containsExactly(Code.POLICY_INVALID);
    assertThat(outcome.problems().getFirst().message()).contains(words);
  }

  @Test
  void the_next_version_by_enough_roots_is_taken() {
    assertThat(step(signed(version(5), People.CAROL, People.DAVE)).isOk()).isTrue();
  }

  @Test
  void fewer_persons_than_the_threshold_change_no_policy() {
    refused(signed(version(5), People.CAROL), "those whose signatures verify are carol");
    refused(signed(version(5)), "are none");
    refused(signed(version(5), People.CAROL, People.MALLORY), "are carol");
  }

  @Test
  void no_version_is_skipped_repeated_or_gone_back_to() {
    for (int version : new int[] {3, 4, 6}) {
      refused(signed(version(version), People.CAROL, People.DAVE), "after 4 comes 5");
    }
    refused(
        signed(APolicy.ofManagers(People.ANN, People.BOB), People.CAROL, People.DAVE),
        "has no version");
  }

  @Test
  void nothing_can_be_changed_after_the_roots_have_signed() {
    var weaker =
        signed(version(5), People.CAROL, People.DAVE)
            .document()
            .with("targets", Value.object().put("allow", Value.texts(List.of())).build());

    refused(read(weaker), "are none");
  }

  @Test
  void signatures_of_roots_under_another_kind_of_document_are_none() {
    Value.Obj document = version(5).policy().document();
    for (var root : new People[] {People.CAROL, People.DAVE}) {
      document = DocumentSignatures.sign("xps-trust-store/v1", document, root.key()).orThrow();
    }

    refused(read(document), "are none");
  }

  @Test
  void a_local_policy_or_a_trust_store_without_roots_takes_no_update() {
    var offered = signed(version(5), People.CAROL, People.DAVE);
    var local = APolicy.ofManagers(People.ANN, People.BOB).policy();

    var unversioned = local.successor(offered, trust);
    assertThat(Codes.of(unversioned)).containsExactly(Code.POLICY_INVALID);
    assertThat(unversioned.problems().getFirst().message()).contains("has no version");
    var rootless = version(4).policy().successor(offered, AChange.honest().store());
    assertThat(Codes.of(rootless)).containsExactly(Code.POLICY_INVALID);
    assertThat(rootless.problems().getFirst().message()).contains("has no roots");
  }

  @Test
  void what_can_not_be_a_signature_is_refused_when_it_is_read() {
    var outcome = version(5).with("signatures: [{alg: ed25519, sig: \"AAAA\"}]").read();

    assertThat(Codes.of(outcome)).containsExactly(Code.POLICY_INVALID);
  }
}

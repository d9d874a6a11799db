package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.attest;

import java.util.Map;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** Many signatures are verified on all cores; the answers are those of one after the other. */
class SignaturesAheadTest {
  private static final int ARTIFACTS = 2 * SignaturesAhead.ARTIFACTS + 2;

  @Test
  void among_many_artifacts_exactly_those_with_another_ones_signature_are_refused() {
    var wrong = Map.of("a063", "a064", "a100", "a099", "a129", "a001");

    var outcome = attest(signed(wrong), ATrustStore.of(People.ALICE, People.BOB));

    assertThat(outcome.problems())
        .extracting(Problem::code)
        .containsOnly(Code.SCOPE_MISMATCH)
        .hasSize(3);
    assertThat(outcome.problems().toString()).contains("a063", "a100", "a129");
  }

  @Test
  void many_artifacts_with_two_good_signatures_each_pass_with_both_signers() {
    var patch = signed(Map.of());
    var manifest = patch.manifest();
    for (var artifact : manifest.artifacts()) {
      patch.sig(
          artifact.name(),
          APatch.entry(People.BOB, manifest, manifest.statementOf(artifact).toArray()));
    }

    var attested = attest(patch, ATrustStore.of(People.ALICE, People.BOB).threshold(2)).orThrow();

    assertThat(attested.signers()).containsExactly("alice", "bob");
  }

  /** Signed by Alice, but the named ones with what she made for another artifact. */
  private static APatch signed(Map<String, String> wrong) {
    var patch = APatch.ofOneModule();
    for (int number = 0; number < ARTIFACTS; number++) {
      patch.file("a%03d".formatted(number), "content " + number);
    }
    var manifest = patch.manifest();
    for (var artifact : manifest.artifacts()) {
      var of = wrong.getOrDefault(artifact.name(), artifact.name());
      var statement =
          manifest.statementOf(
              manifest.artifacts().stream()
                  .filter(other -> other.name().equals(of))
                  .findFirst()
                  .orElseThrow());
      patch.sig(artifact.name(), APatch.entry(People.ALICE, manifest, statement.toArray()));
    }
    return patch;
  }
}

package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;

/** Whoever reads a refusal about time sees what time it was, by whose clock, and the bound. */
class TimeRefusalTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String BOUND = "2026-02-01T00:00:00Z";
  private static final String LATER = "2026-04-01T00:00:00Z";

  static Stream<Arguments> refusals() {
    var store = ATrustStore.of(People.ALICE);
    return Stream.of(
        Arguments.of(
            Code.MANIFEST_EXPIRED,
            BOUND,
            APatch.ofOneModule().metadata("\"expires\": \"" + BOUND + "\""),
            store),
        Arguments.of(
            Code.TRUST_STORE_EXPIRED,
            BOUND,
            APatch.ofOneModule(),
            ATrustStore.of(People.ALICE).with("\"version\": 1, \"expires\": \"" + BOUND + "\"")),
        Arguments.of(Code.SIGNER_EXPIRED, BOUND, APatch.ofOneModule(), signer("not_after", BOUND)),
        Arguments.of(Code.SIGNER_EXPIRED, LATER, APatch.ofOneModule(), signer("not_before", LATER)),
        Arguments.of(Code.SIGNER_REVOKED, BOUND, APatch.ofOneModule(), signer("revoked", BOUND)));
  }

  private static ATrustStore signer(String field, String time) {
    return new ATrustStore().signer(People.ALICE, ", \"%s\": \"%s\"".formatted(field, time));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void a_refusal_about_time_says_now_the_bound_and_the_clock(
      Code code, String bound, APatch patch, ATrustStore store) {
    var outcome = attest(patch, store.verifier().at(NOW, "chrony"));

    assertThat(outcome.problems())
        .filteredOn(problem -> problem.code() == code)
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.message()).contains("2026-03-01T12:00:00Z", bound, "chrony"));
  }

  @Test
  void without_a_clock_of_the_caller_s_the_system_s_is_asked_once_and_named() {
    var patch = APatch.ofTwoModules().metadata("\"expires\": \"" + BOUND + "\"");
    var store =
        new ATrustStore()
            .signer(People.ALICE, ", \"not_after\": \"" + BOUND + "\"")
            .with("\"version\": 1, \"expires\": \"" + BOUND + "\"");

    var times =
        attest(patch, store.verifier()).problems().stream()
            .filter(problem -> problem.message().contains("the system clock"))
            .map(problem -> nowIn(problem.message()))
            .toList();

    assertThat(times).hasSizeGreaterThanOrEqualTo(3).doesNotContain(Optional.empty());
    assertThat(times.stream().distinct()).as("one now a verification").hasSize(1);
  }

  private static Optional<String> nowIn(String message) {
    int at = message.indexOf("it is ");
    return at < 0 ? Optional.empty() : Optional.of(message.substring(at + 6, at + 26));
  }

  private static Outcome<AttestedPatch> attest(APatch patch, Verifier verifier) {
    var signed = patch.signedBy(People.ALICE);
    return verifier.requireAll(signed.manifest(), signed.source());
  }
}

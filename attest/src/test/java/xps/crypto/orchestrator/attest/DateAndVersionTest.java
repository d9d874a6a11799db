package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.SemVer;

class DateAndVersionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void a_patch_counts_until_it_expires_and_not_from_then_on() {
    var patch =
        APatch.ofOneModule()
            .metadata("\"expires\": \"2026-03-01T12:00:00Z\"")
            .signedBy(People.ALICE);

    assertThat(attest(patch, verifier().at(NOW.minusSeconds(1))).problems()).isEmpty();
    var expired = attest(patch, verifier().at(NOW));
    assertThat(Codes.of(expired)).containsExactly(Code.MANIFEST_EXPIRED);
    assertThat(expired.problems().getFirst().message())
        .contains("2026-03-01T12:00:00Z", "caller's clock");
    assertThat(expired.problems().getFirst().where()).startsWith("patch_manifest.json:8:");
  }

  @Test
  void without_a_given_time_the_system_clock_is_asked_and_named() {
    var patch =
        APatch.ofOneModule()
            .metadata("\"expires\": \"2020-01-01T00:00:00Z\"")
            .signedBy(People.ALICE);

    assertThat(attest(patch, verifier()).problems().getFirst().message())
        .contains("the system clock");
  }

  @Test
  void a_trust_store_that_has_expired_refuses_everything() {
    var store =
        ATrustStore.of(People.ALICE)
            .with("\"version\": 3, \"expires\": \"2026-03-01T12:00:00Z\"")
            .store();
    var patch = APatch.ofOneModule().signedBy(People.ALICE);

    assertThat(store.version()).hasValue(3);
    assertThat(attest(patch, Verifier.of(store).at(NOW.minusSeconds(1))).problems()).isEmpty();
    assertThat(Codes.of(attest(patch, Verifier.of(store).at(NOW))))
        .containsExactly(Code.TRUST_STORE_EXPIRED);
    assertThat(Codes.of(store.checkDate(NOW))).containsExactly(Code.TRUST_STORE_EXPIRED);
    assertThat(store.checkDate(NOW.minusSeconds(1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.0, true",
    "1.1.9, true",
    "1.2.1, false",
    "1.3.0, false",
    "1.2.0-rc.1, true",
    "2.0.0-alpha, false"
  })
  void a_patch_that_needs_a_newer_orchestrator_is_refused(String needed, boolean taken) {
    var patch =
        APatch.ofOneModule()
            .metadata("\"min_orchestrator\": \"%s\"".formatted(needed))
            .signedBy(People.ALICE);

    var outcome = attest(patch, verifier());

    assertThat(outcome.isOk()).isEqualTo(taken);
    assertThat(Codes.of(outcome)).allMatch(code -> code == Code.ORCHESTRATOR_TOO_OLD);
  }

  @ParameterizedTest
  @CsvSource({
    "3.2.0, true",
    "3.2.1, true",
    "3.2.1-rc.1, true",
    "3.2.2, false",
    "3.10.0, false",
    "4.0.0-alpha, false"
  })
  void only_a_version_below_the_installed_one_is_a_rollback(String installed, boolean taken) {
    var patch = APatch.ofOneModule().signedBy(People.ALICE);

    var outcome = attest(patch, verifier().installed(SemVer.parse(installed).orElseThrow()));

    assertThat(outcome.isOk()).isEqualTo(taken);
    assertThat(Codes.of(outcome)).allMatch(code -> code == Code.VERSION_ROLLBACK);
  }

  @ParameterizedTest
  @CsvSource({
    "3.2.1, PATCH",
    "3.2.0, MINOR",
    "3.0.0, MAJOR",
    "3.0.1, PATCH",
    "0.0.0, MAJOR",
    "3.2.0-rc.1, MINOR"
  })
  void without_a_declared_class_the_version_says_what_it_is(String version, ChangeClass derived) {
    assertThat(APatch.ofOneModule().version(version).manifest().changeClass()).isEqualTo(derived);
  }

  @Test
  void a_keyring_makes_a_key_rotation_of_every_version() {
    var rotation = APatch.ofOneModule().file("keyring.json", "{}").version("2.0.0").manifest();

    assertThat(rotation.changeClass()).isEqualTo(ChangeClass.KEY_ROTATION);
    assertThat(rotation.artifacts().get(1).kind()).isEqualTo(Kind.KEYRING);
  }

  @ParameterizedTest
  @CsvSource({
    "3.2.1, major",
    "3.2.1, hotfix",
    "3.0.0, hotfix",
    "3.0.0, critical",
    "3.2.0, major",
    "3.2.1, key_rotation"
  })
  void a_class_that_is_not_lighter_may_be_declared(String version, String declared) {
    var manifest =
        APatch.ofOneModule()
            .version(version)
            .metadata("\"change_class\": \"%s\"".formatted(declared))
            .manifest();

    assertThat(manifest.changeClass().text()).isEqualTo(declared);
  }

  private static Verifier verifier() {
    return ATrustStore.of(People.ALICE).verifier();
  }

  private static Outcome<AttestedPatch> attest(APatch patch, Verifier verifier) {
    return verifier.requireAll(patch.manifest(), patch.source());
  }
}

package xps.crypto.orchestrator.attest;

import java.time.Instant;
import xps.crypto.orchestrator.document.Outcome;

/** What most of these tests do, at the one time at which they do it. */
final class Attesting {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private Attesting() {}

  static Outcome<AttestedPatch> attest(APatch patch, ATrustStore store) {
    return store.verifier().at(NOW).requireAll(patch.manifest(), patch.source());
  }

  /** Three people, of whom two have to sign. */
  static ATrustStore twoOf() {
    return ATrustStore.of(People.ALICE, People.BOB, People.CAROL).threshold(2);
  }
}

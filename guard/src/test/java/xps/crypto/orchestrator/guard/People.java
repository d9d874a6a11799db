package xps.crypto.orchestrator.guard;

import java.util.Locale;
import xps.crypto.orchestrator.attest.SigningKey;

/** Everybody in these tests, each with one key that is the same in every run. */
enum People {
  ANN(1),
  BOB(2),
  CAROL(3),
  DAVE(4),
  MALLORY(5),
  RELEASE(6),
  SECOND(7),
  CONTROL(8),
  LOG(9);

  private final SigningKey key;

  People(long seed) {
    key = SigningKey.generate(new SeededChance(seed));
  }

  SigningKey key() {
    return key;
  }

  String hex() {
    return key.publicKey().hex();
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package xps.crypto.orchestrator.attest;

import java.util.Locale;

/** The persons of these tests, each with one key that is the same in every run. */
enum People {
  ALICE(1),
  BOB(2),
  CAROL(3),
  MALLORY(4);

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

  String person() {
    return name().toLowerCase(Locale.ROOT);
  }
}

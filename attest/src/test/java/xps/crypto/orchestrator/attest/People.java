package xps.crypto.orchestrator.attest;

/** The persons of these tests, each with one key that is the same in every run. */
enum People {
  ALICE,
  BOB,
  CAROL,
  MALLORY;

  private final SigningKey key = SigningKey.generate(new SeededChance(ordinal() + 1L));

  SigningKey key() {
    return key;
  }

  String hex() {
    return key.publicKey().hex();
  }

  String person() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

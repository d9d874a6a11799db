package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys of every kind are values: thresholds and revocations compare them. */
class VerifyingKeyTest {
  private static final SecureRandom CHANCE = new SecureRandom();

  private static final List<VerifyingKey> OTHERS =
      List.of(
          SigningKey.generate(CHANCE).publicKey(),
          Tokens.P256.generate().key(),
          MlDsa65SigningKey.generate(CHANCE).publicKey());

  static Stream<Arguments> keys() {
    var ed25519 = SigningKey.generate(CHANCE).publicKey();
    var p256 = Tokens.P256.generate().key();
    var mlDsa = MlDsa65SigningKey.generate(CHANCE).publicKey();
    return Stream.of(
        Arguments.of(
            ed25519,
            Ed25519Key.decode(ed25519.raw()).sound().orElseThrow(),
            "ed25519:" + ed25519.hex()),
        Arguments.of(
            p256,
            P256Key.ofSpki(p256.spki()).orElseThrow(),
            "ecdsa-p256-sha256:" + p256.raw().hex()),
        Arguments.of(
            mlDsa, MlDsa65Key.ofSpki(mlDsa.spki()).orElseThrow(), "ml-dsa-65:" + mlDsa.keyId()));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void a_key_read_twice_is_the_same_and_no_other_is(
      VerifyingKey key, VerifyingKey again, String text) {
    assertThat(key).isEqualTo(again).hasSameHashCodeAs(again).hasToString(text);
    assertThat(key.hashCode()).isEqualTo(key.raw().hashCode());
    assertThat(OTHERS).doesNotContain(key);
    assertThat(key).isNotEqualTo(key.raw());
  }
}

package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Value;

/** The key in a file, whatever tool has written it, and the field of a trust store it goes into. */
class KeyNotationTest {
  private static final Ed25519Key ED25519 = People.ALICE.key().publicKey();
  private static final P256Key P256 = Tokens.P256.generate().key();
  private static final MlDsa65Key ML_DSA =
      MlDsa65SigningKey.generate(new SecureRandom()).publicKey();

  static Stream<Arguments> keys() {
    return Stream.of(
        Arguments.of("ed25519", ED25519.hex(), pem(ED25519), ED25519),
        Arguments.of("spki", P256.pem(), pem(P256), P256),
        Arguments.of("ml_dsa_65", ML_DSA.spki().base64(), pem(ML_DSA), ML_DSA),
        Arguments.of("ssh", line(ED25519), line(ED25519) + "\n", ED25519),
        Arguments.of("ssh", line(P256), line(P256), P256));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void each_key_is_read_and_goes_into_its_field(
      String field, String value, String file, VerifyingKey key) {
    assertThat(KeyNotation.key("a.pub", bytes(file)).orThrow()).isEqualTo(key);
    assertThat(KeyNotation.field("a.pub", bytes(file)).orThrow().members())
        .containsOnlyKeys(field)
        .hasEntrySatisfying(
            field,
            text ->
                assertThat(text)
                    .isInstanceOfSatisfying(
                        Value.Str.class, said -> assertThat(said.text()).isEqualTo(value)));
  }

  @Test
  void a_file_that_holds_something_else_is_refused_and_says_what_it_holds() {
    refuses(Pem.write("PRIVATE KEY", ED25519.spki()), "holds a PRIVATE KEY, or more than one");
    refuses(pem(ED25519) + pem(ED25519), "holds a PUBLIC KEY, or more than one block");
    refuses(
        Pem.write(Pem.PUBLIC_KEY, Bytes.copyOf(new byte[44])),
        "is neither an Ed25519 nor a P-256 nor an ML-DSA-65 key");
    refuses("hello", "does not begin with one of the types");
    refuses("", "does not begin with one of the types");
  }

  private static void refuses(String file, String because) {
    var problem = KeyNotation.key("a.pub", bytes(file)).problems().getFirst();

    assertThat(problem.code()).isEqualTo(Code.USAGE);
    assertThat(problem.where()).isEqualTo("a.pub");
    assertThat(problem.message()).contains(because);
  }

  private static String pem(VerifyingKey key) {
    return Pem.write(Pem.PUBLIC_KEY, key.spki());
  }

  private static String line(VerifyingKey key) {
    return SshPublicKey.line(key).orElseThrow();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

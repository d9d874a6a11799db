package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;

class P256KeyTest {
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);
  private static final String PRIME =
      "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

  private final Tokens.P256 owner = Tokens.P256.generate();

  @Test
  void what_the_jdk_signs_verifies_and_nothing_else_does() {
    var signature = owner.sign(MESSAGE);

    assertThat(owner.key().verifies(MESSAGE, signature)).isTrue();
    assertThat(owner.key().verifies("massage".getBytes(StandardCharsets.UTF_8), signature))
        .isFalse();
    assertThat(Tokens.P256.generate().key().verifies(MESSAGE, signature)).isFalse();
    for (int length = 0; length < 130; length++) {
      assertThat(owner.key().verifies(MESSAGE, new byte[length])).isFalse();
    }
  }

  /** The reason for looking at the curve ourselves. */
  @Test
  void a_point_off_the_curve_is_no_key_though_the_jdk_starts_to_verify_with_it() throws Exception {
    var spki = owner.key().spki().toArray();
    spki[spki.length - 1] ^= 1;

    var key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
    Signature.getInstance("SHA256withECDSA").initVerify(key);

    assertThat(P256Key.ofSpki(Bytes.copyOf(spki))).isEmpty();
    assertThat(flaw(Bytes.copyOf(spki))).contains("curve");
  }

  @Test
  void the_point_at_infinity_a_compressed_point_and_numbers_not_below_the_prime_are_no_keys() {
    var spki = owner.key().spki().hex();
    var prefix = spki.substring(0, 52);
    var point = owner.key().raw().hex();

    assertThat(flaw(bytes(prefix + "04" + "00".repeat(64)))).contains("curve");
    assertThat(flaw(bytes(prefix + "04" + PRIME + point.substring(66)))).contains("canonically");
    assertThat(flaw(bytes(prefix + point.substring(0, 66) + PRIME))).contains("canonically");
    assertThat(flaw(bytes(prefix + "02" + point.substring(2)))).contains("uncompressed");
    assertThat(P256Key.pointOfSpki(bytes(spki + "00"))).isEmpty();
    assertThat(P256Key.ofSpki(bytes(spki.replace("2a8648ce3d030107", "2a8648ce3d030106"))))
        .as("another curve")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "300602010102010100", // bytes after the end
        "30060201010201", // cut off
        "3081060201010201 01", // a length in two bytes
        "300702010102020001", // a number with a zero too many
        "3006020100020101", // r = 0
        "3006020101020100", // s = 0
        "3006020181020101", // a negative number
        "3006030101020101", // no INTEGER
        "3106020101020101", // no SEQUENCE
        "300602010102 0201", // lengths that don't add up
        "3080020101020101 0000", // an indefinite length
      })
  void a_signature_in_another_spelling_than_strict_der_has_a_flaw(String hex) {
    assertThat(P256Key.signatureFlaw(bytes(hex.replace(" ", "")))).isPresent();
  }

  @Test
  void numbers_from_1_to_the_order_are_the_only_ones() {
    assertThat(P256Key.signatureFlaw(bytes("3006020101020101"))).isEmpty();
    var n = P256Key.N;
    for (var bad : new BigInteger[] {n, n.add(BigInteger.ONE), BigInteger.ONE.shiftLeft(256)}) {
      assertThat(P256Key.signatureFlaw(new EcdsaSignature(BigInteger.ONE, bad).der())).isPresent();
      assertThat(P256Key.signatureFlaw(new EcdsaSignature(bad, BigInteger.ONE).der())).isPresent();
    }
    var largest = n.subtract(BigInteger.ONE);
    assertThat(P256Key.signatureFlaw(new EcdsaSignature(largest, largest).der())).isEmpty();
  }

  /**
   * Whoever has (r, s) can write (r, n − s) as well; OpenSSL signs with either, so both are taken.
   * It buys nothing: no key is in a signature, persons are counted, and no digest covers it.
   */
  @Test
  void the_mirrored_signature_counts_its_signer_no_second_time() {
    var signature = owner.sign(MESSAGE);
    var honest = EcdsaSignature.ofDer(Bytes.copyOf(signature)).orElseThrow();
    var mirrored = new EcdsaSignature(honest.r(), P256Key.N.subtract(honest.s())).der();
    assertThat(owner.key().verifies(MESSAGE, mirrored.toArray())).isTrue();

    var patch = APatch.ofOneModule();
    var manifest = patch.manifest();
    var once = owner.sign(manifest.statementOf(manifest.artifacts().getFirst()).toArray());
    var other = EcdsaSignature.ofDer(Bytes.copyOf(once)).orElseThrow();
    var twice = new EcdsaSignature(other.r(), P256Key.N.subtract(other.s())).der();
    patch.sig("sha256.so", entry(Bytes.copyOf(once))).sig("sha256.so", entry(twice));
    var trust =
        ATrustStore.of(People.BOB)
            .entry("{\"name\": \"ann\", \"spki\": \"%s\"}".formatted(pem(owner.key())))
            .threshold(2);

    assertThat(Codes.of(Attesting.attest(patch, trust))).containsExactly(Code.THRESHOLD_NOT_MET);
  }

  private static String entry(Bytes signature) {
    return "{\"alg\": \"%s\", \"sig\": \"%s\"}".formatted(P256Key.ALGORITHM, signature.base64());
  }

  private static String pem(P256Key key) {
    return Pem.write(Pem.PUBLIC_KEY, key.spki()).replace("\n", "\\n");
  }

  /** The JDK takes a number without the zero that keeps it positive: a second spelling. */
  @Test
  void the_encoding_that_the_jdk_lets_pass_is_refused() throws Exception {
    var signature = owner.signWithLargeR(MESSAGE);
    var twin = withoutZero(signature);
    var verification = Signature.getInstance("SHA256withECDSA");
    verification.initVerify(owner.publicKeyOfJdk());
    verification.update(MESSAGE);

    assertThat(verification.verify(twin)).as("the JDK").isTrue();
    assertThat(owner.key().verifies(MESSAGE, signature)).isTrue();
    assertThat(owner.key().verifies(MESSAGE, twin)).isFalse();
  }

  /** Of 30 len 02 21 00 r…: 30 len−1 02 20 r…. */
  private static byte[] withoutZero(byte[] der) {
    var shorter = new byte[der.length - 1];
    shorter[0] = der[0];
    shorter[1] = (byte) (der[1] - 1);
    shorter[2] = der[2];
    shorter[3] = (byte) (der[3] - 1);
    System.arraycopy(der, 5, shorter, 4, der.length - 5);
    return shorter;
  }

  private static String flaw(Bytes spki) {
    return P256Key.decode(P256Key.pointOfSpki(spki).orElseThrow()).flaw().orElseThrow();
  }

  private static Bytes bytes(String hex) {
    return Bytes.hex(hex).orElseThrow();
  }
}

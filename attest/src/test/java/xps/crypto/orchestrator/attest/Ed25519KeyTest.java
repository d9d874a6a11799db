package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Bytes;

class Ed25519KeyTest {
  private static final BigInteger L =
      new BigInteger("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
      })
  void none_of_the_eight_points_of_small_order_is_a_key(String hex) {
    assertThat(Ed25519Key.ofHex(hex)).isEmpty();
    assertThat(Ed25519Key.flaw(Bytes.hex(hex).orElseThrow()).orElseThrow()).contains("small order");
  }

  /**
   * The reason for the decoder: R = the point itself and S = 0 is a "signature" over whatever one
   * likes.
   */
  @Test
  void the_jdk_alone_would_let_anybody_sign_under_the_point_of_order_one() throws Exception {
    var identity = "0100000000000000000000000000000000000000000000000000000000000000";
    var spki = HexFormat.of().parseHex("302a300506032b6570032100" + identity);
    var key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
    var verification = Signature.getInstance("Ed25519");
    verification.initVerify(key);
    verification.update("anything at all".getBytes(StandardCharsets.UTF_8));

    assertThat(verification.verify(HexFormat.of().parseHex(identity + "00".repeat(32)))).isTrue();
    assertThat(Ed25519Key.ofSpki(Bytes.copyOf(spki))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      })
  void a_y_that_is_not_below_the_prime_is_no_key(String hex) {
    assertThat(Ed25519Key.flaw(Bytes.hex(hex).orElseThrow()).orElseThrow()).contains("canonical");
  }

  @Test
  void a_y_without_a_point_on_the_curve_is_no_key() {
    assertThat(Ed25519Key.flaw(littleEndian(BigInteger.TWO)).orElseThrow()).contains("curve");
  }

  @Test
  void the_same_key_in_hex_and_in_spki_is_one_key() {
    var key = People.ALICE.key().publicKey();

    assertThat(Ed25519Key.ofHex(key.hex())).contains(key);
    assertThat(Ed25519Key.ofSpki(key.spki())).contains(key);
    assertThat(Ed25519Key.ofRaw(key.raw()).orElseThrow()).hasSameHashCodeAs(key);
    assertThat(key).isNotEqualTo(People.BOB.key().publicKey());
  }

  @Test
  void hex_is_lowercase_and_has_64_digits() {
    var hex = People.ALICE.hex();

    assertThat(Ed25519Key.ofHex(hex.toUpperCase(java.util.Locale.ROOT))).isEmpty();
    assertThat(Ed25519Key.ofHex(hex.substring(2))).isEmpty();
    assertThat(Ed25519Key.ofHex(hex + "00")).isEmpty();
  }

  @Test
  void an_spki_with_trailing_bytes_or_of_another_algorithm_is_no_key() {
    var spki = People.ALICE.key().publicKey().spki().hex();

    assertThat(Ed25519Key.ofSpki(Bytes.hex(spki + "00").orElseThrow())).isEmpty();
    assertThat(Ed25519Key.ofSpki(Bytes.hex(spki.replace("2b6570", "2b6571")).orElseThrow()))
        .isEmpty();
  }

  @Test
  void a_signature_whose_s_has_the_order_added_does_not_verify() {
    var message = "message".getBytes(StandardCharsets.UTF_8);
    var signature = People.ALICE.key().sign(message).toArray();
    var twin = signature.clone();
    var s = new BigInteger(1, reversed(java.util.Arrays.copyOfRange(signature, 32, 64))).add(L);
    System.arraycopy(littleEndian(s).toArray(), 0, twin, 32, 32);

    assertThat(People.ALICE.key().publicKey().verifies(message, signature)).isTrue();
    assertThat(People.ALICE.key().publicKey().verifies(message, twin)).isFalse();
    assertThat(Ed25519Key.signatureFlaw(Bytes.copyOf(twin)).orElseThrow()).contains("order");
  }

  @Test
  void an_s_of_exactly_the_order_is_a_flaw_and_one_less_is_none() {
    var r = "00".repeat(32);

    assertThat(Ed25519Key.signatureFlaw(Bytes.hex(r + littleEndian(L).hex()).orElseThrow()))
        .isPresent();
    assertThat(
            Ed25519Key.signatureFlaw(
                Bytes.hex(r + littleEndian(L.subtract(BigInteger.ONE)).hex()).orElseThrow()))
        .isEmpty();
  }

  @Test
  void a_signature_of_another_length_never_verifies_and_never_throws() {
    var key = People.ALICE.key().publicKey();

    for (int length = 0; length < 130; length++) {
      assertThat(key.verifies(new byte[0], new byte[length])).isFalse();
    }
  }

  @Test
  void the_keyid_is_the_beginning_of_the_digest_of_the_spki() throws Exception {
    var key = People.ALICE.key().publicKey();
    var digest = java.security.MessageDigest.getInstance("SHA-256").digest(key.spki().toArray());

    assertThat(key.keyId()).isEqualTo(HexFormat.of().formatHex(digest).substring(0, 16));
  }

  private static Bytes littleEndian(BigInteger number) {
    var bytes = number.toByteArray();
    var little = new byte[32];
    for (int i = 0; i < Math.min(bytes.length, 32); i++) {
      little[i] = bytes[bytes.length - 1 - i];
    }
    return Bytes.copyOf(little);
  }

  private static byte[] reversed(byte[] bytes) {
    var reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}

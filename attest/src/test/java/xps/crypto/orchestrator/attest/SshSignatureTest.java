package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;

class SshSignatureTest {
  private static final byte[] MESSAGE =
      "xps-artifact/v1\nhotfix-7\n".getBytes(StandardCharsets.UTF_8);
  private static final Tokens.Fido TOKEN = Tokens.Fido.ofSeed(77);
  private static final Tokens.P256 CARD = Tokens.P256.generate();

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "ed25519_sk"})
  void the_signatures_of_openssh_verify_under_their_keys_alone(String name) throws Exception {
    var key = SshPublicKey.parse(text(name + ".pub").strip()).orElseThrow();
    var signature = SshSignature.parseArmored(name, vector(name + ".sig")).orThrow();
    var data = vector("signed-data");

    assertThat(signature.isFor(text("namespace"))).isTrue();
    assertThat(signature.isFor("xps-artifact")).isFalse();
    assertThat(signature.isBy(key, data)).isTrue();
    assertThat(signature.claimedKey()).isEqualTo(key);
    assertThat(signature.isBy(People.ALICE.key().publicKey(), data)).isFalse();
    assertThat(signature.isBy(key, Arrays.copyOf(data, data.length - 1))).isFalse();
    assertThat(signature.armored()).isEqualTo(text(name + ".sig"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ecdsa_sk", "ecdsa_sk_webauthn"})
  void the_signatures_of_types_that_nobody_is_trusted_with_are_refused(String name)
      throws Exception {
    assertThat(Codes.of(SshSignature.parseArmored(name, vector(name + ".sig"))))
        .containsExactly(Code.USAGE);
    assertThat(SshPublicKey.parse(text(name + ".pub").strip())).isEmpty();
  }

  @Test
  void each_type_of_key_verifies_what_it_signed_with_either_hash() {
    for (var hash : new String[] {"sha256", "sha512"}) {
      assertVerifies(
          ASshSignature.over(MESSAGE).hash(hash).by(People.ALICE.key()),
          People.ALICE.key().publicKey());
      assertVerifies(ASshSignature.over(MESSAGE).hash(hash).by(TOKEN), TOKEN.publicKey());
      assertVerifies(ASshSignature.over(MESSAGE).hash(hash).by(CARD), CARD.key());
    }
  }

  @Test
  void what_we_sign_is_what_a_signer_by_the_book_makes() {
    var ours = SshSignature.sign(People.ALICE.key(), "xps-artifact", MESSAGE);

    assertThat(ours.blob()).isEqualTo(ASshSignature.over(MESSAGE).by(People.ALICE.key()).blob());
    assertThat(SshSignature.parseArmored("ours", ours.armored().getBytes(StandardCharsets.UTF_8)))
        .extracting(outcome -> outcome.orThrow().blob())
        .isEqualTo(ours.blob());
  }

  @Test
  void a_field_that_is_not_as_it_has_to_be_is_a_flaw_even_where_the_signature_covers_it() {
    assertFlaw(honest().magic("SSHSIQ"), "does not begin");
    assertFlaw(honest().version(0), "does not begin");
    assertFlaw(honest().version(2), "does not begin");
    assertFlaw(honest().reserved("x"), "reserved");
    assertFlaw(honest().hash("sha1"), "hashes with neither");
    assertFlaw(honest().hash("SHA512"), "hashes with neither");
    assertFlaw(honest().hash(""), "hashes with neither");
    assertFlaw(honest().innerType("ssh-ed25519-cert-v01@openssh.com"), "type of the key");
    assertFlaw(honest().innerType("sk-ssh-ed25519@openssh.com"), "type of the key");
    assertFlaw(honest().tail((byte) 0), "after its end");
    assertFlaw(honest().showing(Bytes.empty()), "none of the types");
    assertFlaw(ASshSignature.over(MESSAGE).by(TOKEN).innerType("ssh-ed25519"), "type of the key");
    assertFlaw(
        ASshSignature.over(MESSAGE).by(CARD).innerType("ecdsa-sha2-nistp384"), "type of the key");
  }

  @Test
  void a_key_of_small_order_in_the_blob_is_a_flaw() {
    var identity = Bytes.hex("01" + "00".repeat(31)).orElseThrow();
    var key = new SshWire.Writer().string("ssh-ed25519").string(identity).done();
    var anything = new SshWire.Writer().string(Bytes.copyOf(new byte[64])).done();

    assertFlaw(honest().showing(key).inner(anything), "small order");
  }

  @Test
  void an_inner_signature_of_another_length_or_with_bytes_behind_is_a_flaw() {
    for (int length : new int[] {0, 1, 63, 65, 128}) {
      assertFlaw(honest().inner(string(new byte[length])), "");
    }
    assertFlaw(honest().inner(Bytes.copyOf(new byte[] {0, 0, 0, 64})), "");
    assertFlaw(
        honest()
            .inner(
                new SshWire.Writer()
                    .string(People.ALICE.key().sign(MESSAGE))
                    .bytes(new byte[1])
                    .done()),
        "goes on after its end");
    var notCanonical = People.ALICE.key().sign(MESSAGE).toArray();
    Arrays.fill(notCanonical, 32, 64, (byte) 0xFF);
    assertFlaw(honest().inner(string(notCanonical)), "order");
  }

  @Test
  void numbers_of_ecdsa_that_are_not_strictly_written_are_a_flaw() {
    for (var pair :
        new String[] {
          "00000001 00 00000001 01", // zero, not as the empty string
          "00000000 00000001 01", // zero
          "00000001 80 00000001 01", // negative
          "00000002 0001 00000001 01", // a zero too many
          "00000001 01", // one of them is missing
          "00000001 01 00000001 01 00", // a byte behind
        }) {
      var numbers = Bytes.hex(pair.replace(" ", "")).orElseThrow();
      assertFlaw(
          ASshSignature.over(MESSAGE).by(CARD).inner(new SshWire.Writer().string(numbers).done()),
          "strictly written");
    }
  }

  @Test
  void a_key_in_the_blob_that_is_not_the_signers_never_verifies() {
    var aliceSignsAsBob =
        decode(
            honest().showing(SshPublicKey.blob(People.BOB.key().publicKey()).orElseThrow()).blob());

    assertThat(aliceSignsAsBob.isBy(People.ALICE.key().publicKey(), MESSAGE)).isFalse();
    assertThat(aliceSignsAsBob.isBy(People.BOB.key().publicKey(), MESSAGE)).isFalse();
  }

  @Test
  void a_token_that_nobody_touched_signs_nothing_and_where_asked_for_a_touch_is_not_enough() {
    var untouched = decode(ASshSignature.over(MESSAGE).by(TOKEN.seeing(0)).blob());
    var onlyVerified =
        decode(ASshSignature.over(MESSAGE).by(TOKEN.seeing(Tokens.Fido.VERIFIED)).blob());
    var touched = decode(ASshSignature.over(MESSAGE).by(TOKEN).blob());
    var both =
        decode(
            ASshSignature.over(MESSAGE)
                .by(TOKEN.seeing(Tokens.Fido.TOUCHED | Tokens.Fido.VERIFIED))
                .blob());
    var strict = TOKEN.publicKey().requiringVerification();

    assertThat(untouched.isBy(TOKEN.publicKey(), MESSAGE)).isFalse();
    assertThat(onlyVerified.isBy(TOKEN.publicKey(), MESSAGE)).isFalse();
    assertThat(touched.isBy(TOKEN.publicKey(), MESSAGE)).isTrue();
    assertThat(touched.isBy(strict, MESSAGE)).isFalse();
    assertThat(both.isBy(strict, MESSAGE)).isTrue();
  }

  @Test
  void flags_counter_and_purpose_of_a_token_are_covered_by_its_signature() {
    var blob = ASshSignature.over(MESSAGE).by(TOKEN).blob().toArray();
    for (int fromEnd = 1; fromEnd <= 5; fromEnd++) {
      var mauled = blob.clone();
      mauled[blob.length - fromEnd] ^= 4;
      assertThat(decode(Bytes.copyOf(mauled)).isBy(TOKEN.publicKey(), MESSAGE))
          .as("byte %d from the end", fromEnd)
          .isFalse();
    }
    var elsewhere = new SecurityKey(TOKEN.inside().publicKey(), "ssh:work", false);
    assertThat(decode(Bytes.copyOf(blob)).isBy(elsewhere, MESSAGE)).isFalse();
  }

  @Test
  void a_plain_signature_is_none_of_a_token_and_a_tokens_is_none_of_a_plain_key() {
    var plain = decode(ASshSignature.over(MESSAGE).by(TOKEN.inside()).blob());
    var tokens = decode(ASshSignature.over(MESSAGE).by(TOKEN).blob());

    assertThat(TOKEN.publicKey()).isEqualTo(TOKEN.inside().publicKey());
    assertThat(plain.isBy(TOKEN.inside().publicKey(), MESSAGE)).isTrue();
    assertThat(plain.isBy(TOKEN.publicKey(), MESSAGE)).isFalse();
    assertThat(tokens.isBy(TOKEN.inside().publicKey(), MESSAGE)).isFalse();
    assertThat(TOKEN.publicKey().verifies(MESSAGE, TOKEN.inside().sign(MESSAGE).toArray()))
        .isFalse();
  }

  /** Safety: whatever one byte of a signature is changed to, it never verifies. */
  @Test
  void a_signature_of_which_any_one_bit_is_flipped_does_not_verify_and_does_not_throw() {
    var namespace = "xps-artifact";
    for (var honest :
        new Bytes[] {
          honest().blob(),
          ASshSignature.over(MESSAGE).by(TOKEN).blob(),
          ASshSignature.over(MESSAGE).by(CARD).blob()
        }) {
      var key = decode(honest).claimedKey();
      for (int bit = 0; bit < honest.size() * 8; bit += 3) {
        var bytes = honest.toArray();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        boolean verifies =
            SshSignature.decode(Bytes.copyOf(bytes))
                .sound()
                .filter(signature -> signature.isFor(namespace) && signature.isBy(key, MESSAGE))
                .isPresent();
        assertThat(verifies).as("bit %d", bit).isFalse();
      }
      for (int length = 0; length < honest.size(); length++) {
        assertThat(
                SshSignature.decode(Bytes.copyOf(Arrays.copyOf(honest.toArray(), length))).flaw())
            .isPresent();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN SSH SIGNATURE-----",
        "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----",
        "-----BEGIN SSH SIGNATURE-----\n!!!!\n-----END SSH SIGNATURE-----",
        "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----",
        "words before\n-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----",
      })
  void what_is_no_armored_signature_is_refused_without_an_exception(String text) {
    assertThat(Codes.of(SshSignature.parseArmored("x", text.getBytes(StandardCharsets.UTF_8))))
        .containsExactly(Code.USAGE);
  }

  @Test
  void a_signature_read_twice_is_the_same_and_every_other_one_is_not() {
    var blob = honest().blob();
    var other = ASshSignature.over(MESSAGE).by(CARD).blob();

    assertThat(decode(blob)).isEqualTo(decode(blob)).hasSameHashCodeAs(decode(blob));
    assertThat(decode(blob)).isNotEqualTo(decode(other)).isNotEqualTo(blob);
    assertThat(decode(blob).hashCode()).isEqualTo(blob.hashCode());
  }

  @Test
  void a_security_key_says_what_it_is_and_whether_it_has_to_verify_its_user() {
    assertThat(TOKEN.publicKey().algorithm()).isEqualTo("sk-ssh-ed25519");
    assertThat(TOKEN.publicKey()).hasToString("sk-ssh-ed25519:" + TOKEN.publicKey().raw().hex());
    assertThat(TOKEN.publicKey().verifyRequired()).isFalse();
  }

  private static ASshSignature honest() {
    return ASshSignature.over(MESSAGE).by(People.ALICE.key());
  }

  private static Bytes string(byte[] content) {
    return new SshWire.Writer().string(Bytes.copyOf(content)).done();
  }

  private static SshSignature decode(Bytes blob) {
    return SshSignature.decode(blob).sound().orElseThrow();
  }

  private static void assertVerifies(ASshSignature made, VerifyingKey key) {
    var signature = decode(made.blob());
    assertThat(signature.isBy(key, MESSAGE)).isTrue();
    assertThat(signature.isBy(key, "other".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  private static void assertFlaw(ASshSignature made, String flaw) {
    assertThat(SshSignature.decode(made.blob()).flaw().orElseThrow()).contains(flaw);
  }

  private static byte[] vector(String name) throws Exception {
    try (var in = SshSignatureTest.class.getResourceAsStream("sshsig/" + name)) {
      return in.readAllBytes();
    }
  }

  private static String text(String name) throws Exception {
    return new String(vector(name), StandardCharsets.UTF_8);
  }
}

package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.attest;
import static xps.crypto.orchestrator.attest.Attesting.twoOf;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;

/** Goal: a second spelling of a signature, or bytes that only look like one. */
class SignatureEncodingTest {
  @Test
  void a_signature_that_is_no_canonical_base64_or_not_of_64_bytes_has_a_bad_encoding() {
    var honest = APatch.ofOneModule().plainlySignedBy(People.ALICE);
    var good =
        ((ArtifactSignature.ByKey) honest.manifest().artifacts().getFirst().signatures().getFirst())
            .signature()
            .bytes();
    for (var bad :
        new String[] {
          "",
          "base64(signature)",
          good.base64().replace("=", ""),
          good.base64() + "\\n",
          " " + good.base64(),
          Bytes.copyOf(Arrays.copyOf(good.toArray(), 63)).base64(),
          Bytes.copyOf(Arrays.copyOf(good.toArray(), 65)).base64(),
          strayBits(good.base64()),
        }) {
      var outcome =
          attest(APatch.ofOneModule().plain("sha256.so", bad), ATrustStore.of(People.ALICE));
      assertThat(Codes.of(outcome)).as(bad).containsExactly(Code.BAD_SIGNATURE_ENCODING);
    }
  }

  @Test
  void a_signature_with_the_order_added_to_s_has_a_bad_encoding() {
    var honest = APatch.ofOneModule().plainlySignedBy(People.ALICE);
    var twin =
        ((ArtifactSignature.ByKey) honest.manifest().artifacts().getFirst().signatures().getFirst())
            .signature()
            .bytes()
            .toArray();
    var order =
        new BigInteger("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);
    var s = order;
    for (int i = 0; i < 32; i++) {
      s = s.add(BigInteger.valueOf(twin[32 + i] & 0xFF).shiftLeft(8 * i));
    }
    for (int i = 0; i < 32; i++) {
      twin[32 + i] = s.shiftRight(8 * i).byteValue();
    }

    var outcome =
        attest(
            APatch.ofOneModule().plain("sha256.so", Bytes.copyOf(twin).base64()),
            ATrustStore.of(People.ALICE));

    assertThat(Codes.of(outcome)).containsExactly(Code.BAD_SIGNATURE_ENCODING);
  }

  @Test
  void bad_signatures_beside_enough_good_ones_are_findings() {
    var patch =
        APatch.ofOneModule()
            .signedBy(People.ALICE, People.BOB, People.MALLORY)
            .plain("sha256.so", "base64(signature)");

    var attested = attest(patch, twoOf()).orThrow();

    assertThat(Codes.of(attested.findings()))
        .contains(Code.UNTRUSTED_SIGNER, Code.BAD_SIGNATURE_ENCODING);
    assertThat(attested.signers()).containsExactly("alice", "bob");
  }

  @Test
  void a_signature_that_lacks_the_form_of_its_scheme_has_a_bad_encoding() {
    var some = Bytes.copyOf(new byte[64]).base64();
    for (var entry :
        new String[] {
          "{\"alg\": \"ml-dsa-65\", \"sig\": \"%s\"}",
          "{\"alg\": \"ecdsa-p256-sha256\", \"sig\": \"%s\"}",
          "{\"alg\": \"sshsig\", \"sig\": \"%s\"}",
          "{\"alg\": \"x509\", \"sig\": \"%s\", \"chain\": []}",
          "{\"alg\": \"x509\", \"sig\": \"%s\", \"chain\": [\"!\"]}",
        }) {
      var patch = APatch.ofOneModule().sig("sha256.so", entry.formatted(some));
      assertThat(Codes.of(attest(patch, ATrustStore.of(People.ALICE))))
          .as(entry)
          .containsExactly(Code.BAD_SIGNATURE_ENCODING);
    }
  }

  private static String strayBits(String base64) {
    // 64 bytes end in "X==": four of that last digit's bits belong to nothing.
    int at = base64.length() - 3;
    return base64.substring(0, at) + (char) (base64.charAt(at) + 1) + "==";
  }
}

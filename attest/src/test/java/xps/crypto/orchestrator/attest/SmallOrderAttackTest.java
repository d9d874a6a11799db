package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;

/**
 * Goal: get one of the eight points of small order into a trust store, in whatever notation and
 * office. Under such a key anybody can sign, without knowing anything secret.
 */
class SmallOrderAttackTest {
  private static final List<String> POINTS =
      List.of(
          "0100000000000000000000000000000000000000000000000000000000000000",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0000000000000000000000000000000000000000000000000000000000000080",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa");

  private static final String SPKI_PREFIX = "302a300506032b6570032100";

  /** One message in eight is signed by a given point; the forger changes a version until it is. */
  private static final int MOST_TRIES = 200;

  static Stream<String> points() {
    return POINTS.stream();
  }

  @ParameterizedTest
  @MethodSource("points")
  void the_jdk_takes_a_forgery_under_it_and_no_trust_store_takes_the_key(String point)
      throws Exception {
    var forged = forgery(point).orElseThrow();
    var raw = Bytes.hex(point).orElseThrow();

    assertThat(jdkVerifies(point, forged.message(), forged.signature())).isTrue();
    assertThat(Ed25519Key.ofRaw(raw)).isEmpty();
    for (var notation : notations(raw)) {
      assertRefused(
          """
          {"trusted_signers": [{"name": "x", %s}], "min_required_signatures": 1}
          """
              .formatted(notation));
      assertRefused(
          withOffice("\"roots\": {\"threshold\": 1, \"keys\": [{\"name\": \"x\", %s}]}", notation));
    }
    var hex = "\"ed25519\": \"%s\"".formatted(point);
    assertRefused(withOffice("\"orchestrators\": [{\"name\": \"x\", %s}]", hex));
    assertRefused(withOffice("\"bulletins\": [{\"name\": \"x\", %s}]", hex));
    assertRefused(withOffice("\"logs\": [{\"name\": \"x\", %s}]", hex));
    assertRefused(
        withOffice(
            "\"logs\": [{\"name\": \"l\", \"ed25519\": \""
                + People.BOB.hex()
                + "\", \"quorum\": 0, \"witnesses\": [{\"name\": \"x\", %s}]}]",
            hex));
  }

  private record Forgery(Bytes message, Bytes signature) {}

  /** R is one of the eight points and S is 0: it verifies whenever R + k·A happens to vanish. */
  private static Optional<Forgery> forgery(String point) throws GeneralSecurityException {
    for (int i = 0; i < MOST_TRIES; i++) {
      var message = Bytes.utf8("xps-artifact/v1\nhotfix-7\n1.0." + i);
      for (var r : POINTS) {
        var signature = Bytes.hex(r + "00".repeat(32)).orElseThrow();
        if (jdkVerifies(point, message, signature)) {
          return Optional.of(new Forgery(message, signature));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean jdkVerifies(String point, Bytes message, Bytes signature)
      throws GeneralSecurityException {
    var spki = Bytes.hex(SPKI_PREFIX + point).orElseThrow().toArray();
    var verification = Signature.getInstance("Ed25519");
    verification.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
    verification.update(message.toArray());
    return verification.verify(signature.toArray());
  }

  private static List<String> notations(Bytes raw) {
    var spki = Bytes.hex(SPKI_PREFIX + raw.hex()).orElseThrow();
    var ssh = new SshWire.Writer().string("ssh-ed25519").string(raw).done();
    var token =
        new SshWire.Writer().string("sk-ssh-ed25519@openssh.com").string(raw).string("ssh:").done();
    return List.of(
        "\"ed25519\": \"%s\"".formatted(raw.hex()),
        "\"spki\": \"%s\"".formatted(Pem.write(Pem.PUBLIC_KEY, spki).replace("\n", "\\n")),
        "\"ssh\": \"ssh-ed25519 %s\"".formatted(ssh.base64()),
        "\"ssh\": \"sk-ssh-ed25519@openssh.com %s\"".formatted(token.base64()));
  }

  private static String withOffice(String office, String key) {
    return """
    {"trusted_signers": [{"name": "alice", "ed25519": "%s"}], "min_required_signatures": 1, %s}
    """
        .formatted(People.ALICE.hex(), office.formatted(key));
  }

  private static void assertRefused(String store) {
    var outcome = TrustStore.parse("trust_store.json", store.getBytes(StandardCharsets.UTF_8));

    assertThat(Codes.of(outcome)).as(store).containsExactly(Code.TRUST_STORE_INVALID);
    assertThat(outcome.problems().getFirst().message()).as(store).contains("small order");
  }
}

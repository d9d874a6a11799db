package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.NOW;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;

/**
 * Whatever OpenSSH and OpenSSL sign over the statement verifies here, what we sign verifies there,
 * and each reads the other's keys.
 */
class OtherToolsTest {
  private static final String STATEMENT = "statement";

  @TempDir Path folder;

  private final APatch patch = APatch.ofOneModule();
  private Tool tool;

  @BeforeEach
  void lay_the_statement_out() throws Exception {
    tool = new Tool(folder);
    Files.write(folder.resolve(STATEMENT), statement().toArray());
  }

  @ParameterizedTest
  @CsvSource({"ed25519,sha512", "ed25519,sha256", "ecdsa,sha512", "ecdsa,sha256"})
  void what_ssh_keygen_signs_verifies_here(String type, String hash) throws Exception {
    tool.succeed(STATEMENT, "ssh-keygen", "-q", "-t", type, "-N", "", "-C", "", "-f", "key");
    tool.succeed(
        STATEMENT,
        "ssh-keygen",
        "-Y",
        "sign",
        "-f",
        "key",
        "-n",
        "xps-artifact",
        "-O",
        "hashalg=" + hash,
        STATEMENT);

    var file = folder.resolve(STATEMENT + ".sig");
    var signature = SshSignature.parseArmored(file.toString(), Files.readAllBytes(file)).orThrow();
    patch.sig(
        "sha256.so", "{\"alg\": \"sshsig\", \"sig\": \"%s\"}".formatted(signature.blob().base64()));

    assertThat(attest("\"ssh\": \"%s\"".formatted(read("key.pub").strip())).problems()).isEmpty();
  }

  @Test
  void what_ssh_keygen_signs_for_another_purpose_does_not_count() throws Exception {
    tool.succeed(STATEMENT, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key");
    tool.succeed(STATEMENT, "ssh-keygen", "-Y", "sign", "-f", "key", "-n", "file", STATEMENT);

    var file = folder.resolve(STATEMENT + ".sig");
    var signature = SshSignature.parseArmored(file.toString(), Files.readAllBytes(file)).orThrow();
    patch.sig(
        "sha256.so", "{\"alg\": \"sshsig\", \"sig\": \"%s\"}".formatted(signature.blob().base64()));

    assertThat(Codes.of(attest("\"ssh\": \"%s\"".formatted(read("key.pub").strip()))))
        .containsExactly(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void what_we_sign_as_ssh_does_ssh_keygen_verifies() throws Exception {
    var key = People.ALICE.key();
    var signature = SshSignature.sign(key, "xps-artifact", statement().toArray());
    write("ours.sig", signature.armored());
    write("signers", "alice " + SshPublicKey.line(key.publicKey()).orElseThrow() + "\n");

    tool.succeed(STATEMENT, verifyAs("alice"));
    write(STATEMENT, "something else");
    assertThat(tool.run(STATEMENT, verifyAs("alice")).exit()).isNotZero();
  }

  private static String[] verifyAs(String name) {
    return new String[] {
      "ssh-keygen",
      "-Y",
      "verify",
      "-f",
      "signers",
      "-I",
      name,
      "-n",
      "xps-artifact",
      "-s",
      "ours.sig"
    };
  }

  @Test
  void what_openssl_signs_with_ed25519_verifies_here() throws Exception {
    tool.succeed(STATEMENT, "openssl", "genpkey", "-algorithm", "ed25519", "-out", "key.pem");
    tool.succeed(
        STATEMENT, "openssl", "pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", STATEMENT,
        "-out", "sig");

    assertSignedByOpenssl("ed25519");
  }

  @Test
  void what_openssl_signs_with_p_256_verifies_here() throws Exception {
    tool.succeed(
        STATEMENT,
        "openssl",
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-out",
        "key.pem");
    tool.succeed(
        STATEMENT, "openssl", "pkeyutl", "-sign", "-rawin", "-digest", "sha256", "-inkey",
        "key.pem", "-in", STATEMENT, "-out", "sig");

    assertSignedByOpenssl("ecdsa-p256-sha256");
  }

  private void assertSignedByOpenssl(String algorithm) throws Exception {
    tool.succeed(STATEMENT, "openssl", "pkey", "-in", "key.pem", "-pubout", "-out", "pub.pem");
    var signature = Bytes.copyOf(Files.readAllBytes(folder.resolve("sig")));
    patch.sig(
        "sha256.so", "{\"alg\": \"%s\", \"sig\": \"%s\"}".formatted(algorithm, signature.base64()));

    assertThat(
            attest("\"spki\": \"%s\"".formatted(read("pub.pem").replace("\n", "\\n"))).problems())
        .isEmpty();
  }

  @Test
  void what_we_sign_openssl_verifies() throws Exception {
    var key = People.ALICE.key();
    Files.write(folder.resolve("sig"), key.sign(statement().toArray()).toArray());
    write("pub.pem", key.publicKey().pem());
    var verify =
        new String[] {
          "openssl",
          "pkeyutl",
          "-verify",
          "-pubin",
          "-inkey",
          "pub.pem",
          "-rawin",
          "-in",
          STATEMENT,
          "-sigfile",
          "sig"
        };

    tool.succeed(STATEMENT, verify);
    write(STATEMENT, "something else");
    assertThat(tool.run(STATEMENT, verify).exit()).isNotZero();
  }

  @Test
  void openssl_reads_the_key_that_we_encrypt() throws Exception {
    var key = People.ALICE.key();
    try (var passphrase = Passphrase.of("correct horse".toCharArray())) {
      key.writePem(folder.resolve("key.pem"), passphrase, new SeededChance(9));
    }

    tool.succeed(
        STATEMENT,
        "openssl",
        "pkey",
        "-in",
        "key.pem",
        "-passin",
        "pass:correct horse",
        "-pubout",
        "-out",
        "pub.pem");
    assertThat(read("pub.pem")).isEqualTo(key.publicKey().pem());
    assertThat(
            tool.run(
                    STATEMENT,
                    "openssl",
                    "pkey",
                    "-in",
                    "key.pem",
                    "-passin",
                    "pass:wrong",
                    "-noout")
                .exit())
        .isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v2 aes-256-cbc", "-v2 aes-128-cbc", "-iter 100000"})
  void we_read_the_key_that_openssl_encrypts(String options) throws Exception {
    encryptWithOpenssl(options);
    tool.succeed(STATEMENT, "openssl", "pkey", "-in", "plain.pem", "-pubout", "-out", "pub.pem");

    var read = SigningKey.readPem(folder.resolve("key.pem"), saying("correct horse"));

    assertThat(read.orThrow().publicKey().pem()).isEqualTo(read("pub.pem"));
    assertThat(Codes.of(SigningKey.readPem(folder.resolve("key.pem"), saying("wrong"))))
        .containsExactly(Code.USAGE);
    assertThat(Codes.of(SigningKey.readPem(folder.resolve("key.pem")))).containsExactly(Code.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-v1 PBE-SHA1-3DES", "-v2 des3", "-scrypt", "-iter 10000001"})
  void an_encryption_that_is_weak_unknown_or_endless_is_refused(String options) throws Exception {
    encryptWithOpenssl(options);

    assertThat(Codes.of(SigningKey.readPem(folder.resolve("key.pem"), saying("correct horse"))))
        .containsExactly(Code.USAGE);
  }

  private void encryptWithOpenssl(String options) throws Exception {
    tool.succeed(STATEMENT, "openssl", "genpkey", "-algorithm", "ed25519", "-out", "plain.pem");
    tool.succeed(
        STATEMENT,
        ("openssl pkcs8 -topk8 " + options + " -passout file:pass -in plain.pem -out key.pem")
            .split(" "));
    Files.setPosixFilePermissions(
        folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-------"));
  }

  @BeforeEach
  void write_the_passphrase_down() throws Exception {
    write("pass", "correct horse\n");
  }

  private static PassphraseSource saying(String passphrase) {
    return _ -> java.util.Optional.of(Passphrase.of(passphrase.toCharArray()));
  }

  private Bytes statement() {
    var manifest = patch.manifest();
    return manifest.statementOf(manifest.artifacts().getFirst());
  }

  private Outcome<AttestedPatch> attest(String member) {
    return new ATrustStore()
        .entry("{\"name\": \"Release\", %s}".formatted(member))
        .verifier()
        .at(NOW)
        .requireAll(patch.manifest(), patch.source());
  }

  private String read(String name) throws Exception {
    return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }
}

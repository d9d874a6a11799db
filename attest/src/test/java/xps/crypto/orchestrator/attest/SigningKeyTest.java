package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;

class SigningKeyTest {
  @TempDir Path folder;

  @Test
  void a_key_written_and_read_again_is_the_same_key() throws Exception {
    var file = folder.resolve("alice.key");
    People.ALICE.key().writePem(file);

    var read = SigningKey.readPem(file).orThrow();

    assertThat(read.publicKey()).isEqualTo(People.ALICE.key().publicKey());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_key_is_never_written_over_another_file() throws Exception {
    var file = Files.writeString(folder.resolve("alice.key"), "something dear");

    assertThatThrownBy(() -> People.ALICE.key().writePem(file))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("something dear");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
  void a_key_file_that_others_can_open_is_unsafe(String mode) throws Exception {
    var file = folder.resolve("alice.key");
    People.ALICE.key().writePem(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    assertThat(Codes.of(SigningKey.readPem(file))).containsExactly(Code.KEY_FILE_UNSAFE);
  }

  @Test
  void a_key_that_the_jdk_made_has_the_public_key_that_the_jdk_gave_it() throws Exception {
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    var key =
        SigningKey.readPem(keyFile(pem("PRIVATE KEY", pair.getPrivate().getEncoded()))).orThrow();

    assertThat(key.publicKey().spki()).isEqualTo(Bytes.copyOf(pair.getPublic().getEncoded()));
  }

  @Test
  void the_jdk_reads_the_pem_of_a_new_key() throws Exception {
    var key = SigningKey.generate(new SeededChance(7));
    var base64 = key.pem().replaceAll("-----[A-Z ]+-----|\\n", "");

    var read =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));

    assertThat(read.getAlgorithm()).isIn("EdDSA", "Ed25519");
  }

  @Test
  void keys_from_different_chance_are_different() {
    assertThat(SigningKey.generate(new SeededChance(1)).publicKey())
        .isNotEqualTo(SigningKey.generate(new SeededChance(2)).publicKey());
  }

  /** RFC 8032, section 7.1, test 2. */
  @Test
  void the_signature_of_the_standard_comes_out() throws Exception {
    var seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    var pkcs8 = Bytes.hex("302e020100300506032b657004220420" + seed).orElseThrow();
    var key = SigningKey.readPem(keyFile(pem("PRIVATE KEY", pkcs8.toArray()))).orThrow();

    assertThat(key.publicKey().hex())
        .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(key.sign(new byte[] {0x72}).hex())
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a key",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PRIVATE KEY-----",
      })
  void what_is_no_ed25519_key_is_refused_without_an_exception(String content) throws Exception {
    var outcome = SigningKey.readPem(keyFile(content));

    assertThat(Codes.of(outcome)).containsExactly(Code.USAGE);
    assertThat(outcome.problems().getFirst().remedy()).isNotBlank();
  }

  @Test
  void a_missing_key_file_and_a_directory_are_refused_without_an_exception() {
    assertThat(Codes.of(SigningKey.readPem(folder.resolve("nobody.key"))))
        .containsExactly(Code.USAGE);
    assertThat(Codes.of(SigningKey.readPem(folder))).containsExactly(Code.USAGE);
  }

  @Test
  void a_printed_key_shows_nothing_of_itself() {
    assertThat(People.ALICE.key().toString())
        .doesNotContain(People.ALICE.hex().substring(0, 8))
        .hasSizeLessThan(20);
  }

  private Path keyFile(String content) throws Exception {
    var file = folder.resolve("some.key");
    Files.writeString(file, content, StandardCharsets.US_ASCII);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static String pem(String label, byte[] content) {
    return Pem.write(label, Bytes.copyOf(content));
  }
}

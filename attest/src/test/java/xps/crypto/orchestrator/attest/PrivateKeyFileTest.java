package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;

class PrivateKeyFileTest {
  private static final MlDsa65SigningKey QUANTUM = MlDsa65SigningKey.generate(new SeededChance(65));

  @TempDir Path folder;

  @Test
  void each_kind_of_key_written_plain_or_encrypted_is_read_again_as_the_same_key()
      throws Exception {
    People.ALICE.key().writePem(folder.resolve("a"));
    QUANTUM.writePem(folder.resolve("q"));
    try (var passphrase = Passphrase.of("pässword".toCharArray())) {
      QUANTUM.writePem(folder.resolve("eq"), passphrase, new SeededChance(2));
    }

    for (var name : new String[] {"a", "q", "eq"}) {
      var file = folder.resolve(name);
      var read = PrivateKeyFile.read(file, saying("pässword")).orThrow();
      assertThat(read.publicKey())
          .as(name)
          .isEqualTo(name.endsWith("q") ? QUANTUM.publicKey() : People.ALICE.key().publicKey());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(Codes.of(PrivateKeyFile.read(folder.resolve("eq"), saying("password"))))
        .containsExactly(Code.USAGE);
    assertThat(Codes.of(SigningKey.readPem(folder.resolve("q")))).containsExactly(Code.USAGE);
  }

  @Test
  void nobody_is_asked_for_the_passphrase_of_a_plain_key() throws Exception {
    People.ALICE.key().writePem(folder.resolve("a"));

    var read =
        PrivateKeyFile.read(
            folder.resolve("a"),
            _ -> {
              throw new AssertionError("asked");
            });

    assertThat(read.isOk()).isTrue();
  }

  @Test
  void an_encrypted_key_without_anybody_to_ask_is_refused_and_says_why() throws Exception {
    try (var passphrase = Passphrase.of("x".toCharArray())) {
      People.ALICE.key().writePem(folder.resolve("a"), passphrase, new SeededChance(1));
    }

    var refused = PrivateKeyFile.read(folder.resolve("a"), PassphraseSource.NOBODY);

    assertThat(Codes.of(refused)).containsExactly(Code.USAGE);
    assertThat(refused.problems().getFirst().message()).contains("encrypted");
  }

  @Test
  void an_encrypted_key_that_others_can_open_is_unsafe_all_the_same() throws Exception {
    try (var passphrase = Passphrase.of("x".toCharArray())) {
      People.ALICE.key().writePem(folder.resolve("a"), passphrase, new SeededChance(1));
    }
    Files.setPosixFilePermissions(
        folder.resolve("a"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(Codes.of(PrivateKeyFile.read(folder.resolve("a"), saying("x"))))
        .containsExactly(Code.KEY_FILE_UNSAFE);
  }

  @Test
  void two_encryptions_of_one_key_have_nothing_in_common() {
    try (var passphrase = Passphrase.of("x".toCharArray())) {
      var first = People.ALICE.key().pem(passphrase, new SeededChance(1));
      var second = People.ALICE.key().pem(passphrase, new SeededChance(2));
      assertThat(first).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----").isNotEqualTo(second);
      assertThat(first).doesNotContain(body(People.ALICE.key().pem()));
    }
  }

  @Test
  void a_key_is_never_written_over_another_file() throws Exception {
    var file = Files.writeString(folder.resolve("q"), "something dear");

    assertThatThrownBy(() -> QUANTUM.writePem(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("something dear");
  }

  @Test
  void secrets_show_nothing_of_themselves_and_a_wiped_passphrase_opens_nothing() throws Exception {
    var passphrase = Passphrase.of("secret".toCharArray());
    People.ALICE.key().writePem(folder.resolve("a"), passphrase, new SeededChance(1));
    passphrase.close();

    assertThat(passphrase.toString()).doesNotContain("secret");
    assertThat(QUANTUM.toString()).isEqualTo("a private key");
    assertThat(PrivateKeyFile.read(folder.resolve("a"), _ -> Optional.of(passphrase)).isOk())
        .isFalse();
  }

  @Test
  void garbage_in_an_encrypted_key_is_refused_without_an_exception() throws Exception {
    var chance = new SeededChance(5);
    for (int length = 0; length < 200; length += 7) {
      var bytes = new byte[length];
      chance.nextBytes(bytes);
      if (length > 2) {
        bytes[0] = 0x30;
        bytes[1] = (byte) (length - 2);
      }
      var file = folder.resolve("garbage-" + length);
      Files.writeString(
          file,
          Pem.write(Pem.ENCRYPTED_PRIVATE_KEY, Bytes.copyOf(bytes)),
          StandardCharsets.US_ASCII);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      assertThat(Codes.of(PrivateKeyFile.read(file, saying("x")))).containsExactly(Code.USAGE);
    }
  }

  private static String body(String pem) {
    return pem.lines().skip(1).findFirst().orElseThrow();
  }

  private static PassphraseSource saying(String passphrase) {
    return _ -> Optional.of(Passphrase.of(passphrase.toCharArray()));
  }
}

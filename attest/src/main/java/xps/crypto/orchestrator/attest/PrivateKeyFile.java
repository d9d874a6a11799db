package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;

/** Private keys in PEM files that nobody but their owner can open. */
public final class PrivateKeyFile {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private PrivateKeyFile() {}

  /**
   * The key in a PKCS#8 PEM file: Ed25519, P-256 or ML-DSA-65. A file that others than its owner
   * can read or write is {@code KEY_FILE_UNSAFE}, whatever is in it; one without such a key, or of
   * which nobody gives the right passphrase, is {@code USAGE}.
   */
  public static Outcome<StatementSigner> read(Path file, PassphraseSource passphrases) {
    return readPkcs8(file, passphrases)
        .flatMap(pkcs8 ->
            SigningKey.ofPkcs8(pkcs8)
                .<StatementSigner>map(key -> key)
                .or(() -> P256SigningKey.ofPkcs8(pkcs8).map(key -> key))
                .or(() -> MlDsa65SigningKey.ofPkcs8(pkcs8).map(key -> key))
                .map(Outcome::ok)
                .orElseGet(() ->
                    notThat(
                        file,
                        "a private key, but no Ed25519, P-256 or ML-DSA-65 one in its usual form")));
  }

  /** The DER of the key in the file, decrypted. */
  static Outcome<Bytes> readPkcs8(Path file, PassphraseSource passphrases) {
    return switch (Source.read(file, Code.USAGE)) {
      case Outcome.Refused<byte[]>(var problems) -> Outcome.refused(problems);
      case Outcome.Ok<byte[]>(var content, _) -> {
        var unsafe = unsafe(file);
        yield unsafe.isPresent()
            ? Outcome.refused(unsafe.get())
            : pkcs8(file, new String(content, StandardCharsets.ISO_8859_1), passphrases);
      }
    };
  }

  /**
   * The passphrase in a file, its first line. A file that others than its owner can open is {@code
   * KEY_FILE_UNSAFE}; one without a passphrase is {@code USAGE}.
   */
  public static Outcome<Passphrase> readPassphrase(Path file) {
    return Source.read(file, Code.USAGE)
        .flatMap(content -> {
          var unsafe = unsafe(file);
          if (unsafe.isPresent()) {
            return Outcome.refused(unsafe.get());
          }
          var line = new String(content, StandardCharsets.UTF_8).lines().findFirst().orElse("");
          return line.isEmpty()
              ? Outcome.refused(
                  new Problem(
                      Code.USAGE,
                      "there is no passphrase in the first line of this file",
                      file.toString(),
                      "write the passphrase there, and nothing before it"))
              : Outcome.ok(Passphrase.of(line.toCharArray()));
        });
  }

  private static Optional<Problem> unsafe(Path file) {
    try {
      var permissions = Files.getPosixFilePermissions(file);
      for (var permission : permissions) {
        if (OTHERS.contains(permission)) {
          return Optional.of(
              new Problem(
                  Code.KEY_FILE_UNSAFE,
                  "others than its owner can open this secret (mode "
                      + PosixFilePermissions.toString(permissions)
                      + ")",
                  file.toString(),
                  "run chmod 600 on it, and make a new one if somebody may have read it"));
        }
      }
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.of(
          new Problem(
              Code.KEY_FILE_UNSAFE,
              "cannot tell who can open this secret",
              file.toString(),
              "keep secrets on a file system with owners and modes"));
    }
  }

  private static Outcome<Bytes> pkcs8(Path file, String text, PassphraseSource passphrases) {
    var plain = Pem.read(Pem.PRIVATE_KEY, text);
    if (plain.isPresent()) {
      return Outcome.ok(plain.get());
    }
    var encrypted = Pem.read(Pem.ENCRYPTED_PRIVATE_KEY, text);
    if (encrypted.isPresent()) {
      return decrypt(file, encrypted.get(), passphrases);
    }
    var what =
        switch (Pem.label(text).orElse("")) {
          case "OPENSSH PRIVATE KEY" -> "an OpenSSH private key, which ssh-keygen signs with";
          case "EC PRIVATE KEY" ->
              "a key in an older form, which openssl pkcs8 -topk8 turns into PKCS#8";
          case Pem.PUBLIC_KEY -> "a public key";
          default -> "not a PEM file with one private key";
        };
    return notThat(file, what);
  }

  private static Outcome<Bytes> decrypt(Path file, Bytes encrypted, PassphraseSource passphrases) {
    var asked = passphrases.ask(file);
    if (asked.isEmpty()) {
      return Outcome.refused(
          new Problem(
              Code.USAGE,
              "this private key is encrypted, and nobody gives its passphrase",
              file.toString(),
              "give the passphrase, or a key that is not encrypted"));
    }
    try (var passphrase = asked.get()) {
      return EncryptedKey.decrypt(encrypted, passphrase)
          .map(Outcome::ok)
          .orElseGet(() ->
              Outcome.refused(
                  new Problem(
                      Code.USAGE,
                      "the passphrase is not that of this private key, or the key is not"
                          + " encrypted with PBKDF2 and AES",
                      file.toString(),
                      "give the right passphrase; convert an older file with openssl pkcs8"
                          + " -topk8 -v2 aes-256-cbc")));
    }
  }

  static <T> Outcome<T> notThat(Path file, String what) {
    return Outcome.refused(
        new Problem(
            Code.USAGE,
            "this is " + what,
            file.toString(),
            "give a PKCS#8 PEM file, as xps key generate writes it"));
  }

  /**
   * Writes a new file of mode 0600; never over another file, and never readable by others in
   * between.
   */
  public static void write(Path file, String pem) throws IOException {
    var ownerOnly = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel =
        FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(ownerOnly))) {
      var content = ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII));
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    }
  }
}

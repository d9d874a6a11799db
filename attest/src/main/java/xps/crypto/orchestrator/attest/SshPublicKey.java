package xps.crypto.orchestrator.attest;

import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/**
 * Public keys as SSH writes them: {@code type base64 [comment]}, as in a {@code .pub} file. No
 * options and no certificates: here a line names a key and says nothing else about it.
 */
public final class SshPublicKey {
  static final String ED25519 = "ssh-ed25519";
  static final String P256 = "ecdsa-sha2-nistp256";
  static final String SECURITY_KEY = "sk-ssh-ed25519@openssh.com";

  /** The types of keys that are read. */
  static final List<String> TYPES = List.of(ED25519, P256, SECURITY_KEY);

  private static final String CURVE = "nistp256";

  /** Type, key, and a comment in which there may be spaces. */
  private static final int MOST_PARTS = 3;

  private SshPublicKey() {}

  /** The key that the line names; nothing where {@link #flaw} has an answer. */
  public static Optional<VerifyingKey> parse(String line) {
    return read(line).sound();
  }

  /** Says what is wrong with the line; nothing when it names a key to trust. */
  public static Optional<String> flaw(String line) {
    return read(line).flaw();
  }

  static Decoded<VerifyingKey> read(String line) {
    var parts = line.split(" ", MOST_PARTS);
    if (!TYPES.contains(parts[0])) {
      return new Decoded.Unsound<>(
          "does not begin with one of the types " + String.join(", ", TYPES));
    }
    if (parts.length < 2 || line.chars().anyMatch(c -> c < 0x20 || c == 0x7F)) {
      return new Decoded.Unsound<>("is not one line of type, base64 and comment");
    }
    var blob = Bytes.base64(parts[1]);
    if (blob.isEmpty() || !new SshWire.Reader(blob.get()).name().equals(parts[0])) {
      return new Decoded.Unsound<>("does not hold a key of its type in canonical base64");
    }
    return decode(blob.get());
  }

  /** The key in the binary form of RFC 4253, section 6.6. */
  static Decoded<VerifyingKey> decode(Bytes blob) {
    var reader = new SshWire.Reader(blob);
    var type = reader.name();
    return switch (type) {
      case ED25519 -> {
        var raw = reader.string();
        yield whole(reader, Ed25519Key.decode(raw).map(key -> key));
      }
      case P256 -> {
        boolean named = reader.name().equals(CURVE);
        var point = reader.string();
        yield named
            ? whole(reader, P256Key.decode(point).map(key -> key))
            : new Decoded.Unsound<>("is not on the curve that its type names");
      }
      case SECURITY_KEY -> {
        var raw = reader.string();
        var application = reader.name();
        yield whole(
            reader, Ed25519Key.decode(raw).map(key -> new SecurityKey(key, application, false)));
      }
      default -> new Decoded.Unsound<>("is none of the types " + String.join(", ", TYPES));
    };
  }

  private static Decoded<VerifyingKey> whole(SshWire.Reader reader, Decoded<VerifyingKey> key) {
    return reader.isWhole() ? key : new Decoded.Unsound<>("is cut off, or has bytes after its end");
  }

  /** The binary form; nothing for a key that SSH has no form for. */
  static Optional<Bytes> blob(VerifyingKey key) {
    return switch (key) {
      case Ed25519Key ed25519 ->
          Optional.of(new SshWire.Writer().string(ED25519).string(ed25519.raw()).done());
      case P256Key p256 ->
          Optional.of(new SshWire.Writer().string(P256).string(CURVE).string(p256.raw()).done());
      case SecurityKey token ->
          Optional.of(
              new SshWire.Writer()
                  .string(SECURITY_KEY)
                  .string(token.raw())
                  .string(token.application())
                  .done());
      case MlDsa65Key _ -> Optional.empty();
    };
  }

  /**
   * The line, without a comment, as {@code ssh-keygen -Y verify} wants it in its list of signers;
   * nothing for a key that SSH has no form for.
   */
  public static Optional<String> line(VerifyingKey key) {
    return blob(key).map(blob -> new SshWire.Reader(blob).name() + " " + blob.base64());
  }
}

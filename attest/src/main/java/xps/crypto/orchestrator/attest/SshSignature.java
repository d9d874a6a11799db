package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * A signature as {@code ssh-keygen -Y sign} makes it: the format SSHSIG of OpenSSH ({@code
 * PROTOCOL.sshsig}), whole and of a type that counts here. It carries its key, a namespace that
 * tells what it was made for, and a signature over the digest of the message.
 *
 * <p>Nothing that it says about itself is believed: the key has to be one that somebody trusts, and
 * the namespace is the one that the statement asks for.
 */
public final class SshSignature {
  static final String ALGORITHM = "sshsig";

  private static final Bytes MAGIC = Bytes.utf8("SSHSIG");
  private static final int VERSION = 1;
  private static final String SHA256 = "sha256";
  private static final String SHA512 = "sha512";

  private final Bytes blob;
  private final Bytes publicKey;
  private final Bytes namespace;
  private final String hash;
  private final Bytes raw;

  private SshSignature(Bytes blob, Bytes publicKey, Bytes namespace, String hash, Bytes raw) {
    this.blob = blob;
    this.publicKey = publicKey;
    this.namespace = namespace;
    this.hash = hash;
    this.raw = raw;
  }

  /** The signature in the binary form, or what is wrong with it. */
  static Decoded<SshSignature> decode(Bytes blob) {
    var reader = new SshWire.Reader(blob);
    if (!reader.bytes(MAGIC.size()).equals(MAGIC) || reader.uint32() != VERSION) {
      return new Decoded.Unsound<>("does not begin as an SSH signature of version 1");
    }
    var publicKey = reader.string();
    var namespace = reader.string();
    var reserved = reader.string();
    var hash = reader.name();
    var signature = reader.string();
    if (!reader.isWhole()) {
      return new Decoded.Unsound<>("is cut off, or has bytes after its end");
    }
    if (reserved.size() != 0) {
      return new Decoded.Unsound<>("has something in its reserved field");
    }
    if (!hash.equals(SHA256) && !hash.equals(SHA512)) {
      return new Decoded.Unsound<>("hashes with neither sha256 nor sha512");
    }
    return switch (SshPublicKey.decode(publicKey)) {
      case Decoded.Unsound<VerifyingKey>(var flaw) ->
          new Decoded.Unsound<>("carries a key that " + flaw);
      case Decoded.Sound<VerifyingKey>(var key) ->
          SshInnerSignature.decode(key, signature)
              .map(raw -> new SshSignature(blob, publicKey, namespace, hash, raw));
    };
  }

  /**
   * Reads the file that {@code ssh-keygen -Y sign} writes; {@code USAGE} for anything else. The
   * blob is what stands in {@code sig} where {@code alg} is {@code sshsig}.
   */
  public static Outcome<SshSignature> parseArmored(String file, byte[] text) {
    var blob = SshArmor.read(new String(text, StandardCharsets.ISO_8859_1));
    var decoded =
        blob.isPresent()
            ? decode(blob.get())
            : new Decoded.Unsound<SshSignature>("is no SSH SIGNATURE in its armor");
    return switch (decoded) {
      case Decoded.Sound<SshSignature>(var signature) -> Outcome.ok(signature);
      case Decoded.Unsound<SshSignature>(var flaw) ->
          Outcome.refused(
              new Problem(
                  Code.USAGE,
                  "this " + flaw,
                  file,
                  "give a file that ssh-keygen -Y sign has written with a key of type "
                      + String.join(", ", SshPublicKey.TYPES)));
    };
  }

  /** Signs as {@code ssh-keygen -Y sign -n namespace} does. */
  public static SshSignature sign(SigningKey key, String namespace, byte[] message) {
    var publicKey = SshPublicKey.blob(key.publicKey()).orElseThrow();
    var purpose = Bytes.utf8(namespace);
    var raw = key.sign(toSign(purpose, SHA512, message).toArray());
    var blob = blob(publicKey, purpose, SHA512, SshInnerSignature.ofEd25519(raw));
    return new SshSignature(blob, publicKey, purpose, SHA512, raw);
  }

  private static Bytes blob(Bytes publicKey, Bytes namespace, String hash, Bytes inner) {
    return new SshWire.Writer()
        .bytes(MAGIC.toArray())
        .uint32(VERSION)
        .string(publicKey)
        .string(namespace)
        .string("")
        .string(hash)
        .string(inner)
        .done();
  }

  /** See {@link StatementSignature#twin}. */
  Optional<SshSignature> twin() {
    if (!(claimedKey() instanceof P256Key)) {
      return Optional.empty();
    }
    return EcdsaSignature.ofDer(raw)
        .map(EcdsaSignature::twin)
        .map(twin -> {
          var other = blob(publicKey, namespace, hash, SshInnerSignature.ofP256(twin));
          return new SshSignature(other, publicKey, namespace, hash, twin.der());
        });
  }

  /** What the key signs. Its beginning keeps it apart from whatever else SSH signs. */
  private static Bytes toSign(Bytes namespace, String hash, byte[] message) {
    var digest = hash.equals(SHA256) ? Digests.sha256() : Digests.sha512();
    return new SshWire.Writer()
        .bytes(MAGIC.toArray())
        .string(namespace)
        .string("")
        .string(hash)
        .string(Bytes.copyOf(digest.digest(message)))
        .done();
  }

  /**
   * The namespace of a statement of that kind: {@code xps-artifact} for {@code xps-artifact/v1}.
   */
  public static String namespaceOf(String kind) {
    return kind.endsWith("/v1") ? kind.substring(0, kind.length() - "/v1".length()) : kind;
  }

  /** Whether the key that this signature carries is that one, and of the same type. */
  boolean carries(VerifyingKey key) {
    return SshPublicKey.blob(key).equals(Optional.of(publicKey));
  }

  /** Whether it was made for that namespace. */
  boolean isFor(String wanted) {
    return namespace.equals(Bytes.utf8(wanted));
  }

  /** Whether it is that key's over exactly {@code message}, whatever it was made for. */
  boolean isBy(VerifyingKey key, byte[] message) {
    return carries(key) && key.verifies(toSign(namespace, hash, message).toArray(), raw.toArray());
  }

  /** The binary form. */
  public Bytes blob() {
    return blob;
  }

  /** The key that it says it was made with; believe nothing of it that hasn't been checked. */
  public VerifyingKey claimedKey() {
    return SshPublicKey.decode(publicKey).sound().orElseThrow();
  }

  /** In the form of a file that {@code ssh-keygen -Y verify} reads. */
  public String armored() {
    return SshArmor.write(blob);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SshSignature that && blob.equals(that.blob);
  }

  @Override
  public int hashCode() {
    return blob.hashCode();
  }
}

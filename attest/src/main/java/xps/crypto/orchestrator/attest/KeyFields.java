package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Fields;

/**
 * Public keys as fields of a document. Whatever the notation, a key goes through the one decoder of
 * its algorithm.
 */
public final class KeyFields {
  private KeyFields() {}

  /** The key in the field {@code ed25519}; nothing where it is missing, or unsound and reported. */
  public static Optional<Ed25519Key> ed25519(Fields entry) {
    return entry
        .parsed("ed25519", "a public key of 64 lowercase hex digits", KeyFields::keyBytes)
        .flatMap(raw -> sound(entry, "ed25519", Ed25519Key.decode(raw)));
  }

  private static Optional<Bytes> keyBytes(String hex) {
    return Bytes.hex(hex).filter(raw -> raw.size() == Ed25519Key.KEY_BYTES);
  }

  /**
   * The key in the PEM field {@code spki}; nothing where it is missing, or unsound and reported.
   */
  static Optional<VerifyingKey> spki(Fields entry) {
    return entry
        .parsed("spki", "a PUBLIC KEY in PEM", text -> Pem.read(Pem.PUBLIC_KEY, text))
        .flatMap(der -> sound(entry, "spki", decodeSpki(der)));
  }

  private static Decoded<VerifyingKey> decodeSpki(Bytes der) {
    return Ed25519Key.rawOfSpki(der)
        .map(raw -> Ed25519Key.decode(raw).<VerifyingKey>map(key -> key))
        .or(() ->
            P256Key.pointOfSpki(der)
                .map(point -> P256Key.decode(point).<VerifyingKey>map(key -> key)))
        .orElseGet(() -> new Decoded.Unsound<>("is neither an Ed25519 nor a P-256 key"));
  }

  /**
   * The key in the field {@code ssh}, a line of a {@code .pub} file, with what {@code
   * verify_required} asks of a security key; nothing where it is missing, or unsound and reported.
   */
  public static Optional<VerifyingKey> ssh(Fields entry) {
    boolean verifyRequired = entry.optionalBool("verify_required").orElse(false);
    var key =
        entry.optionalText("ssh").flatMap(line -> sound(entry, "ssh", SshPublicKey.read(line)));
    if (!verifyRequired) {
      return key;
    }
    if (key.isPresent() && key.get() instanceof SecurityKey token) {
      return Optional.of(token.requiringVerification());
    }
    entry.problem(
        "verify_required",
        "only a security key (" + SshPublicKey.SECURITY_KEY + ") can verify its user",
        "name such a key in ssh, or take verify_required out");
    return Optional.empty();
  }

  /** The key in the field {@code ml_dsa_65}; nothing where it is missing, or wrong and reported. */
  static Optional<MlDsa65Key> mlDsa65(Fields entry) {
    return entry.parsed(
        "ml_dsa_65",
        "the SPKI of an ML-DSA-65 key in base64",
        text -> Bytes.base64(text).flatMap(MlDsa65Key::ofSpki));
  }

  private static <K> Optional<K> sound(Fields entry, String field, Decoded<K> key) {
    key.flaw()
        .ifPresent(flaw ->
            entry.problem(
                field,
                "the key in " + field + " " + flaw,
                "never trust this key; ask its owner for the right one, and who gave you this"));
    return key.sound();
  }
}

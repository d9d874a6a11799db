package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Fields;

/**
 * Public keys as fields of a document. Whatever the notation, the key goes through {@link
 * Ed25519Key}.
 */
final class KeyFields {
  /** RFC 5480: SEQUENCE { SEQUENCE { OID ecPublicKey, OID prime256v1 }, … }. */
  private static final String P256_PREFIX = "3059301306072a8648ce3d020106082a8648ce3d030107";

  private KeyFields() {}

  /** The key in the field {@code ed25519}; nothing where it is missing, or unsound and reported. */
  static Optional<Ed25519Key> ed25519(Fields entry) {
    return entry
        .parsed("ed25519", "a public key of 64 lowercase hex digits", KeyFields::keyBytes)
        .flatMap(raw -> sound(entry, "ed25519", raw));
  }

  private static Optional<Bytes> keyBytes(String hex) {
    return Bytes.hex(hex).filter(raw -> raw.size() == Ed25519Key.KEY_BYTES);
  }

  /**
   * The key in the PEM field {@code spki}; nothing where it is missing, or unsound and reported.
   */
  static Optional<Ed25519Key> spki(Fields entry) {
    var der = entry.parsed("spki", "a PUBLIC KEY in PEM", text -> Pem.read(Pem.PUBLIC_KEY, text));
    if (der.isEmpty()) {
      return Optional.empty();
    }
    if (der.get().hex().startsWith(P256_PREFIX)) {
      Later.refuse(entry, "spki", "trusting ECDSA P-256 keys");
      return Optional.empty();
    }
    var raw = Ed25519Key.rawOfSpki(der.get());
    if (raw.isEmpty()) {
      entry.problem("spki", "the key in spki is no Ed25519 key", "name an Ed25519 key");
      return Optional.empty();
    }
    return sound(entry, "spki", raw.get());
  }

  private static Optional<Ed25519Key> sound(Fields entry, String field, Bytes raw) {
    Ed25519Key.flaw(raw)
        .ifPresent(flaw ->
            entry.problem(
                field,
                "the key in " + field + " " + flaw,
                "never trust this key; ask its owner for the right one, and who gave you this"));
    return Ed25519Key.ofRaw(raw);
  }
}

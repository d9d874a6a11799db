package xps.crypto.orchestrator.document;

/**
 * The one spelling of a value, JCS (RFC 8785): what is hashed and signed. Reading it again and
 * writing it again gives the same bytes.
 */
public final class Canonical {
  private Canonical() {}

  /** The canonical form, UTF-8. */
  public static Bytes bytes(Value value) {
    return Bytes.utf8(new JsonWriter(JsonWriter.Layout.CANONICAL).write(value));
  }

  /** SHA-256 over the canonical form: the digest of a document. */
  public static Sha256 digest(Value value) {
    return bytes(value).sha256();
  }
}

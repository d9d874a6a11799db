package xps.crypto.orchestrator.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** A string of bytes that nobody can change; equal when the bytes are. */
public final class Bytes {
  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** No bytes. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** A copy of these bytes. */
  public static Bytes copyOf(byte[] content) {
    return new Bytes(content.clone());
  }

  /** The text in UTF-8. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What padded, canonical base64 (RFC 4648, section 4) stands for; nothing for other spellings.
   */
  public static Optional<Bytes> base64(String text) {
    try {
      var content = Base64.getDecoder().decode(text);
      // The decoder takes missing padding and stray low bits; the one true spelling has neither.
      return Base64.getEncoder().encodeToString(content).equals(text)
          ? Optional.of(new Bytes(content))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What lowercase hex stands for; nothing for other spellings. */
  public static Optional<Bytes> hex(String text) {
    if (text.length() % 2 != 0 || !text.chars().allMatch(Bytes::isLowercaseHex)) {
      return Optional.empty();
    }
    return Optional.of(new Bytes(HexFormat.of().parseHex(text)));
  }

  static boolean isLowercaseHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return content.clone();
  }

  /** How many bytes there are. */
  public int size() {
    return content.length;
  }

  /** In lowercase hex. */
  public String hex() {
    return HexFormat.of().formatHex(content);
  }

  /** In padded base64 (RFC 4648, section 4). */
  public String base64() {
    return Base64.getEncoder().encodeToString(content);
  }

  /** The text that these bytes are in UTF-8; for bytes that we have made ourselves. */
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** SHA-256 over the bytes. */
  public Sha256 sha256() {
    return Sha256.of(content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** How many there are; the bytes themselves are not for logs. */
  @Override
  public String toString() {
    return content.length + " bytes";
  }
}

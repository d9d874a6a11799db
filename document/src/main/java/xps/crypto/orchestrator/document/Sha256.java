package xps.crypto.orchestrator.document;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A SHA-256 digest: 64 lowercase hex digits. Ordered as its text.
 *
 * @param hex the digits
 */
public record Sha256(String hex) implements Comparable<Sha256> {
  private static final int DIGEST_BYTES = 32;

  public Sha256 {
    if (!isDigest(hex)) {
      throw new IllegalArgumentException("a SHA-256 digest is 64 lowercase hex digits");
    }
  }

  /** The digest that this text spells; nothing for any other spelling. */
  public static Optional<Sha256> parse(String hex) {
    return isDigest(hex) ? Optional.of(new Sha256(hex)) : Optional.empty();
  }

  /** The digest of this content. */
  public static Sha256 of(byte[] content) {
    try {
      return ofDigest(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The digest whose 32 bytes somebody has computed already. */
  public static Sha256 ofDigest(byte[] digest) {
    if (digest.length != DIGEST_BYTES) {
      throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + digest.length);
    }
    return new Sha256(HexFormat.of().formatHex(digest));
  }

  private static boolean isDigest(String hex) {
    return hex.length() == 2 * DIGEST_BYTES && hex.chars().allMatch(Bytes::isLowercaseHex);
  }

  /** The 32 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public int compareTo(Sha256 other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }

  /** Written out, as the one below: what a record has by itself is made when it is first called. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Sha256(var theirs) && hex.equals(theirs);
  }

  @Override
  public int hashCode() {
    return hex.hashCode();
  }
}

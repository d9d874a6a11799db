package xps.crypto.orchestrator.workload;

import java.util.Optional;

/** The SHA-256 of an object, 64 lowercase hexadecimal digits: its only name in the store. */
public record ObjectDigest(String hex) implements Comparable<ObjectDigest> {
  private static final Form FORM =
      new Form(64, 64, it -> Form.isDigit(it) || (it >= 'a' && it <= 'f'));

  public ObjectDigest {
    if (!FORM.fits(hex)) {
      throw new IllegalArgumentException("not 64 lowercase hexadecimal digits");
    }
  }

  public static Optional<ObjectDigest> parse(String text) {
    return FORM.fits(text) ? Optional.of(new ObjectDigest(text)) : Optional.empty();
  }

  @Override
  public int compareTo(ObjectDigest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}

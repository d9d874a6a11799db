package xps.crypto.orchestrator.workload;

import java.util.Optional;
import java.util.regex.Pattern;

/** The SHA-256 of an object, 64 lowercase hexadecimal digits: its only name in the store. */
public record ObjectDigest(String hex) implements Comparable<ObjectDigest> {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public ObjectDigest {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("not 64 lowercase hexadecimal digits");
    }
  }

  public static Optional<ObjectDigest> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ObjectDigest(text)) : Optional.empty();
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

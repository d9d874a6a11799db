package xps.crypto.orchestrator.workload;

import java.util.Optional;

/** The name of an artifact, {@code xps.crypto.hash.sha256.so}; the soname of its file, too. */
public record ModuleName(String text) implements Comparable<ModuleName> {
  private static final Form FORM =
      new Form(1, 200, it -> Form.isLetterOrDigit(it) || "._+-".indexOf(it) >= 0);

  public ModuleName {
    if (!isOne(text)) {
      throw new IllegalArgumentException("not the name of an artifact");
    }
  }

  public static Optional<ModuleName> parse(String text) {
    return isOne(text) ? Optional.of(new ModuleName(text)) : Optional.empty();
  }

  private static boolean isOne(String text) {
    return FORM.fits(text) && Form.isLetterOrDigit(text.charAt(0));
  }

  @Override
  public int compareTo(ModuleName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}

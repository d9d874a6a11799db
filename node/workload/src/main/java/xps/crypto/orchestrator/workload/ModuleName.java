package xps.crypto.orchestrator.workload;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of an artifact, {@code xps.crypto.hash.sha256.so}; the soname of its file, too. */
public record ModuleName(String text) implements Comparable<ModuleName> {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,199}");

  public ModuleName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not the name of an artifact");
    }
  }

  public static Optional<ModuleName> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ModuleName(text)) : Optional.empty();
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

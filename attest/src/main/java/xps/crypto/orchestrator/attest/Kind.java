package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an artifact is, which decides how it becomes active and who may sign it. */
public enum Kind {
  /** A shared library. */
  MODULE,
  /** A module for the JVM. */
  JAR,
  /** A package of the operating system: whoever may sign one is root on the nodes. */
  PACKAGE,
  /** The keys of a ring. */
  KEYRING,
  /** Anything else. */
  FILE;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As documents spell it. */
  public String text() {
    return text;
  }

  /** The kind that documents spell this way. */
  public static Optional<Kind> parse(String text) {
    for (var kind : values()) {
      if (kind.text.equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Every spelling, in the order of the enum. */
  public static List<String> texts() {
    var texts = new ArrayList<String>();
    for (var kind : values()) {
      texts.add(kind.text);
    }
    return List.copyOf(texts);
  }

  /** What an artifact of that name is unless its manifest says otherwise. */
  public static Kind ofName(String name) {
    if (name.equals("keyring.json")) {
      return KEYRING;
    }
    if (name.endsWith(".so")) {
      return MODULE;
    }
    if (name.endsWith(".jar")) {
      return JAR;
    }
    return name.endsWith(".deb") ? PACKAGE : FILE;
  }
}

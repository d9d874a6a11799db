package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How heavy a change is: it decides who may approve it, and what risk it carries. */
public enum ChangeClass {
  PATCH("patch"),
  MINOR("minor"),
  MAJOR("major"),
  HOTFIX("hotfix"),
  CRITICAL("critical"),
  KEY_ROTATION("key_rotation");

  private final String text;

  ChangeClass(String text) {
    this.text = text;
  }

  /** As documents spell it. */
  public String text() {
    return text;
  }

  /** The class that documents spell this way. */
  public static Optional<ChangeClass> parse(String text) {
    for (var changeClass : values()) {
      if (changeClass.text.equals(text)) {
        return Optional.of(changeClass);
      }
    }
    return Optional.empty();
  }

  /** Every spelling, in the order of the enum. */
  public static List<String> texts() {
    var texts = new ArrayList<String>();
    for (var changeClass : values()) {
      texts.add(changeClass.text);
    }
    return List.copyOf(texts);
  }
}

package xps.crypto.orchestrator.guard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an approver says. */
public enum Decision {
  APPROVE,
  /** Denies every plan of that patch, until it is withdrawn or a later attempt is asked about. */
  REJECT,
  /** Takes back what the same person said before about the same patch, whatever it was. */
  WITHDRAW;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As documents spell it. */
  public String text() {
    return text;
  }

  /** The decision that documents spell this way. */
  public static Optional<Decision> parse(String text) {
    return Arrays.stream(values()).filter(decision -> decision.text.equals(text)).findFirst();
  }

  /** Every spelling, in the order of the enum. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(Decision::text).toList();
  }
}

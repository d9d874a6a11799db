package xps.crypto.orchestrator.bind;

import java.util.Locale;
import java.util.Optional;

/**
 * What an operator wants of a running rollout.
 *
 * @param node the node of a {@link Kind#SKIP}; empty for the others
 * @param actor who wants it, as the audit log is to name them
 * @param reason in the operator's words; may be empty
 */
public record Wish(Kind kind, String node, String actor, String reason) {

  /** Characters a reason keeps; the rest is cut off. */
  private static final int MAX_REASON = 1_000;

  public Wish {
    if (kind == Kind.SKIP && node.isEmpty()) {
      throw new IllegalArgumentException("to skip needs a node");
    }
    reason = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
  }

  /** Everything an operator can ask for. */
  public enum Kind {
    PAUSE,
    RESUME,
    CANCEL,
    ROLL_BACK,
    SKIP;

    /** The word that {@link #parse} reads. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> parse(String text) {
      for (var kind : values()) {
        if (kind.text().equals(text)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }
}

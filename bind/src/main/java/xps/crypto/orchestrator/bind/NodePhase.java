package xps.crypto.orchestrator.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a node stands with what it is desired to be, in its own words. */
public enum NodePhase {
  /** Nothing is under way, and nothing of the named rollout has been done. */
  IDLE,
  /** A check refused the desired state; nothing was written. */
  REFUSED,
  /** Fetching, checking digests and ABI, self-testing: the running version is untouched. */
  STAGING,
  /** Everything is in place and tested; the running version is untouched. */
  STAGED,
  /** The new version is being put in the place of the old one. */
  ACTIVATING,
  /** The new version runs; the node's own probe hasn't passed yet. */
  ACTIVE,
  /** The new version runs, and the node has seen it well. */
  HEALTHY,
  /** Staging failed; the running version is untouched. */
  FAILED,
  /** On the way back to the previous generation. */
  ROLLING_BACK,
  /** Runs the previous generation again. */
  ROLLED_BACK,
  /** Couldn't go back: somebody must look. */
  ROLLBACK_FAILED;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** As reports spell it. */
  public String text() {
    return text;
  }

  /** The phase that reports spell this way. */
  public static Optional<NodePhase> parse(String text) {
    for (var phase : values()) {
      if (phase.text.equals(text)) {
        return Optional.of(phase);
      }
    }
    return Optional.empty();
  }

  static List<String> texts() {
    var texts = new ArrayList<String>();
    for (var phase : values()) {
      texts.add(phase.text);
    }
    return List.copyOf(texts);
  }
}

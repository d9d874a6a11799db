package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What is in one generation of the store, and how it came there.
 *
 * @param artifacts every artifact of the node's role, not only those of the last patch
 * @param activated when it became active, by the node's clock
 * @param good it ran healthy here, or was the owner's: the node may go back to it
 */
record Installation(
    long generation,
    SortedMap<String, Sha256> artifacts,
    Origin origin,
    Instant activated,
    boolean good) {
  Installation {
    artifacts = Collections.unmodifiableSortedMap(new TreeMap<>(artifacts));
  }

  /** How it came. */
  sealed interface Origin {
    /** It was there before the agent: whoever owns the node has put it there. */
    record Adopted() implements Origin {}

    /**
     * By a patch.
     *
     * @param horizon how long after its activation a control plane may send the node back
     */
    record Patched(Sha256 body, int attempt, Duration horizon) implements Origin {}
  }

  Optional<Sha256> body() {
    return switch (origin) {
      case Origin.Adopted _ -> Optional.empty();
      case Origin.Patched(var body, _, _) -> Optional.of(body);
    };
  }

  Installation activatedAt(Instant now) {
    return new Installation(generation, artifacts, origin, now, good);
  }

  Installation foundGood() {
    return new Installation(generation, artifacts, origin, activated, true);
  }
}

package xps.crypto.orchestrator.agent;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** What the workload says of itself. */
sealed interface Sight {
  /** It doesn't answer. */
  record Dark(Problem why) implements Sight {}

  /** What it has mapped; a name that it has nothing under, or doesn't know, is missing. */
  record Seen(SortedMap<String, Seat> seats) implements Sight {
    public Seen {
      seats = Collections.unmodifiableSortedMap(new TreeMap<>(seats));
    }
  }

  /**
   * One module that is mapped and called.
   *
   * @param generation that was committed last
   * @param errors calls of this version that ended in a failure
   */
  record Seat(Sha256 sha256, long generation, long errors) {}

  /** The digests that are mapped, by name; none where nobody answers. */
  default SortedMap<String, Sha256> mapped() {
    var mapped = new TreeMap<String, Sha256>();
    if (this instanceof Seen(var seats)) {
      seats.forEach((name, seat) -> mapped.put(name, seat.sha256()));
    }
    return mapped;
  }

  /** The highest number of a generation that anything runs from; 0 where nothing does. */
  default long highestGeneration() {
    return this instanceof Seen(var seats)
        ? seats.values().stream().mapToLong(Seat::generation).max().orElse(0)
        : 0;
  }

  /**
   * Whether anything else is there than these. An application that hasn't bound a module yet has
   * nothing else; a file that is gone was taken away.
   */
  default boolean drifts(SortedMap<String, Sha256> wanted) {
    var mapped = mapped();
    return this instanceof Seen
        && (mapped.entrySet().stream()
                .anyMatch(there -> !there.getValue().equals(wanted.get(there.getKey())))
            || wanted.keySet().stream()
                .anyMatch(name -> Kind.ofName(name) != Kind.MODULE && !mapped.containsKey(name)));
  }

  /** Whether each of these is mapped with its digest, and nothing else that was asked about is. */
  default boolean shows(SortedMap<String, Sha256> wanted) {
    return mapped().equals(wanted);
  }
}

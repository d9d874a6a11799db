package xps.crypto.orchestrator.agent;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
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

  /** Whether each of these is mapped with its digest, and nothing else that was asked about is. */
  default boolean shows(SortedMap<String, Sha256> wanted) {
    return mapped().equals(wanted);
  }
}

package xps.crypto.orchestrator.bind;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** What one probe learned. */
public sealed interface ProbeAnswer {

  /**
   * The node answered as it should.
   *
   * @param active the digests it says it runs: a header {@code XPS-Active} for each module
   */
  record Passed(SortedSet<Sha256> active) implements ProbeAnswer {
    public Passed {
      active = Collections.unmodifiableSortedSet(new TreeSet<>(active));
    }
  }

  /**
   * It didn't, and why: {@code PROBE_FAILED}, {@code PROBE_TIMEOUT}, {@code
   * PROBE_HOST_NOT_ALLOWED}.
   */
  record Failed(Problem problem) implements ProbeAnswer {}
}

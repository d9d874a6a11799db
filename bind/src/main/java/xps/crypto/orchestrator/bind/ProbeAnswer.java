package xps.crypto.orchestrator.bind;

import java.util.Optional;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** What one probe learned. */
public sealed interface ProbeAnswer {

  /**
   * The node answered as it should.
   *
   * @param active the digest it says it runs (header {@code XPS-Active}), if it says one
   */
  record Passed(Optional<Sha256> active) implements ProbeAnswer {}

  /**
   * It didn't, and why: {@code PROBE_FAILED}, {@code PROBE_TIMEOUT}, {@code
   * PROBE_HOST_NOT_ALLOWED}.
   */
  record Failed(Problem problem) implements ProbeAnswer {}
}

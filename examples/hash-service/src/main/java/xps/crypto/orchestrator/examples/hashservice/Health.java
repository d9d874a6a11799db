package xps.crypto.orchestrator.examples.hashservice;

import java.util.List;
import xps.crypto.orchestrator.workload.ModuleVersion;

/**
 * What the probe is told.
 *
 * @param active the versions that were looked at, SHA-256 first
 */
record Health(Verdict verdict, String reason, List<ModuleVersion> active) {
  enum Verdict {
    GOOD(200),
    WRONG(500),
    WAITING(503);

    private final int httpStatus;

    Verdict(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    int httpStatus() {
      return httpStatus;
    }
  }

  Health {
    active = List.copyOf(active);
  }
}

package xps.crypto.orchestrator.attest;

import xps.crypto.orchestrator.document.Fields;

/**
 * What FORMATS has and this version has not: refused by its name. To pass over a condition that
 * somebody has set would be to trust more than they do.
 */
final class Later {
  private Later() {}

  /** Refuses the field if it is there; {@code what} completes "… comes with a later version". */
  static void refuse(Fields entry, String field, String what) {
    if (entry.has(field)) {
      entry.problem(
          field,
          field + ": " + what + " comes with a later version",
          "leave it out, or wait for the version that knows it");
    }
  }
}

package xps.crypto.orchestrator.cli.rehearsal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.guard.Decision;

/**
 * A line of the table: a change, who has said what about it, when it is to begin, and what is
 * expected of the gate.
 *
 * @param succeededIn environments of which a log is supposed to prove that the patch succeeded
 *     there
 */
public record PolicyCase(
    String name,
    Patch patch,
    Shape plan,
    SortedMap<String, String> labels,
    List<Word> approvals,
    String environment,
    int attempt,
    List<String> succeededIn,
    Instant at,
    Expected expected) {
  public PolicyCase {
    approvals = List.copyOf(approvals);
    succeededIn = List.copyOf(succeededIn);
  }

  /**
   * What is to be installed.
   *
   * @param signerNamed whether the trust store names its signer for that very class
   */
  record Patch(
      ChangeClass changeClass,
      List<String> targets,
      Optional<String> author,
      boolean restart,
      boolean sbom,
      boolean signed,
      boolean signerNamed) {
    Patch {
      targets = List.copyOf(targets);
    }
  }

  /** What the plan has. */
  record Shape(boolean canary, boolean rollback, boolean healthCheck, boolean largeLastWave) {}

  /** What somebody has said, so long before. */
  record Word(String by, Decision decision, int attempt, Duration ago, Duration valid) {}

  /**
   * What the gate is to say.
   *
   * @param codes exactly those of the refusal, where the case names them
   */
  record Expected(boolean allow, Optional<NavigableSet<Code>> codes) {}
}

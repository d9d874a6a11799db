package xps.crypto.orchestrator.cli;

import xps.crypto.orchestrator.document.Family;

/** What a pipeline sees. */
final class ExitCode {
  static final int OK = 0;

  private ExitCode() {}

  /** A command that refuses for several reasons ends by the first: it names the stage. */
  static int of(Answer answer) {
    return answer.ok() ? OK : of(answer.problems().getFirst().code().family());
  }

  /** No {@code default}: a new family has to choose its number here. */
  static int of(Family family) {
    return switch (family) {
      case INTERNAL -> 1;
      case USAGE -> 2;
      case ATTEST -> 10;
      case PLAN -> 11;
      case GUARD -> 12;
      case ROLLOUT -> 13;
      case ROLLBACK -> 14;
      case AUDIT -> 15;
      case PAUSED -> 16;
      case CONFIGURATION -> 17;
      case ACCESS -> 18;
    };
  }
}

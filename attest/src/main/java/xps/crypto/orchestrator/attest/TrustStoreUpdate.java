package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** The step from version N of a trust store to N+1, as it comes over a network. */
final class TrustStoreUpdate {
  private TrustStoreUpdate() {}

  /** The successor, if the step is one that the holder takes. */
  static Outcome<TrustStore> check(TrustStore held, TrustStore successor) {
    var problems = new ArrayList<Problem>();
    if (held.roots().isEmpty() || held.version().isEmpty()) {
      problems.add(
          problem(
              successor,
              held.file() + " has no roots or no version: it is local, and no update is taken",
              "put the new trust store in place by hand, as the old one was"));
      return Outcome.refused(problems);
    }
    checkVersion(held, successor, problems);
    checkThreshold(held.roots().get(), "of the version held", successor, problems);
    if (successor.roots().isPresent()) {
      checkThreshold(successor.roots().get(), "of its own", successor, problems);
    } else {
      problems.add(
          problem(
              successor,
              "this trust store has no roots: nobody could ever update it again",
              "add the roots, and let them sign it"));
    }
    return Outcome.unless(problems, () -> successor);
  }

  private static void checkVersion(TrustStore held, TrustStore successor, List<Problem> problems) {
    long wanted = held.version().orElseThrow() + 1;
    if (successor.version().orElse(0) != wanted) {
      problems.add(
          problem(
              successor,
              "this trust store has "
                  + (successor.version().isPresent()
                      ? "version " + successor.version().getAsLong()
                      : "no version")
                  + "; after "
                  + held.version().getAsLong()
                  + " comes "
                  + wanted,
              "take the versions one after the other, each as its roots have signed it"));
    }
  }

  private static void checkThreshold(
      Roots roots, String whose, TrustStore successor, List<Problem> problems) {
    roots
        .objectionTo(TrustStore.KIND, successor.document(), successor.signatures())
        .ifPresent(objection ->
            problems.add(
                problem(
                    successor,
                    "the roots " + whose + " have not signed this trust store: " + objection,
                    "let enough of them sign it with xps trust update")));
  }

  private static Problem problem(TrustStore successor, String message, String remedy) {
    return new Problem(
        Code.TRUST_STORE_INVALID, message, successor.document().place().toString(), remedy);
  }
}

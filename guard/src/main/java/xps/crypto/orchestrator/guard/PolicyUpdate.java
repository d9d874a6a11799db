package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.Roots;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** The step from version N of a policy to N+1, as it comes over a network. */
final class PolicyUpdate {
  private PolicyUpdate() {}

  /** The successor, if the step is one that the holder takes. */
  static Outcome<Policy> check(Policy held, Policy successor, TrustStore trust) {
    if (held.version().isEmpty() || trust.roots().isEmpty()) {
      return Outcome.refused(
          problem(
              successor,
              held.version().isEmpty()
                  ? "the policy held has no version: it is local, and no update is taken"
                  : "the trust store has no roots, so nobody may replace a policy over a network",
              "put the new policy in place by hand, as the old one was"));
    }
    var problems = new ArrayList<Problem>();
    checkVersion(held, successor, problems);
    checkThreshold(trust.roots().get(), successor, problems);
    return Outcome.unless(problems, () -> successor);
  }

  private static void checkVersion(Policy held, Policy successor, List<Problem> problems) {
    long before = held.version().orElseThrow();
    if (successor.version().orElse(0) != before + 1) {
      problems.add(
          problem(
              successor,
              "this policy has "
                  + (successor.version().isPresent()
                      ? "version " + successor.version().getAsLong()
                      : "no version")
                  + "; after "
                  + before
                  + " comes "
                  + (before + 1),
              "take the versions one after the other, each as the roots have signed it"));
    }
  }

  private static void checkThreshold(Roots roots, Policy successor, List<Problem> problems) {
    successor
        .objectionBy(roots)
        .ifPresent(objection ->
            problems.add(
                problem(
                    successor,
                    "the roots have not signed this policy: " + objection,
                    "let enough of them sign it with xps policy sign")));
  }

  private static Problem problem(Policy successor, String message, String remedy) {
    return new Problem(
        Code.POLICY_INVALID, message, successor.document().place().toString(), remedy);
  }
}

package xps.crypto.orchestrator.bind;

import java.util.List;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.RolloutResult;

/** How a run of a rollout ended; all but the first leave it to be taken up again. */
sealed interface Ended {
  record Finished(RolloutResult result) implements Ended {}

  /** Somebody, or the plan's deadline, wants no new starts, and nothing is under way any more. */
  record Paused(String reason) implements Ended {}

  /** This process was told to stop. */
  record Stopped() implements Ended {}

  /** It can't be gone on with here and now. */
  record Refused(List<Problem> problems) implements Ended {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}

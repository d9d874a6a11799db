package xps.crypto.orchestrator.bind;

import java.util.List;
import xps.crypto.orchestrator.document.Problem;

/**
 * What a repository turned out to hold when every byte of it had been read.
 *
 * @param patches how many manifests
 * @param objects how many artifacts and trees' leaves
 * @param problems what isn't what its name says, or isn't there although a manifest names it
 */
public record RepoCheck(int patches, int objects, List<Problem> problems) {
  /** Copies the list. */
  public RepoCheck {
    problems = List.copyOf(problems);
  }
}

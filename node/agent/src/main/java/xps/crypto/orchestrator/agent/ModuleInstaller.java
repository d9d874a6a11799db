package xps.crypto.orchestrator.agent;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.workload.Refusal;

/**
 * Modules that the running workload loads beside the old ones ({@code dynamic}). Their format is
 * read by the self-test's child process and by the workload, right before they load them: the agent
 * itself opens none.
 *
 * @param isAlwaysAsked whether the workload is asked also while no module is active; a node without
 *     this installer may have none
 */
record ModuleInstaller(Workload workload, TestProcess test, boolean isAlwaysAsked, Names names)
    implements NodeInstaller {
  /** Which names are modules'. */
  @FunctionalInterface
  interface Names {
    boolean areModules(String name);
  }

  @Override
  public boolean isFor(String name) {
    return names.areModules(name);
  }

  @Override
  public Optional<Problem> stage(SortedMap<String, Sha256> artifacts, Set<String> active) {
    return Optional.empty();
  }

  @Override
  public Optional<Problem> selfTest(SortedMap<String, Sha256> artifacts)
      throws InterruptedException {
    return artifacts.isEmpty() ? Optional.empty() : test.test(artifacts);
  }

  @Override
  public Optional<Trouble> activate(Move move) {
    return move.to().isEmpty() && move.from().isEmpty()
        ? Optional.empty()
        : workload
            .activate(move.generation(), move.to())
            .map(problem -> new Trouble(problem, isFinal(problem)));
  }

  /** A workload that doesn't answer may be starting anew. */
  private static boolean isFinal(Problem problem) {
    return !problem.code().name().equals(Refusal.Code.SWAP_FAILED.name());
  }

  /** The workload unloads by itself what nobody calls any more. */
  @Override
  public void confirm() {}

  @Override
  public Optional<Trouble> rollBack(Move move) {
    return activate(move);
  }

  @Override
  public Optional<Trouble> restore(Move move) {
    return status(move.to().keySet()).shows(move.to()) ? Optional.empty() : activate(move);
  }

  @Override
  public Sight status(Set<String> asked) {
    return asked.isEmpty() && !isAlwaysAsked
        ? new Sight.Seen(new TreeMap<>())
        : workload.look(asked);
  }
}

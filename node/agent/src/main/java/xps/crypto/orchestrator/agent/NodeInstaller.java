package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * How artifacts of one kind become what a node runs, and cease to be. The agent's machine says
 * when; each deed may be done twice, and one that was cut off is done again.
 *
 * <p>What was activated is confirmed when {@link #status} has shown it, as often in a row as the
 * plan wants; until then, and within the horizon after, {@link #rollBack} brings back what was
 * there.
 */
sealed interface NodeInstaller permits ModuleInstaller, FileInstaller {
  /** Whether an artifact of that name is this installer's. */
  boolean isFor(String name);

  /**
   * Why these, whose objects are in the store by now, couldn't be made active; nothing is changed.
   *
   * @param active names of what is active already
   */
  Optional<Problem> stage(SortedMap<String, Sha256> artifacts, Set<String> active);

  /** Why these don't do what they should, found out where they can do no harm. */
  Optional<Problem> selfTest(SortedMap<String, Sha256> artifacts) throws InterruptedException;

  /** Makes what a move leads to active; why it isn't. */
  Optional<Trouble> activate(Move move) throws InterruptedException;

  /** An order has come to its end: puts away what the way there has left. */
  void confirm() throws IOException;

  /** Makes what a move leads back to active again; why it isn't. */
  Optional<Trouble> rollBack(Move move) throws InterruptedException;

  /** Makes what should be active so again where it isn't, and touches nothing else. */
  Optional<Trouble> restore(Move move) throws InterruptedException;

  /** What is active under these names now. */
  Sight status(Set<String> names);

  /**
   * From one generation to another, as far as one installer is concerned.
   *
   * @param to every artifact that is to be active
   * @param from those that were before
   */
  record Move(long generation, SortedMap<String, Sha256> to, SortedMap<String, Sha256> from) {}

  /**
   * Why a move failed.
   *
   * @param isFinal trying again would give the same answer
   */
  record Trouble(Problem problem, boolean isFinal) {}
}

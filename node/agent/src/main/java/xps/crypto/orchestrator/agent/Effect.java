package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.SignedReport;

/**
 * Something for the shell to do. The effects of a step are carried out in their order; when {@link
 * Lay}, {@link Persist} or {@link Point} fails, those behind it are dropped, and {@link
 * Event.StoreFailed} says so.
 */
sealed interface Effect {
  /** Make the folder of a generation, with a link for each artifact. */
  record Lay(long generation, SortedMap<String, Sha256> artifacts) implements Effect {}

  /** Make the journal durable. */
  record Persist(NodeJournal journal) implements Effect {}

  /** Tell the control plane; number and signature are the shell's to give. */
  record Report(NodeReport report, Optional<Word> word) implements Effect {}

  /** That the node is well with what it was ordered, to be signed with its own key. */
  record Word(SignedReport.Subject about, Instant since) {}

  /** Say on the node itself what was done. */
  record Say(String line) implements Effect {}

  /** Say on the node itself what is wrong; no order is concerned. */
  record Complain(Problem problem) implements Effect {}

  /**
   * Get these objects into the store, and see whether they could be installed.
   *
   * @param active names of what is active already
   */
  record Fetch(long deed, List<Ordered> objects, Set<String> active) implements Effect {
    public Fetch {
      objects = List.copyOf(objects);
      active = Set.copyOf(active);
    }

    /** What is fetched, by name. */
    SortedMap<String, Sha256> artifacts() {
      var artifacts = new TreeMap<String, Sha256>();
      objects.forEach(object -> artifacts.put(object.name(), object.sha256()));
      return artifacts;
    }
  }

  /**
   * An object to fetch.
   *
   * @param maxBytes nobody reads more of it, whatever its manifest says
   */
  record Ordered(Artifact artifact, long maxBytes) {
    String name() {
      return artifact.name();
    }

    Sha256 sha256() {
      return artifact.sha256();
    }

    OptionalLong size() {
      return artifact.size();
    }
  }

  /** Have these tested where they can do no harm. */
  record SelfTest(long deed, SortedMap<String, Sha256> artifacts) implements Effect {}

  /**
   * Make {@code active} and {@code previous} name the generations that they should, where they
   * don't: on the way back that may not have been possible.
   */
  record Point(Installation active, Optional<Installation> previous) implements Effect {}

  /**
   * Make {@code active} name this generation and {@code previous} the other, then have the
   * installers take it up. Doing it twice is doing it once.
   *
   * @param way whether it is brought, brought back, or put right
   */
  record Activate(
      long deed, Duration after, Installation to, Optional<Installation> previous, Way way)
      implements Effect {
    /**
     * Names to ask the workload about afterwards: of what is to run, and of what isn't any more.
     */
    Set<String> names() {
      var names = new TreeSet<>(to.artifacts().keySet());
      previous.ifPresent(left -> names.addAll(left.artifacts().keySet()));
      return names;
    }
  }

  /** What an activation is. */
  enum Way {
    /** Something new is brought. */
    FORWARD,
    /** What ran before is brought back. */
    BACK,
    /** What is active already is put right where something else was found. */
    RIGHT
  }

  /**
   * Look at the workload, after a while.
   *
   * @param probe to ask as well
   */
  record Look(long deed, Duration after, Set<String> names, Optional<OwnProbe> probe)
      implements Effect {}

  /** Say {@link Event.Due} then: a deed that hangs must not hold up what its deadline decides. */
  record Wake(Instant at) implements Effect {}

  /** Take away generations but these, and objects that none of them names. */
  record Collect(Set<Long> kept) implements Effect {}
}

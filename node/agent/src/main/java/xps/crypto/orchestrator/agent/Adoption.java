package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Takes over what the owner has put where files are to be replaced, when an agent starts: a
 * generation is all that is active, so what lay there belongs into one, or there would be no way
 * back to it.
 *
 * <p>May be cut off anywhere, and is done again: the number of the generation is taken in the
 * journal before anything has it, and the links are put right whenever they aren't.
 */
record Adoption(AgentStore store, Disk disk, AgentConfig config, Consumer<Problem> complaints) {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** What is active without the owner having said where it goes. */
  Optional<Problem> homeless(NodeJournal journal) {
    return journal.position().names().stream()
        .filter(name -> Kind.ofName(name) != Kind.MODULE && !config.files().containsKey(name))
        .findFirst()
        .map(name ->
            new Problem(
                Code.AGENT_CONFIG_INVALID,
                "the file " + name + " is active here, and installers has no place for it any more",
                config.file().toString(),
                "write {file: " + name + ", path: PATH} into installers, as it was"));
  }

  /** The journal with everything in it that is there; durable, as the generation is. */
  NodeJournal adopt(NodeJournal journal) throws IOException {
    if (store.isAheadOf(journal)) {
      return journal; // a restored node gets nothing, not even this
    }
    return switch (journal.position()) {
      case Position.Settled(var current, var previous) -> {
        var found = found(current.artifacts());
        yield found.equals(current.artifacts())
            ? pointed(journal, current)
            : previous.isEmpty()
                ? taken(journal, with(current, journal.nextGeneration(), found))
                : bothTaken(journal, current, previous.get(), found);
      }
      case Position.Bare _ -> {
        var found = found(new TreeMap<>());
        yield found.isEmpty() ? journal : taken(journal, first(journal, found));
      }
      case Position.Entering _, Position.Leaving _ -> journal; // is to be finished first
    };
  }

  private static Installation with(
      Installation current, long generation, SortedMap<String, Sha256> artifacts) {
    return new Installation(
        generation, artifacts, current.origin(), current.activated(), current.good());
  }

  /** A workload can't go back to having no module at all. */
  private Installation first(NodeJournal journal, SortedMap<String, Sha256> artifacts) {
    boolean hasModules = config.kinds().contains(Kind.MODULE);
    return new Installation(
        journal.nextGeneration(),
        artifacts,
        new Installation.Origin.Adopted(),
        Instant.EPOCH,
        !hasModules);
  }

  private NodeJournal taken(NodeJournal journal, Installation current) throws IOException {
    store.persist(journal.numberTaken());
    store.lay(current.generation(), current.artifacts());
    var adopted = journal.numberTaken().at(new Position.Settled(current, Optional.empty()));
    store.persist(adopted);
    return pointed(adopted, current);
  }

  /** What is found now lay there before the last patch as well: the way back leaves it alone. */
  private NodeJournal bothTaken(
      NodeJournal journal,
      Installation current,
      Installation previous,
      SortedMap<String, Sha256> found)
      throws IOException {
    var before = new TreeMap<>(found);
    before.keySet().removeAll(current.artifacts().keySet());
    before.putAll(previous.artifacts());
    var behind = with(previous, journal.nextGeneration(), before);
    var ahead = with(current, journal.nextGeneration() + 1, found);
    var numbered = journal.numberTaken().numberTaken();
    store.persist(numbered);
    store.lay(behind.generation(), behind.artifacts());
    store.lay(ahead.generation(), ahead.artifacts());
    var adopted = numbered.at(new Position.Settled(ahead, Optional.of(behind)));
    store.persist(adopted);
    return pointed(adopted, ahead);
  }

  private NodeJournal pointed(NodeJournal journal, Installation current) throws IOException {
    if (!store.active().equals(Optional.of(current.generation()))) {
      store.lay(current.generation(), current.artifacts());
      store.point(current.generation(), journal.position().behind().map(Installation::generation));
    }
    return journal;
  }

  /** What is active, with what lies at places of which nothing is known yet. */
  private SortedMap<String, Sha256> found(SortedMap<String, Sha256> active) throws IOException {
    var found = new TreeMap<>(active);
    for (var place : config.files().values()) {
      if (!active.containsKey(place.name()) && place.exists()) {
        var complaint = place.complaint().or(() -> unfit(place));
        if (complaint.isPresent()) {
          complaints.accept(complaint.get());
        } else {
          found.put(place.name(), copied(place));
        }
      }
    }
    return found;
  }

  /** Everybody on this machine can read what lies in the store. */
  private Optional<Problem> unfit(FilePlace place) {
    try {
      if (!Files.getPosixFilePermissions(place.path(), LinkOption.NOFOLLOW_LINKS)
          .contains(PosixFilePermission.OTHERS_READ)) {
        return Optional.of(
            new Problem(
                Code.PERMISSION_DENIED,
                "not everybody can read it, and in the agent's store they could",
                place.path().toString(),
                "leave what is secret out of installers"));
      }
      return Files.size(place.path()) > config.maxArtifactBytes()
          ? Optional.of(
              Problem.of(
                  Code.SIZE_MISMATCH, "it is larger than this node takes", place.path().toString()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(StoreProblem.of(e, place.path().toString()));
    }
  }

  private Sha256 copied(FilePlace place) throws IOException {
    var objects = new StagedObjects(store.objects(), disk);
    var sha256 = Sha256Stream.digest(place.path());
    if (objects.has(sha256)) {
      return sha256;
    }
    var part = objects.part(sha256);
    part.truncate(0);
    try (var in = Files.newInputStream(place.path(), LinkOption.NOFOLLOW_LINKS)) {
      byte[] chunk = in.readNBytes(CHUNK_BYTES);
      while (chunk.length > 0) {
        part.append(chunk, chunk.length);
        chunk = in.readNBytes(CHUNK_BYTES);
      }
    }
    objects.place(sha256, part);
    if (!objects.has(sha256)) {
      throw new IOException(place.path() + " was changed while it was read");
    }
    return sha256;
  }
}

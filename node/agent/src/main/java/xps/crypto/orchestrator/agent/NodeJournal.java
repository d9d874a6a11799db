package xps.crypto.orchestrator.agent;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.guard.NodeMemory;

/**
 * All that an agent knows after it was killed: one document, written whole. Memory and position
 * change together, so no cut can part a mark from the deed that it is about.
 *
 * @param nextGeneration number of the generation that is laid down next; taken before it is laid
 * @param restored this is older than what the node did: it gets nothing until somebody has looked
 */
record NodeJournal(
    NodeMemory memory,
    long nextGeneration,
    Position position,
    Optional<Errand> errand,
    boolean restored) {

  /** Of a node that has done nothing yet; {@code active} is what its owner has put there. */
  static NodeJournal first(Position active, long highestOnDisk) {
    return new NodeJournal(NodeMemory.fresh(), highestOnDisk + 1, active, Optional.empty(), false);
  }

  /** Reads what {@link #toJson} wrote; refused is whatever it can't have written. */
  static Outcome<NodeJournal> parse(String file, byte[] text) {
    return NodeJournalJson.read(file, text);
  }

  Bytes toJson() {
    return NodeJournalJson.write(this);
  }

  NodeJournal with(NodeMemory newMemory) {
    return new NodeJournal(newMemory, nextGeneration, position, errand, restored);
  }

  NodeJournal at(Position newPosition) {
    return new NodeJournal(memory, nextGeneration, newPosition, errand, restored);
  }

  NodeJournal on(Errand newErrand) {
    return new NodeJournal(memory, nextGeneration, position, Optional.of(newErrand), restored);
  }

  /** The same, with one generation's number taken. */
  NodeJournal numberTaken() {
    return new NodeJournal(memory, nextGeneration + 1, position, errand, restored);
  }

  /** The same, found out to be from an older state. That outlives a restart. */
  NodeJournal foundRestored() {
    return new NodeJournal(memory, nextGeneration, position, errand, true);
  }

  /**
   * After an operator has looked: what is active now is as its owner put it there, and what is
   * remembered stays remembered.
   *
   * @param highest number that any generation has, on the disk or in the workload
   */
  NodeJournal lookedAt(Position active, long highest) {
    return new NodeJournal(
        memory.afterSeeing(memory.timeFloor()),
        Math.max(nextGeneration, highest + 1),
        active,
        Optional.empty(),
        false);
  }
}

package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import xps.crypto.orchestrator.document.Outcome;

/**
 * The journal of every rollout: entries in order, under the key (rollout, seq).
 *
 * <p>An adapter MUST make an append durable before it answers, MUST write all entries of one append
 * or none, and MUST refuse with {@code ROLLOUT_CONFLICT} when a sequence number is taken: that key
 * is what stops the second of two runners, even when everything else that should have stopped it
 * lies.
 *
 * <p>What the entries mean is the {@link Runner}'s business. What the world does to the medium
 * arrives as {@link IOException}.
 */
public interface Journal extends AutoCloseable {

  /** Entries one append takes at most; a group commit beyond that only adds waiting. */
  int MAX_BATCH = 1_000;

  /**
   * Begins a rollout with its first entries, numbered from 1.
   *
   * @return the rollout's row; {@code ROLLOUT_CONFLICT} when an unfinished rollout of that subject
   *     exists or the id is taken
   */
  Outcome<RolloutRow> create(String rollout, Subject subject, List<Entry> first) throws IOException;

  /**
   * Appends entries as {@code fromSeq}, {@code fromSeq + 1}, …
   *
   * @return the last sequence number written; {@code ROLLOUT_CONFLICT} when one is taken, or leaves
   *     a gap
   */
  Outcome<Long> append(String rollout, long fromSeq, List<Entry> entries) throws IOException;

  /** Every entry of a rollout in order; empty when there is no such rollout. */
  List<Entry> load(String rollout) throws IOException;

  /** Notes the end of a rollout; noting it twice changes nothing. */
  void finish(String rollout, String result) throws IOException;

  /** The unfinished rollout of a subject, if there is one. */
  Optional<RolloutRow> unfinished(Subject subject) throws IOException;

  /** All rollouts, newest first. */
  List<RolloutRow> rollouts() throws IOException;

  /**
   * Keeps a picture of the rollout for people who look from another process. It is a cache: nothing
   * is ever decided by it.
   */
  void draw(String rollout, String pictureJson) throws IOException;

  /** The latest picture of a rollout. */
  Optional<String> picture(String rollout) throws IOException;

  /** Leaves an operator's wish for whichever process runs the rollout. */
  void ask(String rollout, Wish wish) throws IOException;

  /** The wishes left after the one numbered {@code after}, in order. */
  List<NumberedWish> asked(String rollout, long after) throws IOException;

  /** How far a node's memory had come when it was last heard; empty when it never was. */
  Optional<NodeMark> mark(String node) throws IOException;

  /** Keeps these in place of what was kept of the same nodes; all of them or none. */
  void mark(SortedMap<String, NodeMark> marks) throws IOException;

  @Override
  void close() throws IOException;

  /** One line of the journal: its kind, and its content as one JSON object. */
  record Entry(String kind, String json) {}

  /**
   * A rollout as the store knows it.
   *
   * @param ordinal 1 for the first rollout of this store, then ever higher
   * @param result empty while the rollout is unfinished
   */
  record RolloutRow(String rollout, long ordinal, Subject subject, String result) {
    /** Whether nobody needs to take it up any more. */
    public boolean isFinished() {
      return !result.isEmpty();
    }
  }

  /** A wish with the number under which the store keeps it. */
  record NumberedWish(long number, Wish wish) {}
}

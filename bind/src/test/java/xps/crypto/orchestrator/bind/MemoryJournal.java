package xps.crypto.orchestrator.bind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** A journal that lasts as long as the test; {@code MemoryJournalTest} holds it to the port. */
final class MemoryJournal implements Journal {

  private final Map<String, Kept> rollouts = new LinkedHashMap<>();
  private final Map<String, NodeMark> marks = new LinkedHashMap<>();
  private final List<NumberedWish> wishes = new ArrayList<>();
  private final List<String> wishesOf = new ArrayList<>();

  private static final class Kept {
    private RolloutRow row;
    private final List<Entry> entries = new ArrayList<>();
    private String picture = "";

    Kept(RolloutRow row) {
      this.row = row;
    }
  }

  @Override
  public synchronized Optional<NodeMark> mark(String node) {
    return Optional.ofNullable(marks.get(node));
  }

  @Override
  public synchronized void mark(SortedMap<String, NodeMark> fresh) {
    marks.putAll(fresh);
  }

  @Override
  public synchronized Outcome<RolloutRow> create(
      String rollout, Subject subject, List<Entry> first) {
    if (rollouts.containsKey(rollout) || unfinished(subject).isPresent()) {
      return conflict(rollout);
    }
    var kept = new Kept(new RolloutRow(rollout, rollouts.size() + 1L, subject, ""));
    kept.entries.addAll(first);
    rollouts.put(rollout, kept);
    return Outcome.ok(kept.row);
  }

  @Override
  public synchronized Outcome<Long> append(String rollout, long fromSeq, List<Entry> entries) {
    var kept = rollouts.get(rollout);
    if (kept == null || fromSeq != kept.entries.size() + 1L) {
      return conflict(rollout);
    }
    kept.entries.addAll(entries);
    return Outcome.ok((long) kept.entries.size());
  }

  @Override
  public synchronized List<Entry> load(String rollout) {
    var kept = rollouts.get(rollout);
    return kept == null ? List.of() : List.copyOf(kept.entries);
  }

  @Override
  public synchronized void finish(String rollout, String result) {
    var kept = rollouts.get(rollout);
    if (kept != null && kept.row.result().isEmpty()) {
      kept.row = new RolloutRow(rollout, kept.row.ordinal(), kept.row.subject(), result);
    }
  }

  @Override
  public synchronized Optional<RolloutRow> unfinished(Subject subject) {
    return rollouts().stream()
        .filter(row -> row.subject().equals(subject) && !row.isFinished())
        .findFirst();
  }

  @Override
  public synchronized List<RolloutRow> rollouts() {
    return rollouts.values().stream().map(kept -> kept.row).toList().reversed();
  }

  @Override
  public synchronized void draw(String rollout, String pictureJson) {
    Optional.ofNullable(rollouts.get(rollout)).ifPresent(kept -> kept.picture = pictureJson);
  }

  @Override
  public synchronized Optional<String> picture(String rollout) {
    return Optional.ofNullable(rollouts.get(rollout))
        .map(kept -> kept.picture)
        .filter(picture -> !picture.isEmpty());
  }

  @Override
  public synchronized void ask(String rollout, Wish wish) {
    wishesOf.add(rollout);
    wishes.add(new NumberedWish(wishes.size() + 1L, wish));
  }

  @Override
  public synchronized List<NumberedWish> asked(String rollout, long after) {
    return wishes.stream()
        .filter(
            wish -> wish.number() > after && wishesOf.get((int) wish.number() - 1).equals(rollout))
        .toList();
  }

  @Override
  public void close() {}

  private static <T> Outcome<T> conflict(String rollout) {
    return Outcome.refused(Problem.of(Code.ROLLOUT_CONFLICT, "taken", "rollout " + rollout));
  }
}

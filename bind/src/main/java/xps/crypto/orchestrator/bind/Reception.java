package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import xps.crypto.orchestrator.planner.Event;

/**
 * What becomes of a node's reports: events of the rollout, receipts, and what people have to know
 * about the node. Who was restored from an older state isn't there, whatever it says: so it gets
 * nothing.
 */
final class Reception {

  /** What is noted for people and for the log; the rest has records of its own, or binds nobody. */
  private static final Set<NodeReport.Flag> NOTED =
      Collections.unmodifiableSet(
          EnumSet.of(
              NodeReport.Flag.RESTORED,
              NodeReport.Flag.DRIFT,
              NodeReport.Flag.UNSANDBOXED,
              NodeReport.Flag.DEVELOPMENT));

  /** Turns of the rollout between two looks whether an operator has looked: about a second. */
  private static final int TURNS = 20;

  private final Course course;
  private final Postman postman;
  private final KnownNodes nodes;
  private final RestoredNodes restored;
  private final Consumer<String> news;
  private long turns;

  Reception(
      Course course,
      Postman postman,
      KnownNodes nodes,
      RestoredNodes restored,
      Consumer<String> news) {
    this.course = course;
    this.postman = postman;
    this.nodes = nodes;
    this.restored = restored;
    this.news = news;
  }

  /**
   * What follows from a batch.
   *
   * @param entries to be written first
   * @param events what has happened to the rollout
   * @param taken to be written when all of that is
   */
  record Heard(
      String node,
      List<JournalEntry> entries,
      List<Event> events,
      Optional<JournalEntry.Heard> taken) {
    Heard {
      entries = List.copyOf(entries);
      events = List.copyOf(events);
    }
  }

  Heard heard(String node, ReportBatch batch, Instant now) throws IOException {
    var entries = new ArrayList<JournalEntry>();
    var events = new ArrayList<Event>();
    var verdict = restored.judge(node, batch);
    if (verdict == RestoredNodes.Verdict.RESTORED) {
      note(node, flags(batch, NodeReport.Flag.RESTORED), now, entries);
      // Its words are of another time; they count when somebody has looked.
      return new Heard(node, entries, left(node, now), Optional.empty());
    }
    if (verdict == RestoredNodes.Verdict.SOUND && !batch.reports().isEmpty()) {
      note(node, flags(batch), now, entries);
    }
    for (var report : batch.reports()) {
      if (!postman.isNews(node, batch.boot(), report)) {
        if (verdict == RestoredNodes.Verdict.SOUND) {
          events.addAll(postman.there(node, report, now));
        }
        continue;
      }
      postman.receipt(node, report).ifPresent(entries::add);
      events.addAll(
          verdict == RestoredNodes.Verdict.SOUND
              ? postman.reported(node, report, now)
              : postman.said(node, report, now));
    }
    return new Heard(node, entries, events, postman.taken(node, batch));
  }

  private static Set<NodeReport.Flag> flags(ReportBatch batch, NodeReport.Flag... more) {
    var flags = EnumSet.noneOf(NodeReport.Flag.class);
    flags.addAll(List.of(more));
    if (!batch.reports().isEmpty()) {
      flags.addAll(batch.reports().getLast().flags());
    }
    return flags;
  }

  void gone(String node) {
    restored.gone(node);
  }

  private List<Event> left(String node, Instant now) {
    if (!nodes.isThere(node)) {
      return List.of();
    }
    nodes.gone(node);
    return List.of(new Event.Disconnected(now, node));
  }

  private void note(
      String node, Set<NodeReport.Flag> flags, Instant now, List<JournalEntry> entries)
      throws IOException {
    var noted = EnumSet.noneOf(NodeReport.Flag.class);
    noted.addAll(NOTED);
    noted.retainAll(flags);
    var before = course.flags(node);
    if (noted.equals(before)) {
      return;
    }
    boolean isBack =
        before.contains(NodeReport.Flag.RESTORED) && !noted.contains(NodeReport.Flag.RESTORED);
    entries.add(new JournalEntry.Noted(now, node, noted, isBack ? restored.looked(node) : ""));
    for (var flag : NodeReport.Flag.TO_BE_SEEN_TO) {
      if (noted.contains(flag) && !before.contains(flag)) {
        news.accept(node + ": " + flag.words());
      }
    }
  }

  /** Those of whom somebody has said meanwhile that they may go on; asked once in a turn. */
  List<Heard> lookedAt(Instant now) throws IOException {
    turns++;
    if (turns % TURNS != 0) {
      return List.of();
    }
    var heard = new ArrayList<Heard>();
    for (Map.Entry<String, ReportBatch> held : restored.held().entrySet()) {
      if (!restored.looked(held.getKey()).isEmpty()) {
        heard.add(heard(held.getKey(), held.getValue(), now));
      }
    }
    return heard;
  }

  /** Makes durable what nodes said of their memory; before any of it is acknowledged. */
  void keep() throws IOException {
    restored.keep();
  }
}

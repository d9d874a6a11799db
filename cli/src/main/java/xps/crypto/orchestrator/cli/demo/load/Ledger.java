package xps.crypto.orchestrator.cli.demo.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts. Every caller writes into it, and the screen reads. */
final class Ledger {
  /** A fleet that is down would fill the memory with the same sentence. */
  private static final int MOST_COMPLAINTS = 20;

  private final SortedMap<Answerer, Tally.Answers> answers = new TreeMap<>();
  private final SortedMap<String, String> lastBy = new TreeMap<>();
  private final List<String> complaints = new ArrayList<>();
  private long lost;

  synchronized void answered(Answerer who, boolean isRight) {
    answers.merge(who, Tally.Answers.NONE.with(isRight), (known, _) -> known.with(isRight));
    lastBy.put(who.node(), who.module());
  }

  synchronized void lost(String node, String why) {
    lost++;
    if (complaints.size() < MOST_COMPLAINTS) {
      complaints.add(node + ": " + why);
    }
  }

  synchronized Tally tally() {
    return new Tally(lost, answers, lastBy, complaints);
  }
}

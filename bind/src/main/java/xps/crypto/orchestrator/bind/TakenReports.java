package xps.crypto.orchestrator.bind;

import java.util.HashMap;
import java.util.Map;

/**
 * Which reports of this rollout's nodes the journal has. A gateway knows that, too, but not after
 * its process was killed: then an agent sends again what wasn't acknowledged, and what happened
 * once must not happen again. A word of health from before a rollback would be a patch that comes
 * back.
 *
 * <p>Agents send in their order, and nothing newer before all older was acknowledged: the last
 * number of the last life is enough.
 */
final class TakenReports {
  private final Map<String, JournalEntry.Heard> last = new HashMap<>();

  void add(JournalEntry.Heard heard) {
    last.put(heard.node(), heard);
  }

  boolean isNews(String node, String boot, long seq) {
    var known = last.get(node);
    return known == null || !known.boot().equals(boot) || seq > known.seq();
  }
}

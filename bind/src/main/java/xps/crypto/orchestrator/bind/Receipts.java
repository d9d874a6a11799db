package xps.crypto.orchestrator.bind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Envelope;
import xps.crypto.orchestrator.guard.Receipt;
import xps.crypto.orchestrator.guard.SignedReport;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;

/**
 * The canary's own words that it is well, where the plan requires them: as many as nodes of later
 * waves will ask for, the first ones that came. They come out of the journal as they went in, so a
 * runner that takes over has them too.
 */
final class Receipts {

  private final RolloutPlan plan;
  private final int needed;
  private final Set<String> canary;
  private final SequencedMap<String, SignedReport> kept = new LinkedHashMap<>();

  /** What was wrong with a word; news only, for people. */
  private final Map<String, String> objections = new TreeMap<>();

  Receipts(RolloutPlan plan) {
    this.plan = plan;
    this.needed = plan.plan().receipts() ? Receipt.needed(plan.waveRoots()) : 0;
    this.canary = needed == 0 ? Set.of() : Set.copyOf(plan.waves().getFirst().nodes());
  }

  /** Whether that is the word of a canary node which is still missing, under that node's key. */
  boolean isNews(String node, SignedReport word, int attempt) {
    if (!isWanted(node)) {
      return false;
    }
    var about = new SignedReport.Subject(node, plan.patch().bodyDigest(), plan.digest(), attempt);
    Optional<Sha256> known = plan.fleet().node(node).flatMap(one -> one.key());
    if (!known.equals(Optional.of(word.keyDigest()))) {
      objections.put(node, "its key isn't the one that the fleet has for it");
    } else if (!word.state().equals(SignedReport.HEALTHY) || !word.isAbout(about)) {
      objections.put(node, "it has signed something else");
    } else {
      objections.remove(node);
      return true;
    }
    return false;
  }

  private boolean isWanted(String node) {
    return kept.size() < needed && canary.contains(node) && !kept.containsKey(node);
  }

  /** Takes a word in that was found to be news. */
  void add(String node, SignedReport word) {
    if (isWanted(node)) {
      kept.put(node, word);
    }
  }

  /** What there is, in the order in which it came. */
  SequencedMap<String, SignedReport> kept() {
    return java.util.Collections.unmodifiableSequencedMap(kept);
  }

  /** Why no honest node of that wave would begin yet; nothing where it would. */
  Optional<String> lack(int wave) {
    if (kept.size() >= needed || plan.waves().get(wave).name().equals(Wave.CANARY)) {
      return Optional.empty();
    }
    var silent = new ArrayList<String>();
    for (var node : canary.stream().sorted().toList()) {
      if (!kept.containsKey(node) && silent.size() < Receipt.MOST) {
        var objection = objections.get(node);
        silent.add(objection == null ? node : node + " (" + objection + ")");
      }
    }
    return Optional.of(
        Code.RECEIPTS_MISSING
            + ": "
            + kept.size()
            + " of "
            + needed
            + " canary nodes have said under their own key that they are well; missing: "
            + String.join(", ", silent));
  }

  /** As they go into the envelope of a node of that wave. */
  List<Receipt> of(Wave wave, Proofs proofs) {
    if (needed == 0 || wave.name().equals(Wave.CANARY)) {
      return List.of();
    }
    var first = plan.waves().getFirst();
    var receipts = new ArrayList<Receipt>();
    kept.forEach((node, word) -> {
      int index = first.nodes().indexOf(node);
      var position = new Envelope.Position(index, proofs.membership(first, index));
      receipts.add(new Receipt(node, word, position));
    });
    return receipts;
  }
}

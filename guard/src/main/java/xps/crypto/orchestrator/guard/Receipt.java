package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.Membership;
import xps.crypto.orchestrator.planner.Wave;
import xps.crypto.orchestrator.planner.WaveLeaf;
import xps.crypto.orchestrator.planner.WaveRoot;

/**
 * A canary node's word that it is well, with the proof that it speaks under the key that the plan
 * knows it by. Nodes of later waves want enough of them (FORMATS §8), so that not even a control
 * plane can leave the canary out. No fleet is needed to judge one: the plan digest, which approvers
 * have signed, commits to the canary's nodes and keys.
 *
 * @param membership of its node, in the canary's wave; the key in it is that of the report
 */
public record Receipt(String node, SignedReport report, Envelope.Position membership) {
  /** More than so many are never asked for. */
  public static final int MOST = 16;

  /** How many nodes of a later wave want to see: of a canary of that plan, if it has one. */
  public static int needed(List<WaveRoot> waves) {
    return canary(waves).map(wave -> Math.min(wave.count(), MOST)).orElse(0);
  }

  private static Optional<WaveRoot> canary(List<WaveRoot> waves) {
    return waves.stream().limit(1).filter(wave -> wave.name().equals(Wave.CANARY)).findFirst();
  }

  /** Whether they are enough for the waves after the canary; each node and each key counts once. */
  static List<Problem> judge(
      List<Receipt> receipts, List<WaveRoot> waves, Sha256 body, Sha256 plan, int attempt) {
    int needed = needed(waves);
    var nodes = new HashSet<String>();
    var keys = new HashSet<Sha256>();
    var objections = new ArrayList<String>();
    for (var receipt : receipts) {
      var about = new SignedReport.Subject(receipt.node(), body, plan, attempt);
      var objection = receipt.objection(about, waves);
      if (objection.isPresent()) {
        objections.add(Escape.quote(receipt.node()) + ": " + objection.get());
      } else if (!nodes.add(receipt.node()) || !keys.add(receipt.report().keyDigest())) {
        objections.add(Escape.quote(receipt.node()) + ": it is there twice");
      }
    }
    return needed > 0 && nodes.size() >= needed && keys.size() >= needed
        ? List.of()
        : List.of(missing(Math.min(nodes.size(), keys.size()), needed, objections));
  }

  private Optional<String> objection(SignedReport.Subject about, List<WaveRoot> waves) {
    if (!report.state().equals(SignedReport.HEALTHY)) {
      return Optional.of("it says that it is " + Escape.quote(report.state()));
    }
    var leaf = new WaveLeaf(node, Optional.of(report.keyDigest()));
    var proof = new Membership(0, membership.index(), membership.path());
    if (canary(waves).filter(wave -> proof.proves(leaf, wave)).isEmpty()) {
      return Optional.of("the plan has no canary node of that name and key");
    }
    return report.isAbout(about)
        ? Optional.empty()
        : Optional.of("its key hasn't signed that about this patch, plan and attempt");
  }

  private static Problem missing(int there, int needed, List<String> objections) {
    var why = objections.isEmpty() ? "" : "; " + String.join("; ", objections);
    return new Problem(
        Code.RECEIPTS_MISSING,
        needed == 0
            ? "the plan requires receipts of a canary, and has none"
            : there
                + " of "
                + needed
                + " canary nodes have said under their own key that they are well"
                + why,
        "receipts",
        "wait until the canary's nodes have reported, or look why they don't");
  }
}

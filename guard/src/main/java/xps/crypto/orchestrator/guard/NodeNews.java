package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinCheck;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What the last bulletin that a node took means to it at the moment of a judgement. It is proved
 * again each time: its signer may have left the trust store since, and it may have expired.
 */
final class NodeNews {
  private final NodeView node;
  private final BulletinCheck check;
  private final Optional<Outcome<CurrentBulletin>> judged;

  private NodeNews(NodeView node, BulletinCheck check, Optional<Outcome<CurrentBulletin>> judged) {
    this.node = node;
    this.check = check;
    this.judged = judged;
  }

  static NodeNews of(NodeView node) {
    var check = check(node);
    return new NodeNews(
        node, check, check.held().map(held -> check.judge(held, node.now(), NodeView.CLOCK)));
  }

  private static BulletinCheck check(NodeView node) {
    return new BulletinCheck(
        node.trust(),
        node.facts().environment(),
        node.memory().heard().bulletin(node.facts().environment()),
        node.clockError());
  }

  /**
   * The memory of a node that has taken a bulletin; refused where it doesn't count, or where the
   * clock that would have to say so can't be trusted.
   */
  static Outcome<NodeMemory> take(Bulletin offered, NodeView node) {
    var clock = NodeView.clock(node.facts(), node.memory(), node.clock());
    return clock.isEmpty()
        ? check(node)
            .judge(offered, node.now(), NodeView.CLOCK)
            .map(current -> node.memory().afterBulletin(current, node.now()))
        : Outcome.refused(clock);
  }

  /** The bulletin, if it counts now. */
  Optional<CurrentBulletin> current() {
    return judged.flatMap(outcome ->
        outcome instanceof Outcome.Ok<CurrentBulletin>(var current, _)
            ? Optional.of(current)
            : Optional.empty());
  }

  /**
   * Check 3: the bulletin is in date where the node demands one, trust store and policy are of its
   * versions, and there is no freeze. A node that demands none follows one that is in date all the
   * same.
   */
  List<Problem> objections(Policy policy) {
    var current = current();
    if (current.isPresent()) {
      var problems = new ArrayList<>(current.get().objectionsTo(node.trust()));
      problems.addAll(objectionsTo(policy, current.get()));
      problems.addAll(freeze(current.get(), node.now().plus(node.clockError())));
      return problems;
    }
    if (!node.facts().required().contains(NodeFacts.Demand.BULLETIN)) {
      return List.of();
    }
    return judged
        .map(Outcome::problems)
        .orElseGet(() ->
            List.of(
                new Problem(
                    Code.BULLETIN_STALE,
                    "this node demands a bulletin, and has never had one that counts",
                    "bulletin",
                    "put a bulletin for " + node.facts().environment() + " into its folder")));
  }

  /** Check 7: what was denied stays so until a later bulletin, whatever the date. */
  List<Problem> denials(Manifest manifest) {
    return check.denials(manifest);
  }

  /** Whether one of these bodies and artifacts is denied, whatever the date. */
  boolean denies(Collection<Sha256> digests) {
    return check.denies(digests);
  }

  /** {@code POLICY_INVALID} where only later versions of that policy count. */
  static List<Problem> objectionsTo(Policy policy, CurrentBulletin news) {
    long version = policy.version().orElse(0);
    long wanted = news.bulletin().policyVersion();
    return version >= wanted
        ? List.of()
        : List.of(
            new Problem(
                Code.POLICY_INVALID,
                "this policy has "
                    + (version == 0 ? "no version" : "version " + version)
                    + "; by the bulletin "
                    + news.bulletin().serial()
                    + " only those from version "
                    + wanted
                    + " on count",
                policy.place("version").toString(),
                "get the newest policy from those who keep it"));
  }

  /** {@code FREEZE_ACTIVE} while nothing new starts. */
  static List<Problem> freeze(CurrentBulletin news, Instant now) {
    return news.isFrozenAt(now)
        ? List.of(
            new Problem(
                Code.FREEZE_ACTIVE,
                "everything stands still"
                    + news.bulletin()
                        .freeze()
                        .map(it -> " since " + Grammar.time(it.since()))
                        .orElse("")
                    + " by the bulletin "
                    + news.bulletin().serial()
                    + ": "
                    + news.bulletin().freeze().map(Bulletin.Freeze::reason).orElse(""),
                news.bulletin().file(),
                "wait for a later bulletin without the freeze"))
        : List.of();
  }
}

package xps.crypto.orchestrator.cli.demo.attack;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.guard.Policy;

/** Everything that is tried, each by its own way to the nodes. */
public final class Siege {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ROLLOUT_CHARACTERS = 26;

  /** The policy of somebody who asks nobody. */
  private static final String ASKS_NOBODY =
      """
      rbac: {required_approvals: 0, unattended: true, roles: []}
      risk: {max_score: 10}
      """;

  private final Papers papers;
  private final Victims victims;
  private final SecureRandom chance;
  private final Policy own;

  private Siege(Papers papers, Victims victims, SecureRandom chance) {
    this.papers = papers;
    this.victims = victims;
    this.chance = chance;
    this.own =
        Policy.parse(
                "the hostile runner's own policy", ASKS_NOBODY.getBytes(StandardCharsets.UTF_8))
            .orThrow();
  }

  /** The attempts, in the order in which to make them. */
  public static List<Attempt> of(Papers papers, Victims victims, SecureRandom chance) {
    return new Siege(papers, victims, chance).attempts();
  }

  private List<Attempt> attempts() {
    var next = papers.next();
    var other = victims.other();
    return List.of(
        unasked("an unsigned module", papers.forged(), 7, Code.UNSIGNED_ARTIFACT),
        unasked("signed, but nobody approved it", papers.hurried(), 10, Code.RBAC_MISSING),
        approved("approved, but the window is shut", victims.shut(), 0, 10, Code.WINDOW_VIOLATION),
        unasked("signed for another role", papers.wallets(), 7, Code.TARGET_NOT_ALLOWED),
        unasked("an older version, once approved", papers.old(), 8, Code.VERSION_ROLLBACK),
        replayed(),
        approved("a node that isn't in the wave", other, 0, 9, Code.NOT_IN_WAVE),
        approved("its wave, before the canary baked", other, next.waveOf(other), 9, Code.TOO_EARLY),
        logged("a log with a record left out", History.REWRITTEN, Code.AUDIT_TAMPERED),
        logged("an order that no log knows", History.UNWRITTEN, Code.LOG_PROOF_INVALID));
  }

  /** By a permit of his own making. */
  private Attempt unasked(String name, Paper paper, int check, Code code) {
    var node = victims.other();
    return new Attempt(
        name, node, paper, waveOf(paper, node), own, newOrder(), History.TRUE, check, code);
  }

  /** A patch for others has no wave for the victim; one of theirs has to do. */
  private static int waveOf(Paper paper, String node) {
    return paper.plan().membership(node).isPresent() ? paper.waveOf(node) : 0;
  }

  private Attempt approved(String name, String node, int wave, int check, Code code) {
    return new Attempt(
        name, node, papers.next(), wave, papers.policy(), newOrder(), History.TRUE, check, code);
  }

  private Attempt logged(String name, History history, Code code) {
    return new Attempt(
        name, victims.canary(), papers.next(), 0, papers.policy(), newOrder(), history, 11, code);
  }

  /** The order that the node has followed, dated anew: the old one would expire some day. */
  private Attempt replayed() {
    var node = victims.other();
    return new Attempt(
        "a warrant of before, dated anew",
        node,
        papers.last(),
        papers.last().waveOf(node),
        papers.policy(),
        new Attempt.Order(papers.lastRollout(), 1),
        History.TRUE,
        6,
        Code.WARRANT_REPLAYED);
  }

  private Attempt.Order newOrder() {
    var rollout =
        IntStream.range(0, ROLLOUT_CHARACTERS)
            .mapToObj(_ -> String.valueOf(BASE32.charAt(chance.nextInt(BASE32.length()))))
            .collect(Collectors.joining());
    return new Attempt.Order(rollout, 1);
  }
}

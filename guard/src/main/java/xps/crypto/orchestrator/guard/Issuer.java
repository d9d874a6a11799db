package xps.crypto.orchestrator.guard;

import java.util.List;
import xps.crypto.orchestrator.attest.Orchestrator;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Problem;

/** Check 4: who has issued a warrant, and whether they may. */
final class Issuer {
  private Issuer() {}

  /** For a node whose clock has been checked. */
  static List<Problem> check(Warrant warrant, NodeView node) {
    var issuer = node.trust().orchestrator(warrant.issuer());
    if (issuer.isEmpty()) {
      return unknown(warrant);
    }
    return issuer
        .get()
        .usableAt(node.now(), node.facts().environment())
        .map(List::of)
        .orElseGet(() -> signature(warrant, issuer.get()));
  }

  /**
   * For a node whose clock may be wrong. The time floor is the one time it can be sure of: what was
   * over by then is over; what may be over by now isn't held against a way back.
   */
  static List<Problem> checkWithoutClock(Warrant warrant, NodeView node) {
    var issuer = node.trust().orchestrator(warrant.issuer());
    if (issuer.isEmpty()) {
      return unknown(warrant);
    }
    var floor = node.memory().timeFloor();
    var validity = issuer.get().validity();
    boolean isOver =
        validity.revokedAt(floor)
            || validity.notAfter().filter(end -> !floor.isBefore(end)).isPresent();
    boolean isElsewhere =
        issuer
            .get()
            .environments()
            .filter(names -> !names.contains(node.facts().environment()))
            .isPresent();
    if (isOver || isElsewhere) {
      return NodeView.refuse(
          Code.WARRANT_INVALID,
          "the orchestrator "
              + warrant.issuer()
              + " may not issue warrants for "
              + node.facts().environment()
              + (isOver ? " any more" : ""),
          "warrant.issuer");
    }
    return signature(warrant, issuer.get());
  }

  private static List<Problem> unknown(Warrant warrant) {
    return NodeView.refuse(
        Code.WARRANT_INVALID,
        "this node's trust store knows no orchestrator " + Escape.quote(warrant.issuer()),
        "warrant.issuer");
  }

  private static List<Problem> signature(Warrant warrant, Orchestrator issuer) {
    return warrant.isSignedBy(issuer.key())
        ? List.of()
        : NodeView.refuse(
            Code.WARRANT_INVALID,
            "the warrant isn't signed with the key of the orchestrator " + issuer.name(),
            "warrant.sig");
  }
}

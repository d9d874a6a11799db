package xps.crypto.orchestrator.guard;

import java.util.List;
import java.util.function.Supplier;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * Check 14: what may have changed while a patch was fetched and tested is asked once more, right
 * before it becomes active. NODE.md names 2, 5, window and freeze; whatever else can be over by
 * then and costs no more than some signatures is asked with them, in the order of the first time:
 * trust store, policy and bulletin (3), the issuer (4), signers (7), and all of 10 with the newest
 * bulletin, so that an approval that was withdrawn or has expired meanwhile doesn't count. What
 * only a warrant's own text, the node's marks or the log can say is as it was.
 */
final class LastLook {
  static final int NUMBER = 14;

  private final AdmittedWarrant admitted;
  private final NodeView node;
  private final Policy policy;

  private LastLook(AdmittedWarrant admitted, NodeView node, Policy policy) {
    this.admitted = admitted;
    this.node = node;
    this.policy = policy;
  }

  static Admission at(Admission.Admitted admitted, NodeView node, Policy policy) {
    return switch (admitted) {
      case AdmittedWarrant before -> new LastLook(before, node, policy).look();
    };
  }

  private Admission look() {
    var warrant = admitted.warrant();
    var news = NodeNews.of(node);
    var failed =
        Check.<Admission>first(
            Admission.Refused::new,
            asked(() -> NodeView.clock(node.facts(), node.memory(), node.clock())),
            asked(() -> ForwardChecks.documents(node, policy, news)),
            asked(() -> Issuer.check(warrant, node)),
            asked(() -> NodeView.dates(warrant, node.now(), node.clockError())),
            // What was denied while it was fetched is denied.
            asked(() -> news.denials(admitted.patch().manifest())));
    if (failed.isPresent()) {
      return failed.get();
    }
    return switch (node.attest(admitted.patch().manifest())) {
      case Outcome.Refused<SignedPatch>(var problems) -> new Admission.Refused(NUMBER, problems);
      case Outcome.Ok<SignedPatch>(var patch, _) -> decide(patch);
    };
  }

  private Admission decide(SignedPatch patch) {
    var asked =
        Case.onNode(admitted.warrant(), patch, admitted.plan(), admitted.waves(), node, policy);
    var gate = Gate.onNode(asked, admitted.warrant().approvals(), node.facts().labelsWithRole());
    return gate.problems().isEmpty()
        ? admitted.again(patch, gate, node.now())
        : new Admission.Refused(NUMBER, gate.problems());
  }

  /** Whatever fails now is this check's. */
  private static Check asked(Supplier<List<Problem>> problems) {
    return new Check(NUMBER, problems);
  }
}

package xps.crypto.orchestrator.guard;

import java.util.Optional;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.attest.TrustedLog;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.Checkpoint;
import xps.crypto.orchestrator.audit.LogKey;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.audit.TlogProof;
import xps.crypto.orchestrator.audit.VerifiedRecord;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * Check 11: the decision stands in an audit log that the node trusts, and the log has only grown
 * since the node last looked.
 */
final class LogCheck {
  private LogCheck() {}

  static Outcome<VerifiedRecord> of(Envelope envelope, NodeView node) {
    return TlogProof.parse("proof", envelope.proof())
        .flatMap(proof ->
            trusted(proof.checkpoint().claimed().origin(), node)
                .flatMap(LogKey::of)
                .flatMap(key -> proof.verify(envelope.record(), key)))
        .flatMap(record -> isGateOf(record, envelope.warrant()))
        .flatMap(record -> hasOnlyGrown(record, envelope.consistency(), node));
  }

  /** The checkpoint that the record was proven under, for the node's memory. */
  static NodeMemory.SeenLog seen(VerifiedRecord record) {
    var checkpoint = record.checkpoint();
    return new NodeMemory.SeenLog(
        checkpoint.origin(), new NodeMemory.Seen(checkpoint.size(), checkpoint.root()));
  }

  private static Outcome<TrustedLog> trusted(String origin, NodeView node) {
    var log = node.trust().logs().stream().filter(known -> known.name().equals(origin)).findFirst();
    if (log.isEmpty()) {
      return invalid("this node's trust store knows no log " + Escape.quote(origin), "proof");
    }
    if (log.get().quorum() > 0) {
      return invalid(
          "this node wants "
              + log.get().quorum()
              + " witnesses of the log "
              + origin
              + "; checking cosignatures comes with a later version",
          "proof");
    }
    return Outcome.ok(log.get());
  }

  private static Outcome<VerifiedRecord> isGateOf(VerifiedRecord proven, Warrant warrant) {
    var record = proven.record();
    boolean isGate = record.action() == Action.GATE && record.result() == Result.SUCCESS;
    return isGate && record.warrant().equals(Optional.of(warrant.digest()))
        ? Outcome.ok(proven)
        : invalid("the record isn't that of the decision behind this very warrant", "record");
  }

  private static Outcome<VerifiedRecord> hasOnlyGrown(
      VerifiedRecord proven, Envelope.Consistency consistency, NodeView node) {
    var checkpoint = proven.checkpoint();
    var seen = node.memory().log(checkpoint.origin());
    if (seen.isEmpty() || isSame(seen.get(), checkpoint)) {
      return Outcome.ok(proven);
    }
    if (checkpoint.size() <= seen.get().size()) {
      return tampered(checkpoint, seen.get());
    }
    if (consistency.from() != seen.get().size()) {
      return invalid(
          "the proof of consistency begins at "
              + consistency.from()
              + "; this node has seen "
              + seen.get().size()
              + " records",
          "consistency.from");
    }
    boolean isPrefix =
        MerkleTree.verifyConsistency(
            seen.get().size(),
            seen.get().root(),
            checkpoint.size(),
            checkpoint.root(),
            consistency.path());
    return isPrefix ? Outcome.ok(proven) : tampered(checkpoint, seen.get());
  }

  private static boolean isSame(NodeMemory.Seen seen, Checkpoint checkpoint) {
    return seen.size() == checkpoint.size() && seen.root().equals(checkpoint.root());
  }

  private static Outcome<VerifiedRecord> tampered(Checkpoint checkpoint, NodeMemory.Seen seen) {
    return Outcome.refused(
        Problem.of(
            Code.AUDIT_TAMPERED,
            "the log of "
                + checkpoint.size()
                + " records isn't one that has grown from the "
                + seen.size()
                + " that this node has seen",
            "proof"));
  }

  private static <T> Outcome<T> invalid(String message, String where) {
    return Outcome.refused(Problem.of(Code.LOG_PROOF_INVALID, message, where));
  }
}

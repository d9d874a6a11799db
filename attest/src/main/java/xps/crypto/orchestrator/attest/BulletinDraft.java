package xps.crypto.orchestrator.attest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** A bulletin that nobody has signed yet. What its members mean stands at {@link Bulletin}. */
public record BulletinDraft(
    String environment,
    long serial,
    long trustVersion,
    long policyVersion,
    List<Sha256> denied,
    List<Sha256> withdrawn,
    Optional<Bulletin.Freeze> freeze,
    Instant asOf,
    Instant expires) {
  public BulletinDraft {
    denied = List.copyOf(denied);
    withdrawn = List.copyOf(withdrawn);
  }

  /** The document, without signatures. */
  public Value.Obj document() {
    var document =
        Value.object()
            .put("type", Bulletin.TYPE)
            .put("environment", environment)
            .put("serial", serial)
            .put("trust_version", trustVersion)
            .put("policy_version", policyVersion)
            .put("denied", Value.texts(denied.stream().map(Sha256::hex).toList()))
            .put("withdrawn", Value.texts(withdrawn.stream().map(Sha256::hex).toList()));
    freeze.ifPresent(found ->
        document.put(
            "freeze",
            Value.object()
                .put("since", Grammar.time(found.since()))
                .put("reason", found.reason())
                .build()));
    return document.put("as_of", Grammar.time(asOf)).put("expires", Grammar.time(expires)).build();
  }

  /** The document with this key's signature. */
  public Outcome<Value.Obj> sign(StatementSigner key) {
    return DocumentSignatures.sign(Bulletin.TYPE, document(), key);
  }
}

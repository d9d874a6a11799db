package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * Adds one person's signatures to a manifest, one for each artifact. What others have signed stays
 * as it is.
 */
public final class ManifestSigner {
  private final Manifest manifest;
  private final StatementSigner key;
  private final List<Problem> problems = new ArrayList<>();

  private ManifestSigner(Manifest manifest, StatementSigner key) {
    this.manifest = manifest;
    this.key = key;
  }

  /**
   * The manifest with this key's signature on every artifact: an entry of {@code sigs}, or, when
   * {@code plain}, the {@code sig} of the founding document. An entry of {@code sigs} that carries
   * this key's keyid is replaced. Refused where another plain signature is in the way, an artifact
   * has as many signatures as it can, or the signer gives none; {@code plain} needs an Ed25519 key.
   */
  public static Outcome<Value.Obj> sign(Manifest manifest, StatementSigner key, boolean plain) {
    return new ManifestSigner(manifest, key).sign(plain);
  }

  private Outcome<Value.Obj> sign(boolean plain) {
    if (plain && !key.algorithm().equals(Ed25519Key.ALGORITHM)) {
      return Outcome.refused(
          new Problem(
              Code.USAGE,
              "a plain signature is one of Ed25519, and this key signs with " + key.algorithm(),
              manifest.file(),
              "sign without --plain"));
    }
    var document = manifest.document();
    var entries = document.get("artifacts").map(Value.Arr.class::cast).orElseThrow().items();
    var signed = new ArrayList<Value>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      var artifact = manifest.artifacts().get(i);
      var entry = (Value.Obj) entries.get(i);
      switch (key.signatureOver(manifest.statementOf(artifact))) {
        case Outcome.Refused<Bytes>(var reasons) -> {
          return Outcome.refused(reasons);
        }
        case Outcome.Ok<Bytes>(var signature, _) ->
            signed.add(
                plain ? withSig(entry, artifact, signature) : withSigs(entry, artifact, signature));
      }
    }
    return problems.isEmpty()
        ? Outcome.ok(document.with("artifacts", Value.array(signed)))
        : Outcome.refused(problems);
  }

  private Value.Obj withSig(Value.Obj entry, Artifact artifact, Bytes signature) {
    if (entry.members().get("sig") instanceof Value.Str(var present, var place)
        && !present.equals(signature.base64())) {
      problems.add(
          new Problem(
              Code.USAGE,
              artifact.name() + " has a plain signature already, and there is room for one",
              place.toString(),
              "sign without --plain: your signature then stands beside the other"));
    }
    return entry.with("sig", Value.text(signature.base64()));
  }

  private Value.Obj withSigs(Value.Obj entry, Artifact artifact, Bytes signature) {
    var keyId = key.publicKey().keyId();
    var sigs = new ArrayList<Value>();
    if (entry.members().get("sigs") instanceof Value.Arr present) {
      for (var other : present.items()) {
        if (!DocumentSignatures.isOf(other, key.algorithm(), keyId)) {
          sigs.add(other);
        }
      }
    }
    if (sigs.size() >= Manifest.MOST_SIGNATURES) {
      problems.add(
          new Problem(
              Code.USAGE,
              artifact.name() + " has " + sigs.size() + " signatures already, and no more are read",
              artifact.place().toString(),
              "take out signatures that nobody needs"));
    }
    var mine =
        Value.object()
            .put("alg", key.algorithm())
            .put("keyid", keyId)
            .put("sig", signature.base64());
    key.chain().ifPresent(chain -> mine.put("chain", chain.toValue()));
    sigs.add(
        mine.put(
                "signed_for",
                Value.object()
                    .put("id", manifest.id())
                    .put("version", manifest.version().toString())
                    .put("body", manifest.bodyDigest().hex())
                    .build())
            .build());
    return entry.with("sigs", Value.array(sigs));
  }
}

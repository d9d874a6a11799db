package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * What stands in {@code signatures} of a document that is signed as a whole: a trust store, a
 * policy, a bulletin. Each entry is {@code {alg, keyid?, sig}} over the kind's first line and the
 * canonical form without {@code signatures}. They claim; {@link #personsOf} finds out.
 */
public final class DocumentSignatures {
  /** The field that they stand in. */
  public static final String FIELD = "signatures";

  private static final int MOST_SIGNATURES = 64;

  private final List<Entry> entries;

  private DocumentSignatures(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  private record Entry(Optional<String> keyId, StatementSignature signature) {
    boolean isBy(VerifyingKey key, Bytes statement) {
      return (keyId.isEmpty() || keyId.get().equals(key.keyId())) && signature.isBy(key, statement);
    }
  }

  /** Reads the field of a document; what is wrong goes into {@code problems}. */
  public static DocumentSignatures read(Fields document, Code invalid, List<Problem> problems) {
    var items = document.optionalArray(FIELD).orElse(List.of());
    if (items.size() > MOST_SIGNATURES) {
      document.problem(
          FIELD,
          FIELD + " has " + items.size() + " entries; at most " + MOST_SIGNATURES + " are read",
          "take out signatures that nobody needs");
      return new DocumentSignatures(List.of());
    }
    var entries = new ArrayList<Entry>(items.size());
    for (var item : items) {
      entry(new Fields(item, invalid, problems, "a signature")).ifPresent(entries::add);
    }
    return new DocumentSignatures(entries);
  }

  private static Optional<Entry> entry(Fields entry) {
    var algorithm = entry.oneOf("alg", StatementSignature.ALGORITHMS);
    var keyId = entry.optionalText("keyid", DocumentSignatures::isKeyId, "16 lowercase hex digits");
    var sig = entry.text("sig");
    entry.done();
    if (sig.isEmpty()) {
      return Optional.empty();
    }
    var signature = SignatureForm.decode(algorithm, sig);
    signature
        .flaw()
        .ifPresent(flaw ->
            entry.problem(
                "sig",
                "this cannot be a signature (" + algorithm + "): it " + flaw,
                "let its signer sign the document again"));
    return signature.sound().map(sound -> new Entry(keyId, sound));
  }

  static boolean isKeyId(String text) {
    return text.length() == VerifyingKey.KEY_ID_DIGITS && Sha256.parse(text.repeat(4)).isPresent();
  }

  /** What those sign who sign that document. */
  public static Bytes statement(String kind, Value.Obj document) {
    return Statement.document(kind, document.without(FIELD));
  }

  /** The persons among the roots whose signature over the statement is here. */
  public List<String> personsOf(Roots roots, Bytes statement) {
    var persons = new TreeSet<String>();
    for (var root : roots.keys()) {
      if (isSignedBy(root.key(), statement)) {
        persons.add(root.person());
      }
    }
    return List.copyOf(persons);
  }

  /** Whether that key's signature over the statement is here. */
  public boolean isSignedBy(VerifyingKey key, Bytes statement) {
    for (var entry : entries) {
      if (entry.isBy(key, statement)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The document with this key's signature beside those of others. One by the same key is replaced;
   * {@code USAGE} where there are as many already as are read.
   */
  public static Outcome<Value.Obj> sign(String kind, Value.Obj document, StatementSigner key) {
    var keyId = key.publicKey().keyId();
    var kept = new ArrayList<Value>();
    if (document.members().get(FIELD) instanceof Value.Arr present) {
      for (var entry : present.items()) {
        if (!isOf(entry, key.algorithm(), keyId)) {
          kept.add(entry);
        }
      }
    }
    if (kept.size() >= MOST_SIGNATURES) {
      return Outcome.refused(
          new Problem(
              Code.USAGE,
              "the document has " + kept.size() + " signatures already, and no more are read",
              document.place().toString(),
              "take out signatures that nobody needs"));
    }
    return key.signatureOver(statement(kind, document))
        .map(signature -> {
          kept.add(
              Value.object()
                  .put("alg", key.algorithm())
                  .put("keyid", keyId)
                  .put("sig", signature.base64())
                  .build());
          return document.with(FIELD, Value.array(kept));
        });
  }

  /** Whether an entry says that it is of that scheme and key. */
  static boolean isOf(Value entry, String algorithm, String keyId) {
    return entry instanceof Value.Obj object
        && object.members().get("alg") instanceof Value.Str(var theirs, _)
        && theirs.equals(algorithm)
        && object.members().get("keyid") instanceof Value.Str(var id, _)
        && id.equals(keyId);
  }
}

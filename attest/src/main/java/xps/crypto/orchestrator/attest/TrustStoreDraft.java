package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * A trust store while its keepers change it. It proves nothing and promises nothing: {@link
 * #checked} says whether it can be one.
 *
 * <p>Immutable; each change gives another draft. What it doesn't touch stays as it stands.
 */
public final class TrustStoreDraft {
  private static final String THRESHOLD = "threshold";
  private static final String VERSION = "version";

  private final Value.Obj document;

  private TrustStoreDraft(Value.Obj document) {
    this.document = document;
  }

  /** A store that trusts nobody yet. */
  public static TrustStoreDraft empty() {
    return new TrustStoreDraft(
        Value.object()
            .put(Office.SIGNER.list(), List.of())
            .put("min_required_signatures", 1)
            .put("allow_unsigned", false)
            .build());
  }

  /** The very same version, to be changed; signatures of the old text would be none of the new. */
  public static TrustStoreDraft of(TrustStore store) {
    return new TrustStoreDraft(store.document().without(DocumentSignatures.FIELD));
  }

  /**
   * The version after that one, unsigned; a store without a version stays without. After the last
   * number there is comes none: nobody takes what is made of that.
   */
  public static TrustStoreDraft after(TrustStore store) {
    var draft = of(store);
    return store.version().isPresent()
        ? draft.with(
            VERSION, Value.number(Math.min(store.version().getAsLong() + 1, Value.LARGEST_INTEGER)))
        : draft;
  }

  /** With an entry at the end of its list. The first root makes a store one that has versions. */
  public TrustStoreDraft add(Office office, Value.Obj entry) {
    var entries = new ArrayList<>(entries(office));
    entries.add(entry);
    var draft = withEntries(office, entries);
    return office == Office.ROOT && draft.document.get(VERSION).isEmpty()
        ? draft.with(VERSION, Value.number(1))
        : draft;
  }

  /** Without the entry of that name; {@code USAGE} where there is none. */
  public Outcome<TrustStoreDraft> remove(Office office, String name) {
    return entry(office, name)
        .map(found -> {
          var entries = new ArrayList<>(entries(office));
          entries.remove(found);
          return Outcome.ok(withEntries(office, entries));
        })
        .orElseGet(() -> nobody(office, name));
  }

  /**
   * With that entry revoked from {@code from} on: whoever meets its signatures is told so, instead
   * of that nobody knows the key.
   */
  public Outcome<TrustStoreDraft> revoke(Office office, String name, Instant from) {
    if (office != Office.SIGNER && office != Office.ORCHESTRATOR) {
      return Outcome.refused(
          new Problem(
              Code.USAGE,
              "an entry of that kind can't be marked as revoked",
              office.text(),
              "take it out"));
    }
    return entry(office, name)
        .map(found -> {
          var entries = new ArrayList<>(entries(office));
          entries.set(
              entries.indexOf(found), found.with("revoked", Value.text(Grammar.time(from))));
          return Outcome.ok(withEntries(office, entries));
        })
        .orElseGet(() -> nobody(office, name));
  }

  /** With that many persons required: of signers on each artifact, or of roots on the store. */
  public TrustStoreDraft threshold(Office office, int persons) {
    return office == Office.ROOT
        ? with(Office.ROOTS, roots().with(THRESHOLD, Value.number(persons)))
        : with("min_required_signatures", Value.number(persons));
  }

  /** With another end. */
  public TrustStoreDraft expires(Instant at) {
    return with("expires", Value.text(Grammar.time(at)));
  }

  /** The document, if it is a trust store; all that is wrong with it, if not. */
  public Outcome<Value.Obj> checked(String file) {
    var text = Json.pretty(document).getBytes(StandardCharsets.UTF_8);
    return TrustStore.parse(file, text).map(TrustStore::document);
  }

  private static Outcome<TrustStoreDraft> nobody(Office office, String name) {
    return Outcome.refused(
        new Problem(
            Code.USAGE,
            "the trust store has no " + office.text() + " of that name",
            name,
            "see the names with xps trust list"));
  }

  private Optional<Value.Obj> entry(Office office, String name) {
    for (var entry : entries(office)) {
      if (entry instanceof Value.Obj object
          && object.members().get("name") instanceof Value.Str(var text, _)
          && text.equals(name)) {
        return Optional.of(object);
      }
    }
    return Optional.empty();
  }

  private List<Value> entries(Office office) {
    return office.entries(document);
  }

  private Value.Obj roots() {
    return document.members().get(Office.ROOTS) instanceof Value.Obj present
        ? present
        : Value.object().put(THRESHOLD, 1).put(Office.ROOT.list(), List.of()).build();
  }

  private TrustStoreDraft withEntries(Office office, List<Value> entries) {
    var list = Value.array(entries);
    return office == Office.ROOT
        ? with(Office.ROOTS, roots().with(office.list(), list))
        : with(office.list(), list);
  }

  private TrustStoreDraft with(String name, Value value) {
    return new TrustStoreDraft(document.with(name, value));
  }
}

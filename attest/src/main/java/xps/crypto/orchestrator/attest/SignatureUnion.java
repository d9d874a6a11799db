package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * One manifest with the signatures of two copies of it: people sign on different machines, one
 * after the other or at once, and none takes another's away.
 */
public final class SignatureUnion {
  private final Optional<Verifier> verifier;
  private final List<Problem> problems = new ArrayList<>();

  private SignatureUnion(Optional<Verifier> verifier) {
    this.verifier = verifier;
  }

  /**
   * The first copy, with what only the second one carries added to {@code sigs}. Where an artifact
   * would have more signatures than are read, those of strangers make room: else whoever can add
   * sixteen keeps everybody else from signing.
   *
   * @param verifier knows who is no stranger; without it too many signatures are refused
   */
  public static Outcome<Value.Obj> of(
      Manifest first, Manifest second, Optional<Verifier> verifier) {
    return new SignatureUnion(verifier).join(first, second);
  }

  private Outcome<Value.Obj> join(Manifest first, Manifest second) {
    if (!first.bodyDigest().equals(second.bodyDigest())) {
      throw new IllegalArgumentException("signatures for one body say nothing about another");
    }
    var joined = new ArrayList<Value>();
    // Looked at only where there are too many: it takes a verification for each.
    Supplier<Set<Place>> trusted =
        () -> {
          var places = new HashSet<Place>();
          verifier.ifPresent(judge -> {
            places.addAll(judge.signaturesOfTrusted(first));
            places.addAll(judge.signaturesOfTrusted(second));
          });
          return places;
        };
    var mine = entries(first);
    var theirs = entries(second);
    for (int i = 0; i < mine.size(); i++) {
      joined.add(join(mine.get(i), theirs.get(i), first.artifacts().get(i).name(), trusted));
    }
    return Outcome.unless(problems, () -> first.document().with("artifacts", Value.array(joined)));
  }

  private static List<Value.Obj> entries(Manifest manifest) {
    var items = manifest.document().get("artifacts").map(Value.Arr.class::cast).orElseThrow();
    return items.items().stream().map(Value.Obj.class::cast).toList();
  }

  private Value.Obj join(
      Value.Obj mine, Value.Obj theirs, String artifact, Supplier<Set<Place>> trusted) {
    var sigs = new ArrayList<Value>(sigs(mine));
    var seen = new HashSet<Bytes>();
    sigs.forEach(entry -> seen.add(Canonical.bytes(entry)));
    for (var entry : sigs(theirs)) {
      if (seen.add(Canonical.bytes(entry))) {
        sigs.add(entry);
      }
    }
    var plain = plain(mine);
    var other = plain(theirs).filter(sig -> !sig.text().equals(plain.orElse(sig).text()));
    // There is room for one plain signature; the other one says the same among the sigs.
    other
        .map(SignatureUnion::asEntry)
        .filter(sig -> seen.add(Canonical.bytes(sig)))
        .ifPresent(sigs::add);
    if (sigs.size() > Manifest.MOST_SIGNATURES && verifier.isPresent()) {
      var known = trusted.get();
      sigs.removeIf(entry -> !known.contains(placeOf(entry)));
    }
    if (sigs.size() > Manifest.MOST_SIGNATURES) {
      problems.add(tooMany(artifact, sigs.size(), mine.place()));
    }
    var joined = sigs.isEmpty() ? mine : mine.with("sigs", Value.array(sigs));
    return plain
        .or(() -> plain(theirs))
        .map(sig -> joined.with("sig", Value.text(sig.text())))
        .orElse(joined);
  }

  private static Problem tooMany(String artifact, int count, Place where) {
    return new Problem(
        Code.USAGE,
        artifact
            + " would have "
            + count
            + " signatures, and no more than "
            + Manifest.MOST_SIGNATURES
            + " are read",
        where.toString(),
        "name the trust store with --trust: then signatures of strangers make room");
  }

  private static List<Value> sigs(Value.Obj entry) {
    return entry.members().get("sigs") instanceof Value.Arr present ? present.items() : List.of();
  }

  private static Optional<Value.Str> plain(Value.Obj entry) {
    return entry.members().get("sig") instanceof Value.Str sig
        ? Optional.of(sig)
        : Optional.empty();
  }

  private static Value asEntry(Value.Str sig) {
    return Value.object().put("alg", Ed25519Key.ALGORITHM).put("sig", sig).build();
  }

  /** Where the reader of manifests says that a signature stands. */
  private static Place placeOf(Value entry) {
    return entry instanceof Value.Obj object
        ? object.get("sig").map(Value::place).orElse(entry.place())
        : entry.place();
  }
}

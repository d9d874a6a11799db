package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * One manifest with the signatures of two copies of it: people sign on different machines, one
 * after the other or at once, and none takes another's away.
 */
public final class SignatureUnion {
  private SignatureUnion() {}

  /**
   * The first copy, with what only the second one carries added to {@code sigs}. Refused where an
   * artifact would have more signatures than are read.
   */
  public static Outcome<Value.Obj> of(Manifest first, Manifest second) {
    if (!first.bodyDigest().equals(second.bodyDigest())) {
      throw new IllegalArgumentException("signatures for one body say nothing about another");
    }
    var problems = new ArrayList<Problem>();
    var joined = new ArrayList<Value>();
    var mine = entries(first);
    var theirs = entries(second);
    for (int i = 0; i < mine.size(); i++) {
      joined.add(join(mine.get(i), theirs.get(i), first.artifacts().get(i).name(), problems));
    }
    return Outcome.unless(problems, () -> first.document().with("artifacts", Value.array(joined)));
  }

  private static List<Value.Obj> entries(Manifest manifest) {
    var items = manifest.document().get("artifacts").map(Value.Arr.class::cast).orElseThrow();
    return items.items().stream().map(Value.Obj.class::cast).toList();
  }

  private static Value.Obj join(
      Value.Obj mine, Value.Obj theirs, String artifact, List<Problem> problems) {
    var sigs = new ArrayList<Value>(sigs(mine));
    var seen = new HashSet<Bytes>();
    sigs.forEach(entry -> seen.add(Canonical.bytes(entry)));
    for (var entry : sigs(theirs)) {
      if (seen.add(Canonical.bytes(entry))) {
        sigs.add(entry);
      }
    }
    var plain = plain(mine);
    var other = plain(theirs).filter(sig -> !sig.equals(plain.orElse(sig)));
    // There is room for one plain signature; the other one says the same among the sigs.
    other
        .map(SignatureUnion::asEntry)
        .filter(sig -> seen.add(Canonical.bytes(sig)))
        .ifPresent(sigs::add);
    if (sigs.size() > Manifest.MOST_SIGNATURES) {
      problems.add(
          new Problem(
              Code.USAGE,
              artifact
                  + " would have "
                  + sigs.size()
                  + " signatures, and no more than "
                  + Manifest.MOST_SIGNATURES
                  + " are read",
              mine.place().toString(),
              "take out signatures that nobody needs"));
    }
    var joined = sigs.isEmpty() ? mine : mine.with("sigs", Value.array(sigs));
    return plain
        .or(() -> plain(theirs))
        .map(sig -> joined.with("sig", Value.text(sig)))
        .orElse(joined);
  }

  private static List<Value> sigs(Value.Obj entry) {
    return entry.members().get("sigs") instanceof Value.Arr present ? present.items() : List.of();
  }

  private static Optional<String> plain(Value.Obj entry) {
    return entry.members().get("sig") instanceof Value.Str(var sig, _)
        ? Optional.of(sig)
        : Optional.empty();
  }

  private static Value asEntry(String sig) {
    return Value.object().put("alg", Ed25519Key.ALGORITHM).put("sig", sig).build();
  }
}

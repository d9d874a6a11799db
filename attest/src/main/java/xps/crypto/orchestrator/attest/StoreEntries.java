package xps.crypto.orchestrator.attest;

import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** What the lists of a trust store have in common: entries with a name, a key, and an office. */
final class StoreEntries {
  private final List<Problem> problems;
  private final Offices offices;

  StoreEntries(List<Problem> problems, Offices offices) {
    this.problems = problems;
    this.offices = offices;
  }

  List<Fields> required(Fields of, String list, String what) {
    return entries(of, of.array(list), list, what);
  }

  List<Fields> optional(Fields of, String list, String what) {
    return entries(of, of.optionalArray(list).orElse(List.of()), list, what);
  }

  private List<Fields> entries(Fields of, List<Value> values, String list, String what) {
    if (values.size() > TrustStore.MOST_SIGNERS) {
      of.problem(
          list,
          list + " has " + values.size() + " entries; at most " + TrustStore.MOST_SIGNERS,
          "take out the rest");
      return List.of();
    }
    var entries = new ArrayList<Fields>(values.size());
    for (var value : values) {
      entries.add(new Fields(value, Code.TRUST_STORE_INVALID, problems, what));
    }
    return entries;
  }

  /** Two names that only differ in how Unicode composes them look like one, so they are one. */
  static String name(Fields entry, Set<String> taken) {
    var name =
        entry.text("name", Grammar::isSignerName, "a name of 1 to 64 characters that can be seen");
    if (!name.isEmpty() && !taken.add(Normalizer.normalize(name, Normalizer.Form.NFC))) {
      entry.problem(
          "name", "the name " + name + " stands here twice", "give every entry a name of its own");
    }
    return name;
  }

  /** The keys in {@code ed25519}, {@code spki} and {@code ssh}, each given to that holder. */
  List<VerifyingKey> classicalKeys(Fields entry, String holder) {
    var keys = new ArrayList<VerifyingKey>();
    KeyFields.ed25519(entry)
        .ifPresent(key -> keys.add(offices.give(entry, "ed25519", key, holder)));
    KeyFields.spki(entry).ifPresent(key -> keys.add(offices.give(entry, "spki", key, holder)));
    KeyFields.ssh(entry).ifPresent(key -> keys.add(offices.give(entry, "ssh", key, holder)));
    return keys;
  }

  /** The key in {@code ml_dsa_65}, given to that holder. */
  Optional<MlDsa65Key> mlDsa65(Fields entry, String holder) {
    return KeyFields.mlDsa65(entry).map(key -> offices.give(entry, "ml_dsa_65", key, holder));
  }

  /** The key in {@code ed25519}, which has to be there, given to that holder. */
  Optional<Ed25519Key> hex(Fields entry, String holder) {
    requireAnyOf(entry, "ed25519");
    return KeyFields.ed25519(entry).map(key -> offices.give(entry, "ed25519", key, holder));
  }

  /** Without any of them the first one is what is missing. */
  static void requireAnyOf(Fields entry, String... fields) {
    for (var field : fields) {
      if (entry.has(field)) {
        return;
      }
    }
    entry.any(fields[0]);
  }

  static Validity validity(Fields entry) {
    var notBefore = entry.optionalTime("not_before");
    var notAfter = entry.optionalTime("not_after");
    if (notBefore.isPresent()
        && notAfter.isPresent()
        && !notBefore.get().isBefore(notAfter.get())) {
      entry.problem("not_after", "not_after is not later than not_before", "correct one of them");
    }
    return new Validity(notBefore, notAfter, revokedFrom(entry));
  }

  private static Optional<Instant> revokedFrom(Fields entry) {
    return switch (entry.optionalAny("revoked").orElse(Value.bool(false))) {
      case Value.Bool(boolean revoked, _) -> revoked ? Optional.of(Instant.MIN) : Optional.empty();
      case Value.Str _ -> entry.optionalTime("revoked");
      case Value other -> {
        entry.problem(
            "revoked", "revoked is " + other.kind(), "write true, or the time from which on it is");
        yield Optional.empty();
      }
    };
  }
}

package xps.crypto.orchestrator.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Office;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Validity;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Value;

/** Trust stores in words. */
final class TrustText {
  private TrustText() {}

  /**
   * An entry of the store.
   *
   * @param by what it is known by where it has no key of its own
   */
  record Entry(
      Office office,
      String name,
      String person,
      List<VerifyingKey> keys,
      String by,
      Validity validity) {
    String standing(Instant now) {
      return validity.revokedAt(now)
          ? validity.describeRevocation()
          : validity.inDateAt(now) ? "in date" : "counts " + validity.describe();
    }

    Value.Obj json(Instant now) {
      var shown = new ArrayList<Value>();
      for (var key : keys) {
        shown.add(Value.object().put("alg", key.algorithm()).put("keyid", key.keyId()).build());
      }
      var entry =
          Value.object()
              .put("office", office.text())
              .put("name", name)
              .put("person", person)
              .put("keys", shown)
              .put("revoked", validity.revokedAt(now))
              .put("in_date", validity.inDateAt(now));
      entry.putText("by", by.isEmpty() ? Optional.empty() : Optional.of(by));
      return entry.build();
    }
  }

  /** Everybody in the store, office by office, in the order of the document. */
  static List<Entry> entries(TrustStore store) {
    var entries = new ArrayList<Entry>();
    for (var it : store.signers()) {
      var certified =
          it.certified().map(name -> "certificates of " + name.ca() + " for " + name.san());
      entries.add(
          new Entry(
              Office.SIGNER,
              it.name(),
              it.person(),
              it.keys(),
              certified.orElse(""),
              it.validity()));
    }
    store
        .roots()
        .ifPresent(roots -> {
          for (var it : roots.keys()) {
            entries.add(always(Office.ROOT, it.name(), it.person(), it.key()));
          }
        });
    for (var it : store.bulletins()) {
      entries.add(always(Office.BULLETIN, it.name(), it.name(), it.key()));
    }
    for (var it : store.orchestrators()) {
      entries.add(
          new Entry(
              Office.ORCHESTRATOR, it.name(), it.name(), List.of(it.key()), "", it.validity()));
    }
    for (var it : store.logs()) {
      entries.add(always(Office.LOG, it.name(), it.name(), it.key()));
    }
    for (var it : store.certificateAuthorities()) {
      entries.add(
          new Entry(
              Office.CA,
              it.name(),
              it.name(),
              List.of(),
              it.subject() + ", " + it.revocation(),
              it.validity()));
    }
    return List.copyOf(entries);
  }

  private static Entry always(Office office, String name, String person, VerifyingKey key) {
    return new Entry(office, name, person, List.of(key), "", Validity.ALWAYS);
  }

  /** A line for each entry. */
  static List<String> table(TrustStore store, Instant now) {
    var rows = new ArrayList<List<String>>();
    for (var entry : entries(store)) {
      var keys = new ArrayList<String>();
      entry.keys().forEach(key -> keys.add(key.algorithm() + " " + key.keyId()));
      if (!entry.by().isEmpty()) {
        keys.add(Escape.printable(entry.by()));
      }
      rows.add(
          List.of(
              entry.office().text(),
              entry.name(),
              entry.person().equals(entry.name()) ? "" : entry.person(),
              String.join(", ", keys),
              entry.standing(now)));
    }
    return Columns.table(rows);
  }

  /** What it takes, and until when. */
  static List<String> rules(TrustStore store) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("signatures", store.minRequiredSignatures() + " persons on each artifact"));
    store
        .roots()
        .ifPresent(
            roots -> rows.add(List.of("roots", roots.threshold() + " persons on an update")));
    store.version().ifPresent(version -> rows.add(List.of("version", Long.toString(version))));
    store.expires().ifPresent(at -> rows.add(List.of("expires", Grammar.time(at))));
    rows.add(List.of("digest", store.digest().hex()));
    return Columns.table(rows);
  }

  /** What somebody does who has changed a store. */
  static List<String> written(String done, Path file, TrustStore store) {
    var report = new ArrayList<String>();
    report.add("✓ " + done + ": " + file);
    if (store.roots().isPresent() && store.version().isPresent()) {
      report.add("");
      report.add(
          "  next: "
              + store.roots().get().threshold()
              + " roots sign it, each with xps trust update HELD "
              + file
              + " --key THEIRS.key");
    }
    return report;
  }

  /** How two versions differ, entry by entry and rule by rule, for those who sign the newer one. */
  static List<String> changes(TrustStore held, TrustStore next) {
    var lines = new ArrayList<String>();
    for (var office : Office.values()) {
      var before = office.entries(held.document());
      var after = office.entries(next.document());
      for (var entry : before) {
        var now = named(after, name(entry));
        if (now.isEmpty()) {
          lines.add("- " + office.text() + " " + name(entry));
        } else if (!same(entry, now.get())) {
          lines.add("~ " + office.text() + " " + name(entry));
        }
      }
      for (var entry : after) {
        if (named(before, name(entry)).isEmpty()) {
          lines.add("+ " + office.text() + " " + name(entry));
        }
      }
    }
    for (var rule : List.of("min_required_signatures", "allow_unsigned", "expires")) {
      var before = held.document().get(rule);
      var after = next.document().get(rule);
      if (before.isPresent() != after.isPresent()
          || (before.isPresent() && !same(before.get(), after.get()))) {
        lines.add("~ " + rule);
      }
    }
    int was = held.roots().map(roots -> roots.threshold()).orElse(0);
    int is = next.roots().map(roots -> roots.threshold()).orElse(0);
    if (was != is) {
      lines.add("~ threshold of the roots: " + was + " → " + is);
    }
    return List.copyOf(lines);
  }

  private static boolean same(Value one, Value other) {
    return Canonical.bytes(one).equals(Canonical.bytes(other));
  }

  private static Optional<Value> named(List<Value> entries, String name) {
    return entries.stream().filter(entry -> name(entry).equals(name)).findFirst();
  }

  private static String name(Value entry) {
    return entry instanceof Value.Obj object
            && object.members().get("name") instanceof Value.Str(var name, _)
        ? name
        : "";
  }
}

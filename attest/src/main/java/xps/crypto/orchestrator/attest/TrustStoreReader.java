package xps.crypto.orchestrator.attest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** Reads a trust store, one list after the other, and gives every key in it its one office. */
final class TrustStoreReader {
  private static final int MOST_WITNESSES = 64;
  private static final String PERSON = "person";

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final Offices offices = new Offices();

  private TrustStoreReader(String file) {
    this.file = file;
  }

  static Outcome<TrustStore> read(String file, byte[] text) {
    return Json.parse(file, text, Code.TRUST_STORE_INVALID)
        .flatMap(value -> new TrustStoreReader(file).store(value));
  }

  private Outcome<TrustStore> store(Value value) {
    var store = new Fields(value, Code.TRUST_STORE_INVALID, problems, "the trust store");
    var signers = signers(store);
    long threshold = store.integer("min_required_signatures", 0, TrustStore.MOST_SIGNERS);
    boolean allowUnsigned = store.optionalBool("allow_unsigned").orElse(false);
    var orchestrators = orchestrators(store);
    var logs = logs(store);
    var bulletins = bulletins(store);
    var roots = store.optionalObject("roots").map(this::roots);
    var version = store.optionalInteger("version", 1, Value.LARGEST_INTEGER);
    var expires = store.optionalTime("expires");
    Later.refuse(store, "org_cas", "trusting the certificates of an organisation's CA");
    Later.refuse(store, "signatures", "checking the signatures on a trust store");
    store.done();
    if (problems.isEmpty()) {
      checkThreshold(store, threshold, allowUnsigned, signers);
    }
    return Outcome.unless(
        problems,
        () ->
            new TrustStore(
                new TrustStore.Contents(
                    file,
                    store.value(),
                    signers,
                    (int) threshold,
                    allowUnsigned,
                    orchestrators,
                    logs,
                    bulletins,
                    roots,
                    version.isPresent() ? OptionalLong.of(version.get()) : OptionalLong.empty(),
                    expires)));
  }

  private static void checkThreshold(
      Fields store, long threshold, boolean allowUnsigned, List<TrustedSigner> signers) {
    var persons = new HashSet<String>();
    for (var signer : signers) {
      persons.add(signer.person());
    }
    if (threshold == 0 && !allowUnsigned) {
      store.problem(
          "min_required_signatures",
          "min_required_signatures is 0, which needs allow_unsigned: true",
          "write at least 1");
    }
    if (threshold > persons.size()) {
      store.problem(
          "min_required_signatures",
          "min_required_signatures is " + threshold + ", but there " + counted(persons),
          "add signers of other persons, or lower it");
    }
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

  private List<Fields> optionalEntries(Fields of, String list, String what) {
    return entries(of, of.optionalArray(list).orElse(List.of()), list, what);
  }

  private List<TrustedSigner> signers(Fields store) {
    var names = new HashSet<String>();
    var signers = new ArrayList<TrustedSigner>();
    for (var entry :
        entries(store, store.array("trusted_signers"), "trusted_signers", "a trusted signer")) {
      var name = name(entry, names);
      var person = entry.optionalId(PERSON).orElse(name);
      var keys = hexOrSpki(entry, "the signer " + name);
      Later.refuse(entry, "ssh", "trusting SSH keys");
      Later.refuse(entry, "ml_dsa_65", "signing with ML-DSA-65 beside a classical key");
      Later.refuse(entry, "x509", "trusting the certificates of an organisation's CA");
      var validity = validity(entry);
      var maySign = entry.optionalObject("may_sign").map(MaySignReader::read);
      requireAnyOf(entry, "ed25519", "spki", "ssh", "ml_dsa_65", "x509");
      entry.done();
      signers.add(
          new TrustedSigner(
              name,
              person,
              keys,
              validity,
              maySign.orElse(MaySign.ANYTHING),
              entry.value().place()));
    }
    return signers;
  }

  private static String name(Fields entry, Set<String> taken) {
    var name =
        entry.text("name", Grammar::isSignerName, "a name of 1 to 64 characters that can be seen");
    if (!name.isEmpty() && !taken.add(name)) {
      entry.problem(
          "name", "the name " + name + " stands here twice", "give every entry a name of its own");
    }
    return name;
  }

  private List<VerifyingKey> hexOrSpki(Fields entry, String holder) {
    var keys = new ArrayList<VerifyingKey>();
    KeyFields.ed25519(entry)
        .ifPresent(key -> keys.add(offices.give(entry, "ed25519", key, holder)));
    KeyFields.spki(entry).ifPresent(key -> keys.add(offices.give(entry, "spki", key, holder)));
    return keys;
  }

  private Optional<VerifyingKey> hex(Fields entry, String holder) {
    requireAnyOf(entry, "ed25519");
    return KeyFields.ed25519(entry).map(key -> offices.give(entry, "ed25519", key, holder));
  }

  /** Without any of them the first one is what is missing. */
  private static void requireAnyOf(Fields entry, String... fields) {
    for (var field : fields) {
      if (entry.has(field)) {
        return;
      }
    }
    entry.any(fields[0]);
  }

  private static Validity validity(Fields entry) {
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

  private List<Orchestrator> orchestrators(Fields store) {
    var names = new HashSet<String>();
    var orchestrators = new ArrayList<Orchestrator>();
    for (var entry : optionalEntries(store, "orchestrators", "an orchestrator")) {
      var name = name(entry, names);
      var key = hex(entry, "the orchestrator " + name);
      var environments =
          entry.optionalTexts("environments", Grammar::isId, "the name of an environment");
      var validity = validity(entry);
      entry.done();
      key.ifPresent(held ->
          orchestrators.add(
              new Orchestrator(name, held, environments, validity, entry.value().place())));
    }
    return orchestrators;
  }

  private List<TrustedLog> logs(Fields store) {
    var names = new HashSet<String>();
    var logs = new ArrayList<TrustedLog>();
    for (var entry : optionalEntries(store, "logs", "a log")) {
      var name = name(entry, names);
      if (name.startsWith("xps-")) {
        entry.problem(
            "name",
            "a log's name must not begin with xps-, as signed statements do",
            "rename the log");
      }
      var key = hex(entry, "the log " + name);
      var witnesses = witnesses(entry, name);
      int quorum = quorum(entry, witnesses);
      entry.done();
      key.ifPresent(
          held -> logs.add(new TrustedLog(name, held, witnesses, quorum, entry.value().place())));
    }
    return logs;
  }

  /** Where there are witnesses somebody has to say how many of them it takes. */
  private static int quorum(Fields log, List<TrustedLog.Witness> witnesses) {
    long quorum =
        witnesses.isEmpty()
            ? log.optionalInteger("quorum", 0, MOST_WITNESSES).orElse(0L)
            : log.integer("quorum", 0, MOST_WITNESSES);
    if (quorum > witnesses.size()) {
      log.problem(
          "quorum",
          "quorum is " + quorum + ", but there are " + witnesses.size() + " witnesses",
          "add witnesses, or lower it");
    } else if (quorum > 0) {
      Later.refuse(log, "quorum", "checking the cosignatures of witnesses");
    }
    return (int) quorum;
  }

  private List<TrustedLog.Witness> witnesses(Fields log, String logName) {
    var names = new HashSet<String>();
    var witnesses = new ArrayList<TrustedLog.Witness>();
    for (var entry : optionalEntries(log, "witnesses", "a witness")) {
      var name = name(entry, names);
      hex(entry, "the witness " + name + " of the log " + logName)
          .ifPresent(key -> witnesses.add(new TrustedLog.Witness(name, key)));
      entry.done();
    }
    return witnesses;
  }

  private List<BulletinSigner> bulletins(Fields store) {
    var names = new HashSet<String>();
    var signers = new ArrayList<BulletinSigner>();
    for (var entry : optionalEntries(store, "bulletins", "a bulletin signer")) {
      var name = name(entry, names);
      hex(entry, "the bulletin signer " + name)
          .ifPresent(key -> signers.add(new BulletinSigner(name, key)));
      entry.done();
    }
    return signers;
  }

  private Roots roots(Fields roots) {
    long threshold = roots.integer("threshold", 1, TrustStore.MOST_SIGNERS);
    var names = new HashSet<String>();
    var persons = new HashSet<String>();
    var keys = new ArrayList<Roots.Root>();
    for (var entry : entries(roots, roots.array("keys"), "keys", "a root key")) {
      var name = name(entry, names);
      var person = entry.optionalId(PERSON).orElse(name);
      var held = hexOrSpki(entry, "the root " + name);
      Later.refuse(entry, "ssh", "trusting SSH keys");
      requireAnyOf(entry, "ed25519", "spki", "ssh");
      if (held.size() > 1) {
        entry.problem("spki", "a root has one key", "make a second entry of the same person");
      }
      entry.done();
      persons.add(person);
      for (var key : held) {
        keys.add(new Roots.Root(name, person, key));
      }
    }
    if (threshold > persons.size()) {
      roots.problem(
          "threshold",
          "threshold is " + threshold + ", but there " + counted(persons),
          "add roots of other persons, or lower it");
    }
    roots.done();
    return new Roots((int) threshold, keys);
  }

  private static String counted(Set<String> persons) {
    return persons.size() == 1
        ? "is only 1 person"
        : "are only " + persons.size() + " different persons";
  }
}

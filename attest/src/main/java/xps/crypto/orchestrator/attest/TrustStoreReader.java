package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  private final StoreEntries entries = new StoreEntries(problems, offices);
  private final CrlSource crls;

  private TrustStoreReader(String file, CrlSource crls) {
    this.file = file;
    this.crls = crls;
  }

  static Outcome<TrustStore> read(String file, byte[] text, CrlSource crls) {
    return Json.parse(file, text, Code.TRUST_STORE_INVALID)
        .flatMap(value -> read(file, value, crls));
  }

  static Outcome<TrustStore> read(String file, Value document, CrlSource crls) {
    return new TrustStoreReader(file, crls).store(document);
  }

  private Outcome<TrustStore> store(Value value) {
    var store = new Fields(value, Code.TRUST_STORE_INVALID, problems, "the trust store");
    var caNames = new HashSet<String>();
    var cas = new OrgCaReader(entries, crls).read(store, caNames);
    var signers = new SignerReader(entries, caNames).read(store);
    long threshold = store.integer("min_required_signatures", 0, TrustStore.MOST_SIGNERS);
    boolean allowUnsigned = store.optionalBool("allow_unsigned").orElse(false);
    var orchestrators = orchestrators(store);
    var logs = logs(store);
    var bulletins = bulletins(store);
    var roots = store.optionalObject("roots").map(this::roots);
    var version = store.optionalInteger("version", 1, Value.LARGEST_INTEGER);
    var expires = store.optionalTime("expires");
    var signatures = DocumentSignatures.read(store, Code.TRUST_STORE_INVALID, problems);
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
                    cas,
                    orchestrators,
                    logs,
                    bulletins,
                    roots,
                    version.isPresent() ? OptionalLong.of(version.get()) : OptionalLong.empty(),
                    expires,
                    signatures,
                    offices.holders())));
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

  private List<Orchestrator> orchestrators(Fields store) {
    var names = new HashSet<String>();
    var orchestrators = new ArrayList<Orchestrator>();
    for (var entry : entries.optional(store, "orchestrators", "an orchestrator")) {
      var name = StoreEntries.name(entry, names);
      var key = entries.hex(entry, "the orchestrator " + name);
      var environments =
          entry.optionalTexts("environments", Grammar::isId, "the name of an environment");
      var validity = StoreEntries.validity(entry);
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
    for (var entry : entries.optional(store, "logs", "a log")) {
      var name = StoreEntries.name(entry, names);
      if (name.startsWith("xps-")) {
        entry.problem(
            "name",
            "a log's name must not begin with xps-, as signed statements do",
            "rename the log");
      }
      var key = entries.hex(entry, "the log " + name);
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
    for (var entry : entries.optional(log, "witnesses", "a witness")) {
      var name = StoreEntries.name(entry, names);
      entries
          .hex(entry, "the witness " + name + " of the log " + logName)
          .ifPresent(key -> witnesses.add(new TrustedLog.Witness(name, key)));
      entry.done();
    }
    return witnesses;
  }

  private List<BulletinSigner> bulletins(Fields store) {
    var names = new HashSet<String>();
    var signers = new ArrayList<BulletinSigner>();
    for (var entry : entries.optional(store, "bulletins", "a bulletin signer")) {
      var name = StoreEntries.name(entry, names);
      entries
          .hex(entry, "the bulletin signer " + name)
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
    for (var entry : entries.required(roots, "keys", "a root key")) {
      var name = StoreEntries.name(entry, names);
      var person = entry.optionalId(PERSON).orElse(name);
      var held = entries.classicalKeys(entry, "the root " + name);
      StoreEntries.requireAnyOf(entry, "ed25519", "spki", "ssh");
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

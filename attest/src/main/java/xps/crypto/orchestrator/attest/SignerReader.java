package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Fields;

/** Reads {@code trusted_signers}: whose signatures may count, and by which keys. */
final class SignerReader {
  private static final int MOST_SAN_CHARACTERS = 256;

  private final StoreEntries entries;
  private final Set<String> cas;
  private final Set<CertifiedName> certifiedNames = new HashSet<>();

  /**
   * A reader.
   *
   * @param cas the names in {@code org_cas}
   */
  SignerReader(StoreEntries entries, Set<String> cas) {
    this.entries = entries;
    this.cas = cas;
  }

  List<TrustedSigner> read(Fields store) {
    var names = new HashSet<String>();
    var signers = new ArrayList<TrustedSigner>();
    for (var entry : entries.required(store, "trusted_signers", "a trusted signer")) {
      signers.add(signer(entry, names));
    }
    return signers;
  }

  private TrustedSigner signer(Fields entry, Set<String> names) {
    var name = StoreEntries.name(entry, names);
    var person = entry.optionalId("person").orElse(name);
    var holder = holder(name);
    var keys = entries.classicalKeys(entry, holder);
    entries.mlDsa65(entry, holder).ifPresent(keys::add);
    var certified = entry.optionalObject("x509").map(this::certifiedName);
    var validity = StoreEntries.validity(entry);
    var maySign = entry.optionalObject("may_sign").map(MaySignReader::read);
    StoreEntries.requireAnyOf(entry, "ed25519", "spki", "ssh", "ml_dsa_65", "x509");
    if (entry.has("ml_dsa_65") && !hasClassicalKey(entry)) {
      entry.problem(
          "ml_dsa_65",
          "an ML-DSA-65 key counts beside a classical key, and here is none",
          "add the signer's ed25519, ssh, spki or x509");
    }
    entry.done();
    return new TrustedSigner(
        name,
        person,
        keys,
        certified,
        validity,
        maySign.orElse(MaySign.ANYTHING),
        entry.value().place());
  }

  /** What a signer's keys are called in {@link Offices}. */
  static String holder(String name) {
    return "the signer " + name;
  }

  private static boolean hasClassicalKey(Fields entry) {
    return entry.has("ed25519") || entry.has("spki") || entry.has("ssh") || entry.has("x509");
  }

  /** Two signers with one name in certificates would be two persons with one key. */
  private CertifiedName certifiedName(Fields x509) {
    var ca = x509.text("ca");
    var san =
        x509.text(
            "san",
            text -> !text.isBlank() && text.length() <= MOST_SAN_CHARACTERS,
            "a name of 1 to " + MOST_SAN_CHARACTERS + " characters");
    x509.done();
    if (!ca.isEmpty() && !cas.contains(ca)) {
      x509.problem(
          "ca",
          "there is no CA " + Escape.quote(ca) + " in org_cas",
          "name one of org_cas, or add it there");
    }
    var name = new CertifiedName(ca, san);
    if (!san.isEmpty() && !certifiedNames.add(name)) {
      x509.problem(
          "san",
          "the certificates of " + Escape.quote(san) + " are already another signer's",
          "give each signer a name of their own");
    }
    return name;
  }
}

package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;

/** Reads {@code org_cas}: whose certificates make somebody a signer. */
final class OrgCaReader {
  private static final String CRL = "crl";
  private static final String REVOCATION = "revocation";

  private final StoreEntries entries;
  private final CrlSource crls;

  OrgCaReader(StoreEntries entries, CrlSource crls) {
    this.entries = entries;
    this.crls = crls;
  }

  /** The CAs; the names of all of them, sound or not, go into {@code names}. */
  List<OrgCa> read(Fields store, Set<String> names) {
    var cas = new ArrayList<OrgCa>();
    for (var entry : entries.optional(store, "org_cas", "a CA")) {
      var name = StoreEntries.name(entry, names);
      var certificate =
          entry.parsed(
              "certificate",
              "a CERTIFICATE in PEM",
              text -> Pem.read(Pem.CERTIFICATE, text).flatMap(CertificateChain::certificate));
      StoreEntries.requireAnyOf(entry, "certificate");
      var revocation = revocation(entry);
      entry.done();
      certificate.ifPresent(
          found -> cas.add(new OrgCa(name, found, revocation, entry.value().place())));
    }
    return cas;
  }

  /** Somebody has to say that there are no lists: their absence is what an attacker would like. */
  private OrgCa.Revocation revocation(Fields entry) {
    var file =
        entry.optionalText(CRL, Grammar::isArtifactName, "the name of a file beside the store");
    var none = entry.optionalOneOf(REVOCATION, List.of("none"));
    if (entry.has(CRL) == entry.has(REVOCATION)) {
      entry.problem(
          CRL,
          "a CA has either a crl, or revocation: none",
          "name the file with its revocation lists beside the trust store");
    }
    return none.isPresent()
        ? new OrgCa.Revocation.None()
        : new OrgCa.Revocation.ByLists(
            RevocationLists.read(file.orElse(CRL), file.flatMap(crls::read)));
  }
}

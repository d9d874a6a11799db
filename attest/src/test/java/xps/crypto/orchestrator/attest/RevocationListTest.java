package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.AnOrganisation.LISTS;
import static xps.crypto.orchestrator.attest.AnOrganisation.json;
import static xps.crypto.orchestrator.attest.AnOrganisation.message;
import static xps.crypto.orchestrator.attest.AnOrganisation.store;
import static xps.crypto.orchestrator.attest.Attesting.NOW;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Bytes;

/** Goal: count with a certificate that its CA has taken back, or that nobody can look up. */
class RevocationListTest {
  private static final Instant NEXT_WEEK = NOW.plus(Duration.ofDays(7));

  @TempDir Path folder;

  private final KeyPair alice = ACa.ec("secp256r1");

  @Test
  void without_a_list_in_date_no_certificate_of_that_ca_counts() {
    var root = ACa.root();
    var patch = new ACertifiedPatch(alice, root.issue(ACertificate.ofSigner(), alice));

    assertThat(message(patch.attest(store(root, LISTS)))).contains("missing");
    assertThat(message(patch.attest(store(root, LISTS, Bytes.utf8("no list")))))
        .contains("missing");
    assertThat(message(patch.attest(store(root, LISTS, root.crl(1, NOW)))))
        .contains("was to be replaced by 2026-03-01T12:00:00Z", "caller's clock");
    assertThat(
            message(
                patch.attest(
                    store(root, LISTS, root.crl(Optional.of(1), NOW.plusSeconds(1), NEXT_WEEK)))))
        .contains("begins at");
    assertThat(
            message(
                patch.attest(store(root, LISTS, root.crl(Optional.empty(), ACa.FROM, NEXT_WEEK)))))
        .contains("no number");
    assertThat(patch.attest(store(root, LISTS, root.crl(1, NEXT_WEEK))).problems()).isEmpty();
  }

  /** The JDK reads the first list and says nothing of what it leaves out behind it. */
  @Test
  void a_list_with_something_behind_it_is_none() {
    var root = ACa.root();
    var patch = new ACertifiedPatch(alice, root.issue(ACertificate.ofSigner(), alice));
    var list = root.crl(1, NEXT_WEEK).hex();

    for (var behind : new String[] {"00", "3003020101", "ff".repeat(40), "0a"}) {
      var file = Bytes.hex(list + behind).orElseThrow();
      assertThat(message(patch.attest(store(root, LISTS, file)))).contains("can't be read");
    }
  }

  @Test
  void a_revoked_certificate_does_not_count_and_neither_does_a_list_by_somebody_else() {
    var root = ACa.root();
    var leaf = root.issue(ACertificate.ofSigner(), alice);
    var patch = new ACertifiedPatch(alice, leaf);

    assertThat(message(patch.attest(store(root, LISTS, root.crl(1, NEXT_WEEK, leaf)))))
        .contains("REVOKED");
    assertThat(message(patch.attest(store(root, LISTS, ACa.root().crl(1, NEXT_WEEK)))))
        .contains("UNDETERMINED_REVOCATION_STATUS");
  }

  @Test
  void a_ca_in_the_middle_needs_its_own_list_and_can_be_revoked() {
    var root = ACa.root();
    var middle = root.below("CN=Middle");
    var patch =
        new ACertifiedPatch(
            alice, middle.issue(ACertificate.ofSigner(), alice), middle.certificate());
    var ofRoot = Pem.write("X509 CRL", root.crl(1, NEXT_WEEK));
    var ofMiddle = Pem.write("X509 CRL", middle.crl(1, NEXT_WEEK));
    var revoking = Pem.write("X509 CRL", root.crl(2, NEXT_WEEK, middle.certificate()));

    assertThat(message(patch.attest(store(root, LISTS, Bytes.utf8(ofRoot)))))
        .contains("UNDETERMINED_REVOCATION_STATUS");
    assertThat(patch.attest(store(root, LISTS, Bytes.utf8(ofRoot + ofMiddle))).problems())
        .isEmpty();
    assertThat(message(patch.attest(store(root, LISTS, Bytes.utf8(revoking + ofMiddle)))))
        .contains("REVOKED");
    assertThat(message(patch.attest(store(root, LISTS, Bytes.utf8(ofRoot + revoking)))))
        .contains("two revocation lists");
  }

  @Test
  void a_list_with_a_lower_number_than_seen_is_refused_though_it_is_in_date() {
    var root = ACa.root();
    var patch = new ACertifiedPatch(alice, root.issue(ACertificate.ofSigner(), alice));
    var newer = store(root, LISTS, root.crl(8, NEXT_WEEK));
    var older = store(root, LISTS, root.crl(7, NEXT_WEEK));
    Map<String, BigInteger> seen = newer.revocationListNumbers();

    assertThat(seen.values()).containsExactly(BigInteger.valueOf(8));
    assertThat(patch.attest(newer, seen).problems()).isEmpty();
    assertThat(message(patch.attest(older, seen))).contains("number 7, and 8 has been seen");
  }

  @Test
  void the_list_lies_beside_the_trust_store() throws Exception {
    var root = ACa.root();
    var patch = new ACertifiedPatch(alice, root.issue(ACertificate.ofSigner(), alice));
    var file = folder.resolve("trust_store.json");
    Files.writeString(file, json(root, LISTS));

    assertThat(message(patch.attest(TrustStore.load(file)))).contains("org.crl is missing");
    Files.write(folder.resolve("org.crl"), root.crl(1, NEXT_WEEK).toArray());
    assertThat(patch.attest(TrustStore.load(file)).problems()).isEmpty();
  }

  /** TUF: fast-forward. Remembering a forged number would shut out every honest list. */
  @Test
  void the_number_of_a_list_that_the_ca_has_not_signed_is_not_to_be_remembered() {
    var root = ACa.root();
    var forged = store(root, LISTS, ACa.root().crl(1_000_000, NEXT_WEEK));

    assertThat(forged.revocationListNumbers()).isEmpty();
    assertThat(store(root, LISTS, root.crl(3, NEXT_WEEK)).revocationListNumbers().values())
        .containsExactly(BigInteger.valueOf(3));
  }
}

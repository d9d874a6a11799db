package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.AnOrganisation.LISTS;
import static xps.crypto.orchestrator.attest.AnOrganisation.NO_LISTS;
import static xps.crypto.orchestrator.attest.AnOrganisation.json;
import static xps.crypto.orchestrator.attest.AnOrganisation.message;
import static xps.crypto.orchestrator.attest.AnOrganisation.parse;
import static xps.crypto.orchestrator.attest.AnOrganisation.store;
import static xps.crypto.orchestrator.attest.Attesting.NOW;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;

/** Goal: count as a signer with a certificate that isn't one for that. */
class CertifiedSignerTest {
  private static final Instant NEXT_WEEK = NOW.plus(Duration.ofDays(7));

  private final KeyPair alice = ACa.ec("secp256r1");

  @Test
  void a_signer_with_a_certificate_of_the_organisation_counts() {
    for (var keys : new KeyPair[] {alice, ACa.ed25519()}) {
      var root = ACa.root();
      var patch = new ACertifiedPatch(keys, root.issue(ACertificate.ofSigner(), keys));

      var attested = patch.attest(store(root, NO_LISTS)).orThrow();

      assertThat(attested.signers()).containsExactly("Release");
      assertThat(attested.authors()).containsExactly(new Author("ann", List.of(patch.leafKey())));
    }
  }

  @Test
  void a_chain_over_two_more_cas_leads_to_the_organisation_with_its_own_certificate_or_without() {
    var root = ACa.root();
    var middle = root.below("CN=Middle");
    var issuing = middle.below("CN=Issuing");
    var leaf = issuing.issue(ACertificate.ofSigner(), alice);

    var without = new ACertifiedPatch(alice, leaf, issuing.certificate(), middle.certificate());
    var with =
        new ACertifiedPatch(
            alice, leaf, issuing.certificate(), middle.certificate(), root.certificate());

    assertThat(without.attest(store(root, NO_LISTS)).problems()).isEmpty();
    assertThat(with.attest(store(root, NO_LISTS)).problems()).isEmpty();
  }

  @Test
  void every_algorithm_that_counts_is_one_that_a_ca_can_sign_with() {
    var rsa = ACa.rsa(2048);
    assertCounts(ACa.root(rsa, "SHA256withRSA", ACertificate.ofCa()));
    assertCounts(ACa.root(rsa, "SHA256withRSAandMGF1", ACertificate.ofCa()));
    assertCounts(ACa.root(ACa.ec("secp384r1"), "SHA384withECDSA", ACertificate.ofCa()));
    assertCounts(ACa.root(ACa.ed25519(), "Ed25519", ACertificate.ofCa()));
  }

  @Test
  void a_leaf_that_is_for_something_else_does_not_count() {
    var server = ACertificate.ofSigner().purposes(KeyPurposeId.id_kp_serverAuth);
    assertRefused(server, "isn't for signing code");
    assertRefused(ACertificate.ofSigner().purposes(), "isn't for signing code");
    assertRefused(
        ACertificate.ofSigner().purposes(KeyPurposeId.anyExtendedKeyUsage),
        "isn't for signing code");
    assertRefused(
        ACertificate.ofSigner()
            .purposes(KeyPurposeId.id_kp_codeSigning, KeyPurposeId.anyExtendedKeyUsage),
        "any purpose");
    assertRefused(ACertificate.ofSigner().keyUsage(KeyUsage.keyEncipherment), "digital signatures");
    assertRefused(ACertificate.ofSigner().keyUsage(0), "digital signatures");
  }

  @Test
  void a_leaf_out_of_date_does_not_count_and_the_refusal_says_now_and_the_clock() {
    assertRefused(ACertificate.ofSigner().until(NOW.minusSeconds(1)), "caller's clock");
    assertRefused(ACertificate.ofSigner().from(NOW.plusSeconds(1)), "2026-03-01T12:00:00Z");
  }

  @Test
  void a_ca_out_of_date_does_not_count_though_the_jdk_does_not_look() {
    assertRefused(
        ACa.root(ACertificate.ofCa().until(NOW.minusSeconds(1))), "counts from 2026-01-01");
    assertRefused(ACa.root(ACertificate.ofCa().from(NOW.plusSeconds(1))), "counts from");
  }

  @Test
  void a_ca_that_may_not_sign_certificates_does_not_count() {
    assertRefused(ACa.root(ACertificate.ofCa().isCa(false)), "is no CA's");
    assertRefused(
        ACa.root(ACertificate.ofCa().keyUsage(KeyUsage.digitalSignature)),
        "isn't for signing certificates");
    assertRefused(ACa.root(ACertificate.ofCa().keyUsage(0)), "isn't for signing certificates");
  }

  @Test
  void sha_1_and_rsa_of_1024_bits_do_not_count() {
    var rsa = ACa.root(ACa.rsa(2048), "SHA256withRSA", ACertificate.ofCa());
    assertRefused(rsa, ACertificate.ofSigner().signedWith("SHA1withRSA"), "algorithm");
    assertRefused(rsa, ACertificate.ofSigner().signedWith("SHA1withRSAandMGF1"), "algorithm");
    assertRefused(ACertificate.ofSigner().signedWith("SHA1withECDSA"), "algorithm");
    assertRefused(
        ACa.root(ACa.rsa(1024), "SHA256withRSA", ACertificate.ofCa()), "less than 2048 bits");
  }

  @Test
  void a_weak_ca_in_the_middle_does_not_count() {
    var root = ACa.root();
    var weak = root.below("CN=Weak", ACa.rsa(1024), ACertificate.ofCa());
    var leaf = ACertificate.ofSigner().signedWith("SHA256withRSA");
    var server =
        root.below(
            "CN=Web",
            ACa.ec("secp256r1"),
            ACertificate.ofCa().purposes(KeyPurposeId.id_kp_serverAuth));
    var noCa = root.below("CN=No CA", ACa.ec("secp256r1"), ACertificate.ofSigner());
    var sha1 =
        root.below("CN=Old", ACa.ec("secp256r1"), ACertificate.ofCa().signedWith("SHA1withECDSA"));

    assertThat(problem(root, leaf, weak)).contains("less than 2048 bits");
    assertThat(problem(root, ACertificate.ofSigner(), server)).contains("sign code");
    assertThat(problem(root, ACertificate.ofSigner(), noCa))
        .contains("between the signer and the CA is no CA's");
    assertThat(problem(root, ACertificate.ofSigner(), sha1)).contains("algorithm");
  }

  @Test
  void a_path_that_is_longer_than_a_ca_allows_does_not_count() {
    var closed = ACa.root(ACertificate.ofCa().pathLength(0));
    var root = ACa.root();
    var narrow = root.below("CN=Narrow", ACa.ec("secp256r1"), ACertificate.ofCa().pathLength(0));
    var under = narrow.below("CN=Under");

    assertThat(problem(closed, ACertificate.ofSigner(), closed.below("CN=Middle")))
        .as("the JDK does not look at the anchor's")
        .contains("so many CAs");
    assertThat(
            message(
                new ACertifiedPatch(
                        alice,
                        under.issue(ACertificate.ofSigner(), alice),
                        under.certificate(),
                        narrow.certificate())
                    .attest(store(root, NO_LISTS))))
        .contains("doesn't lead to the CA");
  }

  @Test
  void names_that_a_ca_may_not_certify_do_not_count() {
    assertRefused(ACa.root(ACertificate.ofCa().permitting("other.org")), "doesn't lead");
    assertCounts(ACa.root(ACertificate.ofCa().permitting("example.org")));
    var withLists = ACa.root(ACertificate.ofCa().permitting("example.org"));
    assertThat(
            new ACertifiedPatch(alice, withLists.issue(ACertificate.ofSigner(), alice))
                .attest(store(withLists, LISTS, withLists.crl(1, NEXT_WEEK)))
                .problems())
        .isEmpty();
  }

  @Test
  void a_chain_of_five_certificates_or_with_something_else_in_it_has_a_bad_encoding() {
    var root = ACa.root();
    var leaf = root.issue(ACertificate.ofSigner(), alice);
    var five = new ACertifiedPatch(alice, leaf, leaf, leaf, leaf, leaf);

    assertThat(Codes.of(five.attest(store(root, NO_LISTS))))
        .containsExactly(Code.BAD_SIGNATURE_ENCODING);
    var der = ACa.encoded(leaf);
    for (var bad :
        List.of(
            Bytes.hex(der.hex() + "00").orElseThrow(),
            Bytes.utf8(Pem.write(Pem.CERTIFICATE, der)),
            Bytes.copyOf(new byte[CertificateChain.MOST_CERTIFICATE_BYTES + 1]),
            Bytes.empty())) {
      assertThat(CertificateChain.decode(List.of(bad.base64())).flaw()).isPresent();
    }
  }

  @Test
  void a_leaf_with_an_rsa_key_does_not_count() {
    var root = ACa.root();
    var keys = ACa.rsa(2048);

    var outcome =
        new ACertifiedPatch(keys, "SHA256withRSA", root.issue(ACertificate.ofSigner(), keys))
            .attest(store(root, NO_LISTS));

    assertThat(Codes.of(outcome)).containsExactly(Code.CERT_PATH_INVALID);
  }

  /**
   * R = the point of order one and S = 0 is a "signature" of that key over whatever one likes: with
   * such a CA anybody certifies, and with such a leaf anybody signs.
   */
  @Test
  void a_key_of_small_order_in_a_certificate_does_not_count_wherever_it_stands() {
    var spki = new SmallOrder().spki();
    var anybody = new SmallOrder();
    var root = ACa.root();
    var leaf = ACertificate.ofSigner();
    var ofNobody = ACertificate.ofCa().subject("CN=Org Root");
    var weakRoot =
        new ACa(
            "CN=Org Root",
            alice,
            "Ed25519",
            ofNobody.issue("CN=Org Root", anybody, spki.toArray()));
    var forged = leaf.issue("CN=Org Root", anybody, alice.getPublic().getEncoded());

    assertThat(message(new ACertifiedPatch(alice, forged).attest(store(weakRoot, NO_LISTS))))
        .contains("anybody could sign");
    var weakLeaf = ACertificate.ofSigner().issue("CN=Org Root", root.signer(), spki.toArray());
    var patch =
        APatch.ofOneModule()
            .sig(
                "sha256.so", ACertifiedPatch.entry(Bytes.copyOf(anybody.getSignature()), weakLeaf));
    assertThat(
            Codes.of(
                Verifier.of(store(root, NO_LISTS))
                    .at(NOW)
                    .requireAll(patch.manifest(), patch.source())))
        .containsExactly(Code.CERT_PATH_INVALID);
  }

  @Test
  void a_certificate_of_somebody_else_is_untrusted_and_so_is_one_that_only_looks_alike() {
    for (var name :
        new GeneralName[] {
          new GeneralName(GeneralName.rfc822Name, "mallory@example.org"),
          new GeneralName(GeneralName.rfc822Name, "Alice@example.org"),
          new GeneralName(GeneralName.rfc822Name, "alice@example.org.evil.com"),
          new GeneralName(GeneralName.directoryName, "CN=alice@example.org"),
          // certified by whoever proved to have a host, or a page
          new GeneralName(GeneralName.dNSName, "alice@example.org"),
          new GeneralName(GeneralName.uniformResourceIdentifier, "alice@example.org"),
        }) {
      var root = ACa.root();
      var other = root.issue(ACertificate.ofSigner().names(name), alice);
      assertThat(Codes.of(new ACertifiedPatch(alice, other).attest(store(root, NO_LISTS))))
          .containsExactly(Code.UNTRUSTED_SIGNER);
    }
  }

  @Test
  void a_certificate_of_a_stranger_who_calls_himself_the_organisation_does_not_count() {
    var stranger = ACa.root();
    var patch = new ACertifiedPatch(alice, stranger.issue(ACertificate.ofSigner(), alice));
    var with =
        new ACertifiedPatch(
            alice, stranger.issue(ACertificate.ofSigner(), alice), stranger.certificate());

    assertThat(message(patch.attest(store(ACa.root(), NO_LISTS)))).contains("doesn't lead");
    assertThat(message(with.attest(store(ACa.root(), NO_LISTS)))).contains("doesn't lead");
  }

  @Test
  void the_ca_itself_signs_no_patches() {
    var root = ACa.root(ACertificate.ofCa().names(mail("alice@example.org")));

    assertThat(
            message(
                new ACertifiedPatch(root.keys(), root.certificate()).attest(store(root, NO_LISTS))))
        .contains("signs certificates, and nothing else");
  }

  @Test
  void a_host_or_a_uri_is_a_signer_when_its_name_has_its_kind() {
    for (var name :
        new GeneralName[] {
          new GeneralName(GeneralName.dNSName, "build.example.org"),
          new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/build"),
        }) {
      var root = ACa.root();
      var san = name.getName().toString();
      var trust = parse(json(root, NO_LISTS).replace("alice@example.org", san));
      var leaf = root.issue(ACertificate.ofSigner().names(name), alice);
      assertThat(new ACertifiedPatch(alice, leaf).attest(trust).problems()).isEmpty();
    }
  }

  @Test
  void a_leaf_that_could_certify_others_does_not_count() {
    assertRefused(ACertificate.ofSigner().isCa(true).pathLength(0), "is a CA's");
  }

  @Test
  void a_leaf_for_the_key_of_a_ca_does_not_count() {
    var root = ACa.root();
    var middle = root.below("CN=Middle");
    var ofRoot = root.issue(ACertificate.ofSigner(), root.keys());
    var ofMiddle = middle.issue(ACertificate.ofSigner(), middle.keys());

    assertThat(message(new ACertifiedPatch(root.keys(), ofRoot).attest(store(root, NO_LISTS))))
        .contains("has a key that signs certificates");
    assertThat(
            message(
                new ACertifiedPatch(middle.keys(), ofMiddle, middle.certificate())
                    .attest(store(root, NO_LISTS))))
        .contains("has a key that signs certificates");
  }

  @Test
  void one_key_with_certificates_for_two_signers_is_one_signer() {
    var root = ACa.root();
    var bobs = root.issue(ACertificate.ofSigner().names(mail("bob@example.org")), alice);
    var both =
        root.issue(
            ACertificate.ofSigner().names(mail("alice@example.org"), mail("bob@example.org")),
            alice);
    var trust =
        parse(
            json(
                root,
                NO_LISTS,
                ", {\"name\": \"Bob\", \"x509\": {\"ca\": \"org\", \"san\": \"bob@example.org\"}}",
                2));
    var patch =
        new ACertifiedPatch(alice, root.issue(ACertificate.ofSigner(), alice)).alsoBy(alice, bobs);

    assertThat(Codes.of(patch.attest(trust)))
        .containsExactly(Code.CERT_PATH_INVALID, Code.THRESHOLD_NOT_MET);
    assertThat(message(new ACertifiedPatch(alice, both).attest(trust)))
        .contains("names of several signers");
  }

  @Test
  void a_certificate_for_a_key_that_has_another_office_does_not_count() {
    var root = ACa.root();
    var keys = ACa.ed25519();
    var hex = Ed25519Key.ofSpki(Bytes.copyOf(keys.getPublic().getEncoded())).orElseThrow().hex();
    var trust =
        parse(json(root, NO_LISTS, ", {\"name\": \"Bob\", \"ed25519\": \"%s\"}".formatted(hex), 1));

    var outcome =
        new ACertifiedPatch(keys, root.issue(ACertificate.ofSigner(), keys)).attest(trust);

    assertThat(message(outcome)).contains("already that of the signer Bob");
  }

  @Test
  void somebody_with_a_certificate_that_does_not_count_is_still_an_author() {
    var root = ACa.root();
    var expired = ACertificate.ofSigner().until(NOW.minusSeconds(1));
    var trust =
        parse(
            json(
                root,
                NO_LISTS,
                ", {\"name\": \"bob\", \"ed25519\": \"%s\"}".formatted(People.BOB.hex()),
                1));
    var patch = new ACertifiedPatch(alice, root.issue(expired, alice)).alsoBy(People.BOB);

    var attested = patch.attest(trust).orThrow();

    assertThat(attested.signers()).containsExactly("bob");
    assertThat(attested.authors()).extracting(Author::person).containsExactly("ann", "bob");
    assertThat(Codes.of(attested.findings())).contains(Code.CERT_PATH_INVALID);
  }

  private void assertCounts(ACa root) {
    var patch = new ACertifiedPatch(alice, root.issue(ACertificate.ofSigner(), alice));
    assertThat(patch.attest(store(root, NO_LISTS)).problems()).isEmpty();
  }

  private void assertRefused(ACa root, String reason) {
    assertRefused(root, ACertificate.ofSigner(), reason);
  }

  private void assertRefused(ACertificate leaf, String reason) {
    assertRefused(ACa.root(), leaf, reason);
  }

  private void assertRefused(ACa root, ACertificate leaf, String reason) {
    var patch = new ACertifiedPatch(alice, root.issue(leaf, alice));
    assertThat(message(patch.attest(store(root, NO_LISTS)))).contains(reason);
  }

  private String problem(ACa root, ACertificate leaf, ACa issuing) {
    return message(
        new ACertifiedPatch(alice, issuing.issue(leaf, alice), issuing.certificate())
            .attest(store(root, NO_LISTS)));
  }

  private static GeneralName mail(String address) {
    return new GeneralName(GeneralName.rfc822Name, address);
  }
}

package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.attest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;

/** Every key in every notation, signing with every scheme that it has; and what must not mix. */
class SignerNotationTest {
  private static final Tokens.P256 CARD = Tokens.P256.generate();
  private static final Tokens.Fido TOKEN = Tokens.Fido.ofSeed(78);
  private static final SigningKey ALICE = People.ALICE.key();

  private static String pem(VerifyingKey key) {
    return Pem.write(Pem.PUBLIC_KEY, key.spki()).replace("\n", "\\n");
  }

  private static ATrustStore store(String member) {
    return new ATrustStore()
        .entry("{\"name\": \"Release\", \"person\": \"ann\", %s}".formatted(member));
  }

  private static ATrustStore ssh(VerifyingKey key) {
    return store("\"ssh\": \"%s ann@example.org\"".formatted(SshPublicKey.line(key).orElseThrow()));
  }

  private static ATrustStore spki(VerifyingKey key) {
    return store("\"spki\": \"%s\"".formatted(pem(key)));
  }

  private static ATrustStore hex() {
    return store("\"ed25519\": \"%s\"".formatted(ALICE.publicKey().hex()));
  }

  @Test
  void an_ed25519_key_in_each_notation_counts_with_its_plain_and_its_ssh_signatures() {
    for (var trust : List.of(hex(), spki(ALICE.publicKey()), ssh(ALICE.publicKey()))) {
      assertCounts(ALICE, trust);
      assertCounts(new Tokens.SshKey(ALICE), trust);
    }
  }

  @Test
  void a_p256_key_in_each_notation_counts() {
    assertCounts(CARD, spki(CARD.key()));
    assertCounts(CARD, ssh(CARD.key()));
  }

  @Test
  void a_security_key_counts_and_where_asked_for_only_when_it_has_verified_its_user() {
    assertCounts(TOKEN, ssh(TOKEN.publicKey()));
    var strict = store("\"ssh\": \"%s\", \"verify_required\": true".formatted(TOKEN.line()));
    var verified = TOKEN.seeing(Tokens.Fido.TOUCHED | Tokens.Fido.VERIFIED);

    assertCounts(verified, strict);
    assertThat(Codes.of(SignedBy.all(APatch.ofOneModule(), TOKEN).attestedBy(strict)))
        .containsExactly(Code.UNTRUSTED_SIGNER);
    assertThat(
            Codes.of(
                SignedBy.all(APatch.ofOneModule(), TOKEN.seeing(0))
                    .attestedBy(ssh(TOKEN.publicKey()))))
        .containsExactly(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void the_key_inside_a_token_written_down_as_a_plain_one_is_not_the_token() {
    var plain = TOKEN.inside();

    assertThat(
            Codes.of(SignedBy.all(APatch.ofOneModule(), plain).attestedBy(ssh(TOKEN.publicKey()))))
        .containsExactly(Code.UNTRUSTED_SIGNER);
    assertThat(
            Codes.of(SignedBy.all(APatch.ofOneModule(), TOKEN).attestedBy(ssh(plain.publicKey()))))
        .containsExactly(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void two_schemes_by_one_key_are_one_person() {
    var trust = ssh(ALICE.publicKey()).signer(People.BOB, "").threshold(2);

    assertThat(
            Codes.of(
                SignedBy.all(APatch.ofOneModule(), ALICE, new Tokens.SshKey(ALICE))
                    .attestedBy(trust)))
        .containsExactly(Code.THRESHOLD_NOT_MET);
  }

  @Test
  void a_key_is_one_person_whatever_notation_somebody_asks_in() {
    var trust = ssh(TOKEN.publicKey()).store();

    assertThat(trust.personOf(TOKEN.publicKey())).contains("ann");
    assertThat(trust.personOf(TOKEN.inside().publicKey())).contains("ann");
    assertThat(trust.personOf(ALICE.publicKey())).isEmpty();
  }

  @Test
  void a_signature_under_another_scheme_than_it_says_has_a_bad_encoding_or_is_untrusted() {
    var patch = APatch.ofOneModule();
    var manifest = patch.manifest();
    var statement = manifest.statementOf(manifest.artifacts().getFirst());
    var der = CARD.signatureOver(statement).orThrow().base64();
    var raw = ALICE.sign(statement.toArray()).base64();
    var blob = new Tokens.SshKey(ALICE).signatureOver(statement).orThrow().base64();

    for (var entry :
        new String[] {
          "ed25519 " + der,
          "ed25519 " + blob,
          "ecdsa-p256-sha256 " + raw,
          "ecdsa-p256-sha256 " + blob,
          "ml-dsa-65 " + raw,
          "sshsig " + raw,
          "sshsig " + der,
        }) {
      var parts = entry.split(" ", 2);
      var mixed =
          APatch.ofOneModule()
              .sig("sha256.so", "{\"alg\": \"%s\", \"sig\": \"%s\"}".formatted(parts[0], parts[1]));
      assertThat(Codes.of(attest(mixed, hex())))
          .as(entry)
          .containsExactly(Code.BAD_SIGNATURE_ENCODING);
    }
  }

  @Test
  void an_ssh_signature_for_another_purpose_is_untrusted_and_the_refusal_says_so() {
    var manifest = APatch.ofOneModule().manifest();
    var statement = manifest.statementOf(manifest.artifacts().getFirst()).toArray();
    for (var namespace : new String[] {"git", "file", "xps-approval", "xps-artifact/v1", ""}) {
      var blob = ASshSignature.over(statement).namespace(namespace).by(ALICE).blob();
      var patch = APatch.ofOneModule().sig("sha256.so", sshsig(blob));

      var outcome = attest(patch, hex());

      assertThat(Codes.of(outcome)).containsExactly(Code.UNTRUSTED_SIGNER);
      assertThat(outcome.problems().getFirst().message()).contains("namespace isn't xps-artifact");
    }
  }

  @Test
  void a_malformed_ssh_signature_has_a_bad_encoding() {
    var manifest = APatch.ofOneModule().manifest();
    var statement = manifest.statementOf(manifest.artifacts().getFirst()).toArray();
    for (var bad :
        new ASshSignature[] {
          ASshSignature.over(statement).by(ALICE).reserved("x"),
          ASshSignature.over(statement).by(ALICE).hash("sha1"),
          ASshSignature.over(statement).by(ALICE).innerType("rsa-sha2-512"),
          ASshSignature.over(statement).by(ALICE).tail((byte) 0),
        }) {
      var patch = APatch.ofOneModule().sig("sha256.so", sshsig(bad.blob()));
      assertThat(Codes.of(attest(patch, hex()))).containsExactly(Code.BAD_SIGNATURE_ENCODING);
    }
  }

  /** What a signature does cover is found out under every scheme. */
  @Test
  void a_signature_of_any_scheme_over_something_else_is_out_of_scope() {
    for (var signer : new StatementSigner[] {ALICE, CARD, TOKEN, new Tokens.SshKey(ALICE)}) {
      var trust = spki(signer.publicKey());
      if (signer.algorithm().equals(SshSignature.ALGORITHM)) {
        trust = ssh(signer.publicKey());
      }
      var digest = APatch.ofOneModule().manifest().artifacts().getFirst().sha256();
      var hexDigits = Bytes.copyOf(digest.hex().getBytes(StandardCharsets.US_ASCII));
      for (var bare : List.of(Bytes.copyOf(digest.bytes()), hexDigits)) {
        var patch = APatch.ofOneModule().sig("sha256.so", SignedBy.entry(signer, bare));
        assertThat(Codes.of(attest(patch, trust)))
            .as("%s over the bare digest", signer)
            .containsExactly(Code.SCOPE_MISMATCH);
      }
      var elsewhere =
          SignedBy.all(APatch.ofOneModule(), signer)
              .manifest()
              .document()
              .with("id", xps.crypto.orchestrator.document.Value.text("hotfix-8"));
      var lifted =
          Manifest.parse(
                  "patch_manifest.json",
                  xps.crypto.orchestrator.document.Canonical.bytes(elsewhere).toArray())
              .orThrow();
      assertThat(
              Codes.of(
                  trust
                      .verifier()
                      .at(Attesting.NOW)
                      .requireAll(lifted, APatch.ofOneModule().source())))
          .as("%s in another manifest", signer)
          .containsExactly(Code.SCOPE_MISMATCH);
    }
  }

  @Test
  void a_signature_of_a_scheme_that_there_is_not_is_none() {
    var sig = ALICE.sign(new byte[0]).base64();

    assertThat(StatementSignature.parse("ed25519", sig)).isPresent();
    assertThat(StatementSignature.parse("ed25519", sig.substring(1))).isEmpty();
    assertThat(StatementSignature.parse("x509", sig)).isEmpty();
    assertThat(StatementSignature.parse("rsa", sig)).isEmpty();
  }

  @Test
  void a_plain_signature_is_made_with_an_ed25519_key_alone() {
    var manifest = APatch.ofOneModule().manifest();

    assertThat(Codes.of(ManifestSigner.sign(manifest, CARD, true))).containsExactly(Code.USAGE);
    assertThat(Codes.of(ManifestSigner.sign(manifest, new Tokens.SshKey(ALICE), true)))
        .containsExactly(Code.USAGE);
  }

  private static String sshsig(Bytes blob) {
    return "{\"alg\": \"sshsig\", \"sig\": \"%s\"}".formatted(blob.base64());
  }

  private static void assertCounts(StatementSigner signer, ATrustStore trust) {
    var outcome = SignedBy.all(APatch.ofTwoModules(), signer).attestedBy(trust);
    assertThat(outcome.problems()).as("%s by %s", signer, trust.json()).isEmpty();
    assertThat(outcome.orThrow().signers()).containsExactly("Release");
  }
}

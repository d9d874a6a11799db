package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An organisation's CA says who somebody is; everything about it was made by OpenSSL. */
final class CertifiedSigningTest {
  @TempDir Path folder;
  private Path manifest;
  private AnOrgCa org;

  @BeforeEach
  void aPatchAndAKeyWithACertificate() throws Exception {
    var artifact = Files.writeString(folder.resolve("xps.crypto.hash.sha256.so"), "machine code");
    xps("manifest", "init", "--id", "hotfix-7", "--version", "3.2.1", "--target", "api", artifact)
        .exits(0);
    manifest = folder.resolve("patch_manifest.json");
    org = AnOrgCa.in(folder);
    org.publish(1, file("org.crl"));
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  /** The organisation's CA, and Alicia whom it certifies. */
  private void trust(Object... more) {
    var words =
        Stream.of(
            "trust",
            "add",
            file("trust.json"),
            "--name",
            "Release",
            "--ca",
            "org",
            "--certificate",
            file("ca.pem"),
            "--san",
            "alicia@example.org");
    xps(Stream.concat(words, Stream.of(more)).toArray()).exits(0);
  }

  /** Now, as the certificates are: they can't be older than their test. */
  private static Ran now(Object... words) {
    return new Ran.At(Instant.now(), "", Surroundings.Terminals.NONE, Map.of(), Path.of("target"))
        .xps(words);
  }

  private Ran attest() {
    return now("attest", manifest, "--trust", file("trust.json"), "--json");
  }

  @Test
  void a_certificate_of_the_organisation_makes_a_signer() throws Exception {
    trust("--crl", "org.crl", "--may-target", "api");

    xps("sign", manifest, "--key", file("alicia.key"), "--chain", file("alicia.pem")).exits(0);

    assertThat(attest().exits(0).texts("signers")).containsExactly("Release");
    assertThat(now("trust", "list", file("trust.json")).exits(0).out())
        .contains("certificates of org for alicia@example.org", "CN=ca, revokes in org.crl");
  }

  @Test
  void a_ca_that_comes_later_certifies_others() throws Exception {
    trust("--no-revocation");
    AnOrgCa.in(file("two"));

    xps(
            "trust",
            "add",
            file("trust.json"),
            "--as",
            "ca",
            "--name",
            "two",
            "--certificate",
            file("two/ca.pem"),
            "--no-revocation")
        .exits(0);

    assertThat(xps("trust", "list", file("trust.json")).exits(0).out()).contains("two");
    xps("trust", "remove", file("trust.json"), "two", "--as", "ca").exits(0);
  }

  @Test
  void a_certificate_that_its_ca_has_revoked_makes_nobody_a_signer() throws Exception {
    trust("--crl", "org.crl", "--may-target", "api");
    xps("sign", manifest, "--key", file("alicia.key"), "--chain", file("alicia.pem")).exits(0);

    org.revoke();
    org.publish(2, file("org.crl"));

    assertThat(attest().exits(10).problems()).containsExactly("CERT_PATH_INVALID");
  }

  @Test
  void a_key_with_somebody_elses_certificate_signs_nothing() throws Exception {
    AnOrgCa.in(file("mallory"));
    var before = AChange.read(manifest);

    var ran =
        xps(
            "sign",
            manifest,
            "--key",
            file("mallory/alicia.key"),
            "--chain",
            file("alicia.pem"),
            "--json");

    assertThat(ran.exits(2).problem("message")).contains("another key");
    assertThat(
            xps("sign", manifest, "--key", file("alicia.key"), "--chain", manifest).exits(2).err())
        .contains("certificates in PEM");
    assertThat(AChange.read(manifest)).isEqualTo(before);
  }

  @Test
  void a_p256_key_of_openssl_signs_by_itself_too() throws Exception {
    OtherProgram.in(folder)
        .succeed("openssl", "pkey", "-in", "alicia.key", "-pubout", "-out", "alice.pub");
    xps("trust", "add", file("trust.json"), "--name", "alice", "--pub", file("alice.pub")).exits(0);

    xps("sign", manifest, "--key", file("alicia.key")).exits(0);

    assertThat(attest().exits(0).texts("signers")).containsExactly("alice");
  }

  @Test
  void what_is_no_entry_is_not_written() throws IOException {
    trust("--no-revocation");
    var before = AChange.read(file("trust.json"));

    var nobody = xps("trust", "add", file("trust.json"), "--name", "bob", "--json");
    var stranger =
        xps(
            "trust",
            "add",
            file("trust.json"),
            "--name",
            "bob",
            "--ca",
            "else",
            "--san",
            "b@c.org",
            "--json");

    assertThat(nobody.exits(2).problem("message")).contains("nothing says whom to trust");
    assertThat(stranger.exits(17).problem("message")).contains("no CA");
    assertThat(AChange.read(file("trust.json"))).isEqualTo(before);
  }

  @Test
  void a_signer_signs_only_what_the_entry_allows() throws Exception {
    for (var narrow :
        List.of(
            List.of("--may-id", "firmware-*"),
            List.of("--may-target", "wallet"),
            List.of("--may-class", "minor"),
            List.of("--may-kind", "jar"))) {
      Files.deleteIfExists(file("trust.json"));
      trust("--no-revocation", narrow.getFirst(), narrow.getLast());
      xps("sign", manifest, "--key", file("alicia.key"), "--chain", file("alicia.pem")).exits(0);

      assertThat(attest().exits(10).problems()).containsExactly("SIGNER_NOT_IN_SCOPE");
    }
  }
}

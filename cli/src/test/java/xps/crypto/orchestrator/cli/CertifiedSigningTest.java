package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An organisation's CA says who somebody is; everything about it was made by OpenSSL. */
final class CertifiedSigningTest {
  private static final String[] EC = {"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"};

  @TempDir Path folder;
  private Path manifest;
  private OtherProgram programs;

  @BeforeEach
  void aPatchAndAKeyWithACertificate() throws Exception {
    var artifact = Files.writeString(folder.resolve("xps.crypto.hash.sha256.so"), "machine code");
    xps("manifest", "init", "--id", "hotfix-7", "--version", "3.2.1", "--target", "api", artifact)
        .exits(0);
    manifest = folder.resolve("patch_manifest.json");
    programs = OtherProgram.in(folder);
    key("ca", EC);
    key("alice", EC);
    Files.writeString(
        file("openssl.cnf"),
        """
        [req]
        distinguished_name = name
        [name]
        [org]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign, cRLSign
        [signer]
        keyUsage = critical, digitalSignature
        extendedKeyUsage = codeSigning
        subjectAltName = email:alice@example.org
        [ca]
        default_ca = here
        [here]
        database = index.txt
        crlnumber = crlnumber
        default_md = sha256
        default_crl_days = 36500
        """);
    openssl(
        "req -x509 -new -config openssl.cnf -key ca.key -subj /CN=Org -days 36500 -extensions org"
            + " -out ca.pem");
    openssl("req -new -config openssl.cnf -key alice.key -subj /CN=Alice -out alice.csr");
    openssl(
        "x509 -req -in alice.csr -CA ca.pem -CAkey ca.key -days 36500 -extfile openssl.cnf"
            + " -extensions signer -out alice.pem");
    Files.writeString(file("index.txt"), "");
    Files.writeString(file("crlnumber"), "01\n");
    openssl("ca -gencrl -config openssl.cnf -keyfile ca.key -cert ca.pem -out org.crl");
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void openssl(String words) throws Exception {
    programs.succeed(
        Stream.concat(Stream.of("openssl"), Stream.of(words.split(" "))).toArray(String[]::new));
  }

  private void key(String name, String... kind) throws Exception {
    openssl("genpkey " + String.join(" ", kind) + " -out " + name + ".key");
    Files.setPosixFilePermissions(
        file(name + ".key"), PosixFilePermissions.fromString("rw-------"));
  }

  /** The organisation's CA, and Alice whom it certifies. */
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
            "alice@example.org");
    xps(Stream.concat(words, Stream.of(more)).toArray()).exits(0);
  }

  /** Now, as the certificates are: they can't be older than their test. */
  private static Ran now(Object... words) {
    return new Ran.At(
            java.time.Instant.now(),
            "",
            Surroundings.Terminals.NONE,
            java.util.Map.of(),
            Path.of("target"))
        .xps(words);
  }

  private Ran attest() {
    return now("attest", manifest, "--trust", file("trust.json"), "--json");
  }

  @Test
  void a_certificate_of_the_organisation_makes_a_signer() throws Exception {
    trust("--crl", "org.crl", "--may-target", "api");

    xps("sign", manifest, "--key", file("alice.key"), "--chain", file("alice.pem")).exits(0);

    assertThat(attest().exits(0).texts("signers")).containsExactly("Release");
    assertThat(now("trust", "list", file("trust.json")).exits(0).out())
        .contains("certificates of org for alice@example.org", "CN=Org, revokes in org.crl");
  }

  @Test
  void a_ca_that_comes_later_certifies_others() throws Exception {
    trust("--no-revocation");
    key("root2", EC);
    openssl(
        "req -x509 -new -config openssl.cnf -key root2.key -subj /CN=Two -days 36500 -extensions"
            + " org -out two.pem");

    xps(
            "trust",
            "add",
            file("trust.json"),
            "--as",
            "ca",
            "--name",
            "two",
            "--certificate",
            file("two.pem"),
            "--no-revocation")
        .exits(0);

    assertThat(xps("trust", "list", file("trust.json")).exits(0).out()).contains("CN=Two");
    xps("trust", "remove", file("trust.json"), "two", "--as", "ca").exits(0);
  }

  @Test
  void a_certificate_that_its_ca_has_revoked_makes_nobody_a_signer() throws Exception {
    trust("--crl", "org.crl", "--may-target", "api");
    xps("sign", manifest, "--key", file("alice.key"), "--chain", file("alice.pem")).exits(0);

    openssl("ca -revoke alice.pem -config openssl.cnf -keyfile ca.key -cert ca.pem");
    openssl("ca -gencrl -config openssl.cnf -keyfile ca.key -cert ca.pem -out org.crl");

    assertThat(attest().exits(10).problems()).containsExactly("CERT_PATH_INVALID");
  }

  @Test
  void a_key_with_somebody_elses_certificate_signs_nothing() throws Exception {
    key("mallory", EC);
    var before = AChange.read(manifest);

    var ran =
        xps("sign", manifest, "--key", file("mallory.key"), "--chain", file("alice.pem"), "--json");

    assertThat(ran.exits(2).problem("message")).contains("another key");
    assertThat(
            xps("sign", manifest, "--key", file("alice.key"), "--chain", manifest).exits(2).err())
        .contains("certificates in PEM");
    assertThat(AChange.read(manifest)).isEqualTo(before);
  }

  @Test
  void a_p256_key_of_openssl_signs_by_itself_too() throws Exception {
    openssl("pkey -in alice.key -pubout -out alice.pub");
    xps("trust", "add", file("trust.json"), "--name", "alice", "--pub", file("alice.pub")).exits(0);

    xps("sign", manifest, "--key", file("alice.key")).exits(0);

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
      xps("sign", manifest, "--key", file("alice.key"), "--chain", file("alice.pem")).exits(0);

      assertThat(attest().exits(10).problems()).containsExactly("SIGNER_NOT_IN_SCOPE");
    }
  }
}

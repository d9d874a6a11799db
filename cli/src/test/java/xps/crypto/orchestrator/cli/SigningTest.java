package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Value;

/** People sign with the keys that they have, one after the other, and other programs agree. */
final class SigningTest {
  @TempDir Path folder;
  private Path manifest;
  private OtherProgram programs;

  @BeforeEach
  void aPatchThatNobodyHasSigned() throws IOException {
    var artifact = Files.writeString(folder.resolve("xps.crypto.hash.sha256.so"), "machine code");
    xps("manifest", "init", "--id", "hotfix-7", "--version", "3.2.1", "--target", "api", artifact)
        .exits(0);
    manifest = folder.resolve("patch_manifest.json");
    programs = OtherProgram.in(folder);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void generate(String name, Object... more) {
    var words = new Object[] {"key", "generate", "--name", name, "--out", folder};
    xps(words(words, more)).exits(0);
  }

  private static Object[] words(Object[] words, Object... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  private void trust(String name, Object... more) {
    xps(words(new Object[] {"trust", "add", file("trust.json"), "--name", name}, more)).exits(0);
  }

  private Ran attest() {
    return xps("attest", manifest, "--trust", file("trust.json"), "--json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa"})
  void an_ssh_key_signs_and_counts(String type) throws Exception {
    programs.sshKey("id", type);
    trust("alice", "--pub", file("id.pub"));

    var ran = xps("sign", manifest, "--ssh-key", file("id"), "--json").exits(0);

    assertThat(ran.texts("signed")).containsExactly("xps.crypto.hash.sha256.so");
    assertThat(AChange.read(manifest)).contains("\"sshsig\"");
    assertThat(attest().exits(0).texts("signers")).containsExactly("alice");
  }

  @Test
  void a_key_in_an_agent_signs_without_its_file() throws Exception {
    programs.sshKey("id", "ed25519");
    trust("alice", "--pub", file("id.pub"));
    var socket = Map.of("SSH_AUTH_SOCK", file("agent.sock").toString());
    programs.succeed("ssh-agent", "-a", "agent.sock");
    var said = AChange.read(file("said.txt")).split("SSH_AGENT_PID=", 2)[1];
    var agent = ProcessHandle.of(Long.parseLong(said.substring(0, said.indexOf(';'))));
    try {
      new OtherProgram(folder, socket).succeed("ssh-add", "-q", "id");
      Files.delete(file("id"));

      new Ran.At(Ran.NOW, "", Surroundings.Terminals.NONE, socket, Path.of("target"))
          .xps("sign", manifest, "--ssh-key", file("id.pub"))
          .exits(0);
    } finally {
      agent.ifPresent(ProcessHandle::destroy);
    }

    assertThat(attest().exits(0).texts("signers")).containsExactly("alice");
    assertThat(xps("sign", manifest, "--ssh-key", file("id.pub")).exits(2).err())
        .contains("ssh-keygen does not sign");
  }

  @Test
  void an_ssh_key_that_is_missing_of_another_type_or_not_its_pub_signs_nothing() throws Exception {
    programs.sshKey("id", "ed25519");
    programs.sshKey("rsa", "rsa");
    programs.sshKey("other", "ed25519");
    Files.copy(file("id"), file("swapped"));
    Files.setPosixFilePermissions(file("swapped"), PosixFilePermissions.fromString("rw-------"));
    Files.copy(file("other.pub"), file("swapped.pub"));
    var before = AChange.read(manifest);

    for (var name : new String[] {"nobody", "rsa", "swapped"}) {
      xps("sign", manifest, "--ssh-key", file(name)).exits(2);
    }
    Files.setPosixFilePermissions(file("id"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(xps("sign", manifest, "--ssh-key", file("id"), "--json").exits(2).problem("message"))
        .contains("too open");

    assertThat(AChange.read(manifest)).isEqualTo(before);
  }

  @Test
  void two_people_sign_one_after_the_other_in_any_order() throws Exception {
    generate("alice");
    programs.sshKey("bob", "ed25519");
    trust("alice", "--pub", file("alice.pub"));
    trust("bob", "--pub", file("bob.pub"), "--threshold", "2");
    var unsigned = AChange.read(manifest);
    var alice = new Object[] {"sign", manifest, "--key", file("alice.key")};
    var bob = new Object[] {"sign", manifest, "--ssh-key", file("bob")};

    for (var order : new Object[][][] {{alice, bob}, {bob, alice}, {bob, alice, bob}}) {
      Files.writeString(manifest, unsigned);
      xps(order[0]).exits(0);
      assertThat(attest().exits(10).problems()).containsExactly("THRESHOLD_NOT_MET");
      for (var next : Arrays.asList(order).subList(1, order.length)) {
        xps(next).exits(0);
      }
      assertThat(attest().exits(0).texts("signers")).containsExactly("alice", "bob");
    }
  }

  @Test
  void who_signs_at_once_with_another_takes_no_signature_away() throws Exception {
    var before = Files.readAllBytes(manifest);
    generate("alice");
    xps("sign", manifest, "--key", file("alice.key")).exits(0);
    var signed = AChange.read(manifest);

    var lost = Written.instead(manifest, before, "{}");

    assertThat(lost.problems().getFirst().message()).contains("changed the file meanwhile");
    assertThat(AChange.read(manifest)).isEqualTo(signed);
  }

  @Test
  void a_hybrid_signer_signs_with_both_keys_at_once_or_one_after_the_other() {
    generate("carol", "--pq");
    trust("carol", "--pub", file("carol.pub"), "--pub", file("carol.pq.pub"));

    xps("sign", manifest, "--key", file("carol.key")).exits(0);
    assertThat(attest().exits(10).problems()).containsExactly("UNTRUSTED_SIGNER");
    xps("sign", manifest, "--key", file("carol.pq.key")).exits(0);
    assertThat(attest().exits(0).texts("signers")).containsExactly("carol");

    xps("sign", manifest, "--key", file("carol.key"), "--key", file("carol.pq.key")).exits(0);
    assertThat(attest().exits(0).texts("signers")).containsExactly("carol");
  }

  @Test
  void the_entry_of_a_hybrid_key_is_one_for_the_trust_store() throws IOException {
    var ran = xps("key", "generate", "--name", "dave", "--out", folder, "--pq", "--json").exits(0);
    var entry = (Value.Obj) ran.json().get("entry").orElseThrow();

    assertThat(entry.members().keySet()).containsExactly("name", "ed25519", "ml_dsa_65");
    for (var name : new String[] {"dave.key", "dave.pq.key"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
          .isEqualTo("rw-------");
    }
    Files.delete(file("dave.key"));
    Files.delete(file("dave.pub"));
    xps("key", "generate", "--name", "dave", "--out", folder, "--pq").exits(2);
    assertThat(file("dave.key")).doesNotExist();
  }

  @Test
  void an_encrypted_key_signs_for_those_who_know_its_passphrase() throws IOException {
    var pass = secret("pass", "correct horse\n");
    generate("erin", "--encrypt", "--passphrase-file", pass, "--pq");
    trust("erin", "--pub", file("erin.pub"), "--pub", file("erin.pq.pub"));
    assertThat(AChange.read(file("erin.key"))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY");
    assertThat(AChange.read(file("erin.pq.key"))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY");
    var sign =
        new Object[] {
          "sign", manifest, "--key", file("erin.key"), "--key", file("erin.pq.key"), "--json"
        };

    assertThat(xps(sign).exits(2).problem("message")).contains("nobody gives its passphrase");
    var wrong = secret("wrong", "correct house\n");
    assertThat(xps(words(sign, "--passphrase-file", wrong)).exits(2).problem("message"))
        .contains("the passphrase is not that of this private key");
    xps(words(sign, "--passphrase-file", pass)).exits(0);

    assertThat(attest().exits(0).texts("signers")).containsExactly("erin");
  }

  @Test
  void a_passphrase_is_typed_twice_for_a_new_key_and_once_to_sign() {
    var words = new Object[] {"key", "generate", "--name", "faye", "--out", folder, "--encrypt"};

    assertThat(Ran.At.terminal("one\nother\n").xps(words).exits(2).err())
        .contains("two different passphrases");
    assertThat(xps(words).exits(2).err()).contains("nobody gives a passphrase");
    assertThat(file("faye.key")).doesNotExist();
    var made = Ran.At.terminal("one\none\n").xps(words).exits(0);
    assertThat(made.out() + made.err()).doesNotContain("one\n");

    Ran.At.terminal("one\n").xps("sign", manifest, "--key", file("faye.key")).exits(0);
    Ran.At.terminal("two\n").xps("sign", manifest, "--key", file("faye.key")).exits(2);
  }

  @Test
  void a_passphrase_that_others_can_read_opens_nothing() throws IOException {
    var pass = secret("pass", "correct horse\n");
    generate("gina", "--encrypt", "--passphrase-file", pass);
    Files.setPosixFilePermissions(pass, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(
            xps("sign", manifest, "--key", file("gina.key"), "--passphrase-file", pass, "--json")
                .exits(18)
                .problems())
        .containsExactly("KEY_FILE_UNSAFE");
  }

  private Path secret(String name, String text) throws IOException {
    var file = Files.writeString(file(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  @Test
  void a_key_that_openssl_made_and_encrypted_signs_here() throws Exception {
    var pass = secret("pass", "correct horse\n");
    programs.succeed("openssl", "genpkey", "-algorithm", "ed25519", "-out", "plain.pem");
    programs.succeed("openssl", "pkey", "-in", "plain.pem", "-pubout", "-out", "openssl.pub");
    programs.succeed(
        "openssl",
        "pkcs8",
        "-topk8",
        "-in",
        "plain.pem",
        "-out",
        "openssl.key",
        "-passout",
        "file:pass");
    Files.setPosixFilePermissions(
        file("openssl.key"), PosixFilePermissions.fromString("rw-------"));
    trust("heidi", "--pub", file("openssl.pub"));

    xps("sign", manifest, "--key", file("openssl.key"), "--passphrase-file", pass).exits(0);

    assertThat(attest().exits(0).texts("signers")).containsExactly("heidi");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-algorithm ed25519", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"})
  void what_openssl_signs_elsewhere_is_brought_back(String kind) throws Exception {
    programs.succeed(("openssl genpkey " + kind + " -out key.pem").split(" "));
    programs.succeed("openssl", "pkey", "-in", "key.pem", "-pubout", "-out", "key.pub");
    trust("alice", "--pub", file("key.pub"));
    xps("sign", manifest, "--statements", file("out")).exits(0);
    var statement = "out/xps.crypto.hash.sha256.so.statement";
    programs.succeed(
        "openssl", "pkeyutl", "-sign", "-rawin", "-inkey", "key.pem", "-in", statement, "-out",
        "sig");

    xps("sign", manifest, "--signature", file("sig"), "--pub", file("key.pub")).exits(0);

    assertThat(attest().exits(0).texts("signers")).containsExactly("alice");
  }

  @Test
  void what_ssh_keygen_signs_elsewhere_is_brought_back_for_its_purpose_and_key_alone()
      throws Exception {
    programs.sshKey("id", "ed25519");
    programs.sshKey("other", "ed25519");
    trust("alice", "--pub", file("id.pub"));
    xps("sign", manifest, "--statements", file("out")).exits(0);
    var statement = file("out/xps.crypto.hash.sha256.so.statement");
    var before = AChange.read(manifest);
    var sig = Path.of(statement + ".sig");
    var bring = new Object[] {"sign", manifest, "--signature", sig, "--pub", file("id.pub")};

    programs.succeed("ssh-keygen", "-Y", "sign", "-f", "id", "-n", "file", statement.toString());
    assertThat(xps(bring).exits(2).err()).contains("with the namespace xps-artifact");
    Files.delete(sig);
    programs.succeed(
        "ssh-keygen", "-Y", "sign", "-f", "other", "-n", "xps-artifact", statement.toString());
    xps(bring).exits(2);
    assertThat(AChange.read(manifest)).isEqualTo(before);

    Files.delete(sig);
    programs.succeed(
        "ssh-keygen", "-Y", "sign", "-f", "id", "-n", "xps-artifact", statement.toString());
    xps(bring).exits(0);
    assertThat(attest().exits(0).texts("signers")).containsExactly("alice");
  }

  @Test
  void what_we_sign_openssl_and_ssh_keygen_verify() throws Exception {
    generate("alice");
    programs.sshKey("bob", "ed25519");
    xps("sign", manifest, "--key", file("alice.key")).exits(0);
    xps("sign", manifest, "--ssh-key", file("bob")).exits(0);
    var claimed = Manifest.load(manifest);
    Files.write(file("statement"), claimed.statementOf(claimed.artifacts().getFirst()).toArray());
    var verify =
        new String[] {
          "openssl",
          "pkeyutl",
          "-verify",
          "-pubin",
          "-inkey",
          "alice.pub",
          "-rawin",
          "-in",
          "statement",
          "-sigfile",
          "alice.sig"
        };
    Files.write(file("alice.sig"), Base64.getDecoder().decode(sig("ed25519")));
    Files.writeString(
        file("bob.sig"),
        "-----BEGIN SSH SIGNATURE-----\n" + sig("sshsig") + "\n-----END SSH SIGNATURE-----\n");
    Files.writeString(file("signers"), "bob " + AChange.read(file("bob.pub")));
    var sshVerify =
        new String[] {
          "ssh-keygen",
          "-Y",
          "verify",
          "-f",
          "signers",
          "-I",
          "bob",
          "-n",
          "xps-artifact",
          "-s",
          "bob.sig"
        };

    programs.succeed(verify);
    programs.succeed(file("statement"), sshVerify);

    Files.writeString(file("statement"), "something else");
    assertThat(programs.run(Path.of("/dev/null"), verify)).isNotZero();
    assertThat(programs.run(file("statement"), sshVerify)).isNotZero();
  }

  /** The signature of that algorithm on the first artifact. */
  private String sig(String algorithm) {
    var document = Manifest.load(manifest).document();
    var artifacts = (Value.Arr) document.get("artifacts").orElseThrow();
    var sigs = (Value.Arr) ((Value.Obj) artifacts.items().getFirst()).get("sigs").orElseThrow();
    for (var entry : sigs.items()) {
      var members = ((Value.Obj) entry).members();
      if (members.get("alg") instanceof Value.Str(var text, _) && text.equals(algorithm)) {
        return ((Value.Str) members.get("sig")).text();
      }
    }
    throw new AssertionError("no signature of " + algorithm);
  }
}

package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Value;

/** Whom a trust store trusts changes by those whom it trusts for that, one version at a time. */
final class TrustCommandsTest {
  private static final String DENIED = "d".repeat(64);

  @TempDir Path folder;

  private Path file(String name) {
    return folder.resolve(name);
  }

  private static Object[] words(Object[] words, Object... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  private void key(String name) {
    if (!Files.exists(file(name + ".key"))) {
      xps("key", "generate", "--name", name, "--out", folder).exits(0);
    }
  }

  private Ran add(String store, String name, String office, Object... more) {
    key(name);
    var words =
        new Object[] {
          "trust", "add", file(store), "--name", name, "--as", office, "--pub", file(name + ".pub")
        };
    return xps(words(words, more));
  }

  /** Version 1: a signer, two roots of whom both have to sign, and a key for bulletins. */
  private void aStoreWithRoots() {
    add("v1.json", "alice", "signer").exits(0);
    add("v1.json", "rita", "root").exits(0);
    add("v1.json", "rolf", "root", "--threshold", "2").exits(0);
    add("v1.json", "newsdesk", "bulletin").exits(0);
  }

  private Ran sign(String held, String next, String root) {
    return xps("trust", "update", file(held), file(next), "--key", file(root + ".key"), "--json");
  }

  private Ran take(String... next) {
    var words = new Object[] {"trust", "update", file("held.json")};
    return xps(words(words(words, Stream.of(next).map(this::file).toArray()), "--json"));
  }

  private void hold(String version) throws IOException {
    Files.deleteIfExists(file("held.json"));
    Files.copy(file(version), file("held.json"));
  }

  /** The version after that one, with another signer, and signed by both roots. */
  private void aNextVersion(String from, String to, String signer) {
    add(from, signer, "signer", "--out", file(to)).exits(0);
    sign(from, to, "rita").exits(0);
    sign(from, to, "rolf").exits(0);
  }

  @Test
  void a_store_is_made_listed_and_changed_by_its_entries() {
    add("t.json", "alice", "signer").exits(0);
    add("t.json", "bob", "signer", "--person", "bob.b", "--threshold", "2").exits(0);
    add("t.json", "builder", "orchestrator", "--env", "prod").exits(0);

    var list = xps("trust", "list", file("t.json"), "--json").exits(0);
    assertThat(entries(list)).containsExactly("signer alice", "signer bob", "orchestrator builder");
    assertThat(xps("trust", "list", file("t.json")).exits(0).out())
        .contains("bob.b", "in date", "2 persons on each artifact");

    xps("trust", "remove", file("t.json"), "bob", "--threshold", "1").exits(0);
    assertThat(entries(xps("trust", "list", file("t.json"), "--json")))
        .containsExactly("signer alice", "orchestrator builder");
  }

  private static List<String> entries(Ran list) {
    return ((Value.Arr) list.json().get("entries").orElseThrow())
        .items().stream()
            .map(entry -> ((Value.Obj) entry).members())
            .map(entry ->
                ((Value.Str) entry.get("office")).text()
                    + " "
                    + ((Value.Str) entry.get("name")).text())
            .toList();
  }

  @Test
  void what_can_not_be_a_trust_store_is_not_written() {
    add("t.json", "alice", "signer").exits(0);
    var before = AChange.read(file("t.json"));

    assertThat(add("t.json", "alice", "signer", "--json").exits(17).problems())
        .contains("TRUST_STORE_INVALID");
    assertThat(add("t.json", "alice", "root", "--json").exits(17).problems())
        .containsOnly("TRUST_STORE_INVALID");
    add("t.json", "bob", "signer", "--threshold", "3").exits(17);
    xps("trust", "remove", file("t.json"), "alice").exits(17);
    xps("trust", "remove", file("t.json"), "nobody").exits(2);
    xps("trust", "remove", file("t.json"), "alice", "--as", "king").exits(2);
    add("t.json", "log", "log", "--threshold", "1").exits(2);

    assertThat(AChange.read(file("t.json"))).isEqualTo(before);
  }

  @Test
  void a_key_with_which_anybody_can_sign_is_not_trusted() throws IOException {
    Files.writeString(
        file("anybody.pub"),
        """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        -----END PUBLIC KEY-----
        """);

    assertThat(
            xps("trust", "add", file("t.json"), "--name", "x", "--pub", file("anybody.pub"))
                .exits(2)
                .err())
        .contains("no public key to trust");
    assertThat(file("t.json")).doesNotExist();
  }

  @Test
  void who_is_revoked_is_refused_by_that_name() throws IOException {
    var change = AChange.in(file("change"));
    Files.createDirectories(folder);
    xps(change.attest()).exits(0);
    add("other", "bob", "signer").exits(0);
    xps("trust", "remove", change.file("trust_store.json"), "XPS Release", "--revoke").exits(0);

    assertThat(xps(change.attest("--json")).exits(10).problems()).containsExactly("SIGNER_REVOKED");
    assertThat(xps("trust", "list", change.file("trust_store.json")).exits(0).out())
        .contains("revoked since 2026-01-05T20:30:00Z");
  }

  @Test
  void the_next_version_is_taken_when_the_roots_of_both_have_signed_it() throws IOException {
    aStoreWithRoots();
    hold("v1.json");
    add("v1.json", "bob", "signer", "--out", file("v2.json")).exits(0);

    assertThat(take("v2.json").exits(17).problems())
        .containsExactly("TRUST_STORE_INVALID", "TRUST_STORE_INVALID");
    assertThat(sign("v1.json", "v2.json", "rita").exits(0).texts("missing")).hasSize(2);
    assertThat(take("v2.json").exits(17).out()).contains("rita");
    assertThat(sign("v1.json", "v2.json", "rolf").exits(0).texts("missing")).isEmpty();
    var signed = AChange.read(file("v2.json"));
    take("v2.json").exits(0);

    assertThat(AChange.read(file("held.json"))).isEqualTo(signed);
    assertThat(entries(xps("trust", "list", file("held.json"), "--json"))).contains("signer bob");
  }

  @Test
  void no_version_is_skipped_repeated_or_gone_back_to() throws IOException {
    aStoreWithRoots();
    aNextVersion("v1.json", "v2.json", "bob");
    aNextVersion("v2.json", "v3.json", "carol");
    hold("v1.json");

    assertThat(take("v3.json").exits(17).problem("message")).contains("after 1 comes 2");
    assertThat(AChange.read(file("held.json"))).isEqualTo(AChange.read(file("v1.json")));
    take("v2.json", "v3.json").exits(0);
    for (var old : new String[] {"v1.json", "v2.json", "v3.json"}) {
      assertThat(take(old).exits(17).problem("message")).contains("after 3 comes 4");
    }
    assertThat(AChange.read(file("held.json"))).isEqualTo(AChange.read(file("v3.json")));
  }

  @Test
  void new_roots_come_with_the_signatures_of_the_old_ones() throws IOException {
    aStoreWithRoots();
    hold("v1.json");
    xps(
            "trust",
            "remove",
            file("v1.json"),
            "rita",
            "--as",
            "root",
            "--threshold",
            "1",
            "--out",
            file("v2a.json"))
        .exits(0);
    add("v2a.json", "rosa", "root", "--threshold", "2").exits(0);
    Files.move(file("v2a.json"), file("v2.json"));

    sign("v1.json", "v2.json", "rolf").exits(0);
    sign("v1.json", "v2.json", "rosa").exits(0);
    assertThat(take("v2.json").exits(17).problem("message")).contains("the version held");
    sign("v1.json", "v2.json", "rita").exits(0);
    take("v2.json").exits(0);
  }

  @Test
  void a_signed_store_is_changed_in_another_file_and_signed_by_roots_alone() {
    aStoreWithRoots();
    aNextVersion("v1.json", "v2.json", "bob");
    var before = AChange.read(file("v2.json"));

    assertThat(add("v2.json", "carol", "signer").exits(2).err()).contains("--out");
    assertThat(sign("v1.json", "v2.json", "alice").exits(2).problem("message"))
        .contains("a root of neither version");

    assertThat(AChange.read(file("v2.json"))).isEqualTo(before);
  }

  @Test
  void a_store_that_somebody_changed_after_its_roots_signed_it_is_refused() throws IOException {
    aStoreWithRoots();
    aNextVersion("v1.json", "v2.json", "bob");
    hold("v1.json");
    var text = AChange.read(file("v2.json"));
    Files.writeString(
        file("v2.json"), text.replace("\"allow_unsigned\": false", "\"allow_unsigned\": true"));

    take("v2.json").exits(17);

    assertThat(AChange.read(file("held.json"))).isEqualTo(AChange.read(file("v1.json")));
  }

  private Ran bulletin(String name, Object... more) {
    var words =
        new Object[] {
          "trust", "bulletin", file(name), "--trust", file("v1.json"), "--env", "prod", "--json"
        };
    return xps(words(words, more));
  }

  @Test
  void a_bulletin_is_made_checked_and_followed_by_one_that_keeps_what_was_denied() {
    aStoreWithRoots();

    bulletin("b1.json", "--deny", DENIED, "--key", file("newsdesk.key")).exits(0);
    bulletin("b1.json").exits(0);
    bulletin(
            "b2.json",
            "--after",
            file("b1.json"),
            "--freeze",
            "we look into it",
            "--key",
            file("newsdesk.key"))
        .exits(0);
    assertThat(bulletin("b2.json", "--after", file("b1.json")).exits(0).out())
        .contains("\"serial\": 2");
    assertThat(AChange.read(file("b2.json"))).contains(DENIED, "we look into it");

    assertThat(bulletin("b1.json", "--after", file("b2.json")).exits(13).problems())
        .containsExactly("BULLETIN_STALE");
    assertThat(bulletin("b1.json", "--at", "2026-01-12T20:30:00Z").exits(13).problems())
        .containsExactly("BULLETIN_STALE");
    assertThat(bulletin("b1.json", "--at", "2026-01-05T20:29:59Z").exits(17).problems())
        .containsExactly("BULLETIN_INVALID");
  }

  @Test
  void after_the_last_number_there_is_comes_no_other_and_nothing_breaks() throws IOException {
    aStoreWithRoots();
    bulletin("b1.json", "--key", file("newsdesk.key")).exits(0);
    var last = "9007199254740991";
    Files.writeString(
        file("b1.json"),
        AChange.read(file("b1.json")).replace("\"serial\": 1", "\"serial\": " + last));
    Files.writeString(
        file("v1.json"),
        AChange.read(file("v1.json")).replace("\"version\": 1", "\"version\": " + last));
    hold("v1.json");

    assertThat(
            bulletin("b2.json", "--after", file("b1.json"), "--key", file("newsdesk.key"))
                .exits(2)
                .problem("message"))
        .contains("no serial after");
    add("v1.json", "bob", "signer", "--out", file("v2.json")).exits(0);
    sign("v1.json", "v2.json", "rita").exits(0);
    sign("v1.json", "v2.json", "rolf").exits(0);
    assertThat(take("v2.json").exits(17).problems()).containsExactly("TRUST_STORE_INVALID");
  }

  @Test
  void roots_make_a_bulletin_together_and_others_make_none() {
    aStoreWithRoots();

    var alone = bulletin("b.json", "--key", file("rita.key")).exits(0);
    assertThat(alone.findings()).containsExactly("BULLETIN_INVALID");
    assertThat(bulletin("b.json").exits(17).problems()).containsExactly("BULLETIN_INVALID");
    assertThat(bulletin("b.json", "--key", file("rolf.key")).exits(0).findings()).isEmpty();
    bulletin("b.json").exits(0);

    bulletin("b.json", "--deny", DENIED, "--key", file("rolf.key")).exits(2);
    bulletin("c.json", "--key", file("alice.key")).exits(2);
    bulletin("c.json", "--valid", "8d", "--key", file("newsdesk.key")).exits(2);
    bulletin("c.json", "--deny", "abc", "--key", file("newsdesk.key")).exits(2);
    assertThat(file("c.json")).doesNotExist();
  }

  @Test
  void an_ssh_key_of_a_root_signs_trust_stores() throws Exception {
    aStoreWithRoots();
    var programs = OtherProgram.in(folder);
    programs.sshKey("ssh", "ed25519");
    xps("trust", "add", file("v1.json"), "--name", "sam", "--as", "root", "--pub", file("ssh.pub"))
        .exits(0);
    hold("v1.json");
    add("v1.json", "bob", "signer", "--out", file("v2.json")).exits(0);

    sign("v1.json", "v2.json", "rita").exits(0);
    xps("trust", "update", file("v1.json"), file("v2.json"), "--ssh-key", file("ssh"), "--json")
        .exits(0);

    take("v2.json").exits(0);
  }
}

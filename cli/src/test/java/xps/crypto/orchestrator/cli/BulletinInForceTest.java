package xps.crypto.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;

/** A bulletin is part of every verdict about a patch: what it denies is signed in vain. */
class BulletinInForceTest {
  @TempDir Path folder;
  private AChange change;
  private String body = "";

  @BeforeEach
  void a_patch_that_passes_and_a_newsdesk() {
    change = AChange.in(folder);
    Ran.xps("key", "generate", "--name", "newsdesk", "--out", change.file("keys")).exits(0);
    trust("add", "--name", "newsdesk", "--as", "bulletin", "--pub", "keys/newsdesk.pub");
    body = Ran.xps(change.attest("--json")).exits(0).text("body");
  }

  private void trust(String verb, String... words) {
    var all = new ArrayList<Object>(List.of("trust", verb, change.file("trust_store.json")));
    for (var word : words) {
      all.add(word.contains("/") ? change.file(word) : word);
    }
    Ran.xps(all.toArray()).exits(0);
  }

  private Path publishes(String file, String... words) {
    var all =
        new ArrayList<Object>(
            List.of("trust", "bulletin", change.file(file), "--env", "prod", "--trust"));
    all.addAll(List.of(change.file("trust_store.json"), "--key", change.key("newsdesk")));
    all.addAll(List.of(words));
    Ran.xps(all.toArray()).exits(0);
    return change.file(file);
  }

  private void approved() {
    for (var who : List.of("bob", "carol")) {
      Ran.xps(change.approve(who, "--yes")).exits(0);
    }
  }

  private Ran gate(Object... more) {
    var words = new ArrayList<Object>(List.of("--json"));
    words.addAll(List.of(more));
    return Ran.xps(change.gate(words.toArray()));
  }

  @Test
  void a_bulletin_that_says_nothing_against_it_changes_nothing() {
    approved();
    publishes("bulletin.json");

    Ran.xps(change.attest("--json")).exits(0);
    gate("--at", "2026-01-05T20:40:00Z").exits(0);
  }

  @Test
  void a_denied_body_and_a_denied_artifact_are_refused_wherever_patches_are_judged() {
    approved();
    for (var digest :
        List.of(body, Sha256.of(AChange.read(change.artifact()).getBytes(UTF_8)).hex())) {
      var bulletin = publishes(digest.substring(0, 8) + "/bulletin.json", "--deny", digest);
      var words = new Object[] {"--bulletin", bulletin, "--json"};

      assertThat(Ran.xps(change.attest(words)).exits(13).problems()).containsExactly("DENIED");
      assertThat(gate("--bulletin", bulletin).exits(13).problems()).containsExactly("DENIED");
      assertThat(Ran.xps(change.planCheck(words)).exits(13).problems()).containsExactly("DENIED");
      assertThat(
              Ran.xps(change.approve("bob", "--yes", "--bulletin", bulletin, "--json"))
                  .exits(13)
                  .problems())
          .containsExactly("DENIED");
    }
  }

  @Test
  void the_bulletin_beside_the_trust_store_counts_without_being_named() {
    publishes("bulletin.json", "--deny", body);

    assertThat(Ran.xps(change.attest("--json")).exits(13).problems()).containsExactly("DENIED");
  }

  @Test
  void one_that_is_over_hides_nothing() {
    publishes("bulletin.json");

    var ran = Ran.xps(change.attest("--at", "2026-01-12T20:30:00Z", "--json")).exits(13);

    assertThat(ran.problems()).containsExactly("BULLETIN_STALE");
    assertThat(ran.problem("message")).contains("--at");
  }

  @Test
  void one_by_a_stranger_for_elsewhere_or_that_is_not_there_is_refused() {
    publishes("bulletin.json");
    var ours = AChange.read(change.file("trust_store.json"));
    var theirs = change.publicKey("mallory");
    var newsdesk = SigningKey.readPem(change.key("newsdesk")).orThrow().publicKey().hex();
    change.write("trust_store.json", ours.replace(newsdesk, theirs));

    assertThat(Ran.xps(change.attest("--json")).exits(17).problems())
        .containsExactly("BULLETIN_INVALID");
    assertThat(
            Ran.xps(change.attest("--bulletin", change.file("none.json"), "--json"))
                .exits(17)
                .problems())
        .containsExactly("BULLETIN_INVALID");
  }

  @Test
  void one_for_another_environment_decides_nothing_here() {
    var bulletin = publishes("bulletin.json");
    var words = new ArrayList<>(List.of(change.gate("--bulletin", bulletin, "--json")));
    words.set(words.indexOf("prod"), "staging");

    assertThat(Ran.xps(words.toArray()).exits(17).problems()).containsExactly("BULLETIN_INVALID");
  }

  @Test
  void a_trust_store_from_before_a_key_was_revoked_counts_no_more() {
    var old = AChange.read(change.file("trust_store.json"));
    change.write("trust_store.json", old.replaceFirst("\\{", "{\"version\": 7,"));
    publishes("bulletin.json");
    Ran.xps(change.attest("--json")).exits(0);

    change.write("trust_store.json", old.replaceFirst("\\{", "{\"version\": 6,"));

    assertThat(Ran.xps(change.attest("--json")).exits(17).problems())
        .containsExactly("TRUST_STORE_EXPIRED");
    assertThat(gate().exits(17).problems()).containsExactly("TRUST_STORE_EXPIRED");
  }

  @Test
  void nothing_is_allowed_in_a_freeze_nor_by_a_policy_from_before() {
    approved();
    var frozen = publishes("frozen.json", "--freeze", "an incident");
    assertThat(gate("--bulletin", frozen).exits(12).problems()).containsExactly("FREEZE_ACTIVE");
    Ran.xps(change.attest("--bulletin", frozen, "--json")).exits(0);

    var newer = publishes("newer.json", "--policy-version", "2");
    assertThat(gate("--bulletin", newer).exits(17).problems()).containsExactly("POLICY_INVALID");
  }

  @Test
  void an_approval_that_was_withdrawn_is_none() {
    approved();
    var approval =
        change.files().stream().filter(file -> file.contains("approvals/bob")).findFirst();
    var text = AChange.read(change.file(approval.orElseThrow()));
    var digest =
        Canonical.digest(
            Json.parse("approval", text.getBytes(UTF_8), Code.APPROVAL_INVALID).orThrow());

    var bulletin = publishes("bulletin.json", "--withdraw", digest.hex());

    assertThat(gate("--bulletin", bulletin).exits(12).problems())
        .containsExactly("RBAC_MISSING", "APPROVAL_INVALID");
  }
}

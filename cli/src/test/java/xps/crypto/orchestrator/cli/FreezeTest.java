package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.document.Value;

/** {@code xps freeze} and {@code unfreeze}: at once in the home, and signed for the nodes. */
@Timeout(60)
class FreezeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private AChange change;
  private AControlPlane prod;

  @BeforeEach
  void a_home_and_a_key_for_bulletins() throws Exception {
    change = AChange.in(folder);
    prod = AControlPlane.of(change, "prod", List.of());
    AControlPlane.list(change, prod);
    AControlPlane.simplify(change, prod.nodes.probePort());
    Ran.xps("key", "generate", "--name", "newsdesk", "--out", change.file("keys")).exits(0);
    var key = change.file("keys/newsdesk.pub");
    var store = change.file("trust_store.json");
    Ran.xps("trust", "add", store, "--name", "newsdesk", "--as", "bulletin", "--pub", key).exits(0);
    prod.approve();
  }

  @AfterEach
  void close() throws IOException {
    prod.close();
  }

  private Ran call(String command, String key, Object... more) {
    var words = new ArrayList<Object>(List.of(command, "--home", prod.home(), "--env", "prod"));
    words.addAll(List.of("--trust", change.file("trust_store.json"), "--key", change.key(key)));
    words.add("--json");
    words.addAll(List.of(more));
    return prod.now().xps(words.toArray());
  }

  private Ran freeze() {
    return call("freeze", "newsdesk", "--reason", "the CA was broken into").exits(0);
  }

  private static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Test
  void nothing_begins_while_it_is_frozen_and_all_of_it_is_in_the_log() throws Exception {
    var frozen = freeze();
    assertThat(((Value.Bool) frozen.json().get("taken_in").orElseThrow()).truth()).isTrue();

    var ran = prod.apply().exits(12);
    assertThat(ran.problems()).containsExactly("FREEZE_ACTIVE");
    assertThat(ran.problem("message"))
        .contains("since " + frozen.text("since"))
        .contains("the CA was broken into");
    assertThat(prod.now().xps("status", "--home", prod.home()).exits(0).out())
        .contains("prod is frozen since " + frozen.text("since"))
        .contains("the CA was broken into");

    call("unfreeze", "newsdesk").exits(0);
    for (var node : AControlPlane.NODES) {
      prod.nodes.start(node);
    }
    assertThat(prod.apply().exits(0).text("result")).isEqualTo("DONE");

    assertThat(prod.records(Action.PAUSE))
        .singleElement()
        .matches(record -> record.patch().isEmpty())
        .matches(record -> record.detail().orElseThrow().contains("the CA was broken into"));
    assertThat(prod.records(Action.RESUME)).hasSize(1);
    var trust = change.file("trust_store.json");
    assertThat(
            Ran.xps("audit", "verify", prod.audit(), "--trust", trust, "--json")
                .exits(0)
                .findings())
        .isEmpty();
  }

  @Test
  void a_rollout_that_runs_starts_nobody_any_more_and_says_why_until_it_is_over() throws Exception {
    var running = CompletableFuture.supplyAsync(() -> prod.apply());
    until("it runs", () -> !why("canary").isEmpty());

    var frozen = freeze();
    assertThat(((Value.Bool) frozen.json().get("taken_in").orElseThrow()).truth())
        .as("the running process has the home, and takes it in itself")
        .isFalse();
    until("it says so", () -> why("canary").contains("FREEZE_ACTIVE"));
    for (var node : AControlPlane.NODES) {
      prod.nodes.start(node);
    }
    until("they have come", () -> prod.nodes.calls() >= AControlPlane.NODES.size());

    assertThat(why("canary")).contains("the CA was broken into", frozen.text("since"));
    assertThat(prod.now().xps("status", "--home", prod.home()).exits(0).out())
        .contains("FREEZE_ACTIVE", "prod is frozen");
    assertThat(prod.nodes.activations).isEmpty();

    call("unfreeze", "newsdesk").exits(0);
    assertThat(running.get().exits(0).text("result")).isEqualTo("DONE");
    assertThat(prod.nodes.activations).containsOnlyKeys(AControlPlane.NODES);
    assertThat(prod.records(Action.PAUSE)).hasSize(1);
    assertThat(prod.records(Action.RESUME)).hasSize(1);
  }

  private String why(String wave) {
    var ran = prod.now().xps("rollout", "why", wave, "--home", prod.home());
    return ran.exit() == 0 ? ran.out() : "";
  }

  @Test
  void a_folder_that_is_no_home_is_refused_and_no_key_is_made_there() throws IOException {
    var empty = Files.createDirectory(change.file("empty"));
    var words = new ArrayList<Object>(List.of("freeze", "--home", empty, "--env", "prod"));
    words.addAll(List.of("--trust", change.file("trust_store.json")));
    words.addAll(List.of("--key", change.key("newsdesk"), "--reason", "a fire", "--json"));

    assertThat(prod.now().xps(words.toArray()).exits(18).problems()).containsExactly("NOT_FOUND");
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void a_key_that_may_not_sign_bulletins_stops_nothing_and_lets_nothing_go() {
    assertThat(call("freeze", "mallory", "--reason", "mischief").exits(2).problems())
        .containsExactly("USAGE");
    assertThat(change.files()).noneMatch(file -> file.startsWith("prod/bulletins"));

    freeze();
    call("unfreeze", "mallory").exits(2);
    assertThat(prod.apply().exits(12).problems()).containsExactly("FREEZE_ACTIVE");
  }

  @Test
  void no_older_bulletin_and_no_missing_file_ends_a_freeze() throws IOException {
    var older = change.file("older.json");
    prod.now()
        .xps(
            "trust",
            "bulletin",
            older,
            "--env",
            "prod",
            "--trust",
            change.file("trust_store.json"),
            "--key",
            change.key("newsdesk"))
        .exits(0);
    call("freeze", "newsdesk", "--reason", "an incident", "--after", older).exits(0);

    assertThat(prod.apply("--bulletin", older).exits(12).problems())
        .as("the home has later news")
        .containsExactly("FREEZE_ACTIVE");
    Files.delete(prod.home().resolve("bulletins/prod.json"));
    assertThat(prod.apply().exits(12).problems())
        .as("and remembers it")
        .containsExactly("FREEZE_ACTIVE");
  }

  @Test
  void a_bulletin_that_somebody_forged_into_the_home_is_refused_and_not_followed()
      throws IOException {
    freeze();
    var file = prod.home().resolve("bulletins/prod.json");
    var forged = Files.readString(file).replace("\"serial\": 1", "\"serial\": 2");
    Files.writeString(file, forged.replaceAll("(?s)\"freeze\": \\{.*?\\},\\s*", ""));

    assertThat(prod.apply().exits(17).problems()).contains("BULLETIN_INVALID");
    assertThat(prod.nodes.activations).isEmpty();
  }

  @Test
  void what_isnt_frozen_isnt_thawed_and_a_home_that_isnt_there_isnt_made() {
    assertThat(call("unfreeze", "newsdesk").exits(2).problems()).containsExactly("USAGE");
    var nowhere = change.file("nowhere");
    prod.now()
        .xps(
            "freeze",
            "--home",
            nowhere,
            "--env",
            "prod",
            "--trust",
            change.file("trust_store.json"),
            "--key",
            change.key("newsdesk"),
            "--reason",
            "x")
        .exits(18);
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void the_bulletin_is_one_that_nodes_take() {
    var frozen = freeze();
    var checked =
        prod.now()
            .xps(
                "trust",
                "bulletin",
                frozen.text("file"),
                "--env",
                "prod",
                "--trust",
                change.file("trust_store.json"),
                "--json")
            .exits(0);

    assertThat(checked.text("digest")).isEqualTo(frozen.text("digest"));
    assertThat(((Value.Bool) checked.json().get("counts").orElseThrow()).truth()).isTrue();
  }
}

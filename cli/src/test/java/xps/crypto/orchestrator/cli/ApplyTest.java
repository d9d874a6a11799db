package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.server.AgentCa;

/** {@code xps apply --local} over a real gateway, journal and log. */
@Timeout(25)
final class ApplyTest {
  private static final List<String> NODES = List.of("node-1", "node-2", "node-3", "node-4");

  @TempDir Path folder;
  private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private AChange change;
  private int port;
  private PlayedNodes nodes;

  @BeforeEach
  void aControlPlaneAndItsNodes() throws Exception {
    change = AChange.in(folder);
    for (var name : List.of("orchestrator", "log")) {
      Ran.xps("key", "generate", "--name", name, "--out", home(), "--json").exits(0);
    }
    port = freePort();
    nodes = new PlayedNodes(AgentCa.open(home(), now, new SecureRandom()).orThrow(), port);
    list();
    change.replace(
        "orchestrator.policy.yaml",
        """
        windows:
          allowed:
            - days: [Mon, Tue, Wed, Thu]
              start: "20:00"
              end: "23:00"
              tz: "Europe/Berlin"
        """,
        "");
    change.replace(
        "rollout_plan.yaml",
        "probe: \"http+tls://{host}:8443/healthz\"\n  success_threshold: 3\n",
        "probe: \"http://127.0.0.1:%d/{node}\"\n  hosts_allow: [\"127.0.0.1\"]\n  interval: 200ms\n"
            .formatted(nodes.probePort()));
    for (var node : NODES) {
      nodes.start(node);
    }
  }

  @AfterEach
  void close() throws IOException {
    nodes.close();
  }

  private Path home() {
    return change.file("home");
  }

  /** The trust store gets the keys of the home. */
  private void list() throws IOException {
    change.replace(
        "trust_store.json",
        "\"allow_unsigned\": false",
        """
        "allow_unsigned": false,
        "orchestrators": [{"name": "control", "ed25519": "%s"}],
        "logs": [{"name": "example.org/audit", "ed25519": "%s"}]\
        """
            .formatted(hex("orchestrator"), hex("log")));
  }

  private String hex(String key) {
    return xps.crypto.orchestrator.attest.SigningKey.readPem(home().resolve(key + ".key"))
        .orThrow()
        .publicKey()
        .hex();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Ran.At then() {
    return new Ran.At(now, "", Surroundings.Terminals.NONE, Map.of("USER", "olga"), folder);
  }

  private void approve() {
    for (var who : List.of("bob", "carol")) {
      then().xps(change.approve(who, "--yes")).exits(0);
    }
  }

  private Ran apply(Object... more) {
    var words = new ArrayList<Object>(List.of(change.gate()));
    words.set(0, "apply");
    words.addAll(
        List.of(
            "--repo",
            change.file("repo").toUri(),
            "--local",
            "--home",
            home(),
            "--listen",
            "127.0.0.1:" + port,
            "--allow-loopback",
            "--json"));
    words.addAll(List.of(more));
    return then().xps(words.toArray());
  }

  private List<AuditRecord> records(Action action) throws IOException {
    return AuditReader.of(home().resolve("audit")).records().orThrow().stream()
        .filter(record -> record.action() == action)
        .toList();
  }

  @Test
  void an_approved_patch_reaches_every_node_and_every_step_is_in_a_log_that_verifies()
      throws IOException {
    approve();

    var ran = apply("--yes", "--watch").exits(0);

    assertThat(ran.text("result")).isEqualTo("DONE");
    assertThat(ran.text("rollout")).matches("[a-z2-7]{26}");
    assertThat(nodes.activations)
        .containsOnlyKeys(NODES)
        .allSatisfy((_, n) -> assertThat(n).isOne());
    assertThat(ran.err()).contains("canary begins", "is healthy");
    assertThat(records(Action.APPLY)).hasSize(4);
    assertThatTheLogIsWhole();
  }

  /** Nothing that the records name is missing, and nothing else lies there. */
  private void assertThatTheLogIsWhole() {
    var trust = change.file("trust_store.json");
    var verified =
        Ran.xps("audit", "verify", home().resolve("audit"), "--trust", trust, "--json").exits(0);
    assertThat(verified.findings()).isEmpty();
  }

  /** Model against model: what was simulated is what runs. */
  @Test
  void a_simulation_foretells_the_order_and_the_counts_of_the_real_rollout() throws IOException {
    approve();
    var foretold = Ran.xps(change.simulate("--json")).exits(0).json();
    apply("--yes").exits(0);

    var real = new LinkedHashMap<String, Integer>();
    records(Action.APPLY)
        .forEach(record -> real.merge(record.wave().orElseThrow(), 1, Integer::sum));
    var waves = new LinkedHashMap<String, Integer>();
    for (var wave : ((Value.Arr) foretold.get("waves").orElseThrow()).items()) {
      var told = (Value.Obj) wave;
      waves.put(
          ((Value.Str) told.get("name").orElseThrow()).text(),
          (int) ((Value.Int) told.get("count").orElseThrow()).number());
    }
    assertThat(real).containsExactlyEntriesOf(waves);
  }

  @Test
  void a_simulation_foretells_how_far_a_bad_patch_comes() throws IOException {
    approve();
    nodes.sick.addAll(NODES);
    var foretold = Ran.xps(change.simulate("--json")).exits(0).json();
    apply("--yes").exits(13);

    assertThat(((Value.Int) foretold.get("bad_patch_reaches").orElseThrow()).number())
        .isEqualTo(nodes.activations.size());
  }

  @Test
  void a_model_measured_from_the_log_knows_how_long_nodes_take_here() {
    approve();
    apply("--yes").exits(0);

    var measured =
        Ran.xps(change.simulate("--measured", home().resolve("audit"), "--json")).exits(0);
    var usual = Ran.xps(change.simulate("--json")).exits(0);

    assertThat(seconds(measured)).as("played nodes are fast").isLessThan(seconds(usual));
    Ran.xps(
            change.simulate(
                "--measured", home().resolve("audit"), "--model", change.file("fleet.yaml")))
        .exits(2);
  }

  private static long seconds(Ran ran) {
    return ((Value.Int) ran.json().get("duration_s").orElseThrow()).number();
  }

  @Test
  void another_process_can_look_at_the_rollout() {
    approve();
    apply("--yes").exits(0);

    var shown = Ran.xps("rollout", "show", "--home", home(), "--json").exits(0);
    assertThat(shown.text("state")).isEqualTo("finished");
    assertThat(((Value.Arr) shown.json().get("nodes").orElseThrow()).items()).hasSize(4);
    assertThat(Ran.xps("rollout", "why", "node-1", "--home", home()).exits(0).out())
        .contains("node-1 is healthy");
    assertThat(Ran.xps("rollout", "why", "canary", "--home", home()).exits(0).out())
        .contains("canary has passed");
    assertThat(Ran.xps("rollout", "list", "--home", home()).exits(0).out()).contains("DONE");
    Ran.xps("rollout", "pause", "--home", home()).exits(2);
    Ran.xps("rollout", "why", "node-9", "--home", home()).exits(18);
  }

  @Test
  void a_bad_canary_is_rolled_back_and_the_exit_says_so() throws IOException {
    approve();
    nodes.sick.addAll(NODES);

    var ran = apply("--yes").exits(13);

    assertThat(ran.problems()).containsExactly("ROLLED_BACK");
    assertThat(nodes.activations).hasSize(1);
    assertThat(records(Action.ROLLBACK))
        .singleElement()
        .matches(record -> record.result() == Result.SUCCESS);
  }

  @Test
  void what_guard_denies_is_not_begun_and_the_denial_is_logged() throws IOException {
    var ran = apply("--yes").exits(12);

    assertThat(ran.problems()).contains("RBAC_MISSING");
    assertThat(ran.json().members().keySet()).contains("rollout", "result", "nodes");
    assertThat(nodes.activations).isEmpty();
    assertThat(records(Action.GATE))
        .singleElement()
        .matches(record -> record.result() == Result.DENIED);
    assertThatTheLogIsWhole();
  }

  @Test
  void a_changed_artifact_ends_it_at_attest_and_the_refusal_is_logged() throws IOException {
    approve();
    Files.writeString(change.artifact(), "machine code of 3.2.l");

    assertThat(apply("--yes").exits(10).problems()).contains("DIGEST_MISMATCH");
    assertThat(records(Action.ATTEST))
        .singleElement()
        .matches(record -> record.result() == Result.FAILURE);
    assertThatTheLogIsWhole();
  }

  @Test
  void nobody_at_a_terminal_and_no_yes_is_refused_before_anything_is_written() {
    approve();

    assertThat(apply().exits(2).problems()).containsExactly("USAGE");
    assertThat(change.files()).noneMatch(file -> file.startsWith("home/audit"));
  }

  @Test
  void a_key_that_the_trust_store_does_not_list_is_refused_with_the_entry_to_add()
      throws IOException {
    approve();
    Files.delete(home().resolve("orchestrator.key"));

    var ran = apply("--yes").exits(17);

    assertThat(ran.problems()).containsExactly("TRUST_STORE_INVALID");
    assertThat(ran.problem("remedy")).contains(hex("orchestrator"));
  }

  private void publishes(String file, Object... more) {
    var words =
        new ArrayList<Object>(
            List.of("trust", "bulletin", change.file(file), "--env", "prod", "--trust"));
    words.addAll(List.of(change.file("trust_store.json"), "--key", change.key("newsdesk")));
    words.addAll(List.of(more));
    then().xps(words.toArray()).exits(0);
  }

  private void newsdesk() {
    Ran.xps("key", "generate", "--name", "newsdesk", "--out", change.file("keys")).exits(0);
    var store = change.file("trust_store.json");
    var key = change.file("keys/newsdesk.pub");
    Ran.xps("trust", "add", store, "--name", "newsdesk", "--as", "bulletin", "--pub", key).exits(0);
  }

  @Test
  void a_home_remembers_what_was_denied_whatever_older_bulletin_is_brought_or_kept_away()
      throws IOException {
    newsdesk();
    approve();
    var body = then().xps(change.attest("--json")).exits(0).text("body");
    publishes("b1.json");
    publishes("b2.json", "--after", change.file("b1.json"), "--deny", body);

    assertThat(apply("--yes", "--bulletin", change.file("b2.json")).exits(13).problems())
        .containsExactly("DENIED");
    assertThat(apply("--yes", "--bulletin", change.file("b1.json")).exits(13).problems())
        .containsExactly("BULLETIN_STALE");
    assertThat(apply("--yes").exits(13).problems()).containsExactly("DENIED");

    publishes("b3.json", "--after", change.file("b1.json"));
    assertThat(apply("--yes", "--bulletin", change.file("b3.json")).exits(13).problems())
        .as("another one of the same serial")
        .containsExactly("BULLETIN_STALE");
    publishes("b4.json", "--after", change.file("b3.json"));
    apply("--yes", "--bulletin", change.file("b4.json")).exits(0);
    assertThat(nodes.activations).containsOnlyKeys(NODES);
    assertThatTheLogIsWhole();
  }

  @Test
  void a_home_whose_memory_was_spoilt_begins_nothing() throws IOException {
    approve();
    Files.writeString(home().resolve("heard.json"), "{}");

    assertThat(apply("--yes").exits(17).problems()).contains("TRUST_STORE_INVALID");
    assertThat(nodes.activations).isEmpty();
  }

  @Test
  void a_home_takes_no_revocation_list_from_before_one_that_it_has_seen() throws Exception {
    var ca = AnOrgCa.in(change.file("ca"));
    change.replace(
        "trust_store.json",
        "\"min_required_signatures\": 1",
        ca.members() + "\"min_required_signatures\": 2");
    change.replace(
        "trust_store.json",
        "\"trusted_signers\": [",
        "\"trusted_signers\": [" + AnOrgCa.signer() + ",");
    Ran.xps("sign", change.manifest(), "--statements", change.file("out")).exits(0);
    var statement = change.file("out/xps.crypto.hash.sha256.so.statement");
    change.replace(
        "patch/patch_manifest.json", "\"sigs\": [", "\"sigs\": [" + ca.signature(statement) + ",");
    ca.publish(8, change.file("org.crl"));
    now = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);
    assertThat(apply("--yes").exits(12).problems()).contains("RBAC_MISSING");

    ca.publish(7, change.file("org.crl"));
    now = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(2);

    var ran = apply("--yes").exits(10);
    assertThat(ran.problems()).contains("CERT_PATH_INVALID");
    assertThat(ran.out()).contains("number 7, and 8 has been seen");
    assertThat(nodes.activations).isEmpty();
  }
}

package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.NodeFacts;
import xps.crypto.orchestrator.workload.Uid;

/** What an owner may write, and what is refused by name. */
class AgentConfigTest {
  private static final String DIGEST = "0".repeat(64);
  private static final String GOOD =
      """
      node: api-1
      environment: prod
      role: api
      labels: { region: eu-central }
      server: "https://127.0.0.1:9443"
      server_ca_sha256: "%1$s"
      trust: { path: trust_store.json, sha256: "%1$s" }
      policy: { path: orchestrator.policy.yaml, sha256: "%1$s" }
      log: required
      bulletin: none
      clock: { source: none, max_error: 2s }
      installers: [dynamic]
      workload: { uid: 1000, socket: control/hash.sock }
      """
          .formatted(DIGEST);

  private String policy = "rbac: {required_approvals: 1, roles: []}\nrisk: {max_score: 5}\n";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void aFile() {
    file = folder.resolve("agent.yaml");
  }

  private Outcome<AgentConfig> read(String text) throws IOException {
    // Whoever isn't root has no file of root's.
    boolean isRoot = Uid.mine().value() == 0 || text.contains("development");
    Files.writeString(file, isRoot ? text : text + "development: true\n");
    return AgentConfig.load(file);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_is_not_roots_decides_nothing_but_on_a_development_node(boolean isFolder)
      throws IOException {
    Assumptions.assumeTrue(Uid.mine().value() == 0, "only root can give a file away");
    Files.writeString(file, GOOD);
    Files.setAttribute(isFolder ? folder : file, "unix:uid", 64_002);

    assertThat(AgentConfig.load(file).problems().getFirst().remedy()).startsWith("run chown root ");
    Files.writeString(file, GOOD + "development: true\n");
    assertThat(AgentConfig.load(file).isOk()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"ntp, 900ms", "kernel, 900ms", "ptp, 9ms"})
  void no_owner_trusts_a_time_service_further_than_it_can_tell(String source, String bound)
      throws IOException {
    var clock = "clock: { source: " + source + ", max_error: " + bound + " }";

    var problems = read(GOOD.replace("clock: { source: none, max_error: 2s }", clock)).problems();

    assertThat(problems.getFirst().message()).contains("can't say less than");
  }

  @ParameterizedTest
  @CsvSource({"rw-rw-r--, rwxr-xr-x", "rw-r--rw-, rwxr-xr-x", "rw-r--r--, rwxrwxr-x"})
  void what_others_can_write_decides_nothing(String fileMode, String folderMode)
      throws IOException {
    Files.writeString(file, GOOD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(fileMode));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(folderMode));

    assertThat(AgentConfig.load(file).problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(Code.AGENT_CONFIG_INVALID);
          assertThat(problem.remedy()).startsWith("run chmod go-w");
        });
  }

  @Test
  void everything_that_an_owner_decides_is_read() throws IOException {
    var config = read(GOOD).orThrow();

    assertThat(config.node().node()).isEqualTo("api-1");
    assertThat(config.node().labels()).containsEntry("region", "eu-central");
    assertThat(config.node().required()).containsExactly(NodeFacts.Demand.LOG);
    assertThat(config.bulletin()).isEqualTo(folder.resolve("bulletin.json"));
    assertThat(
            read(GOOD.replace("bulletin: none", "bulletin: required")).orThrow().node().required())
        .containsExactly(NodeFacts.Demand.LOG, NodeFacts.Demand.BULLETIN);
    assertThat(config.node().maxClockError()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.server()).isEqualTo(URI.create("https://127.0.0.1:9443/"));
    assertThat(config.kinds()).containsExactly(Kind.MODULE);
    assertThat(config.maxArtifactBytes()).isEqualTo(256L << 20);
    assertThat(config.trust().path()).isEqualTo(folder.resolve("trust_store.json"));
    assertThat(config.workloadSocket()).isEqualTo(folder.resolve("control/hash.sock"));
    assertThat(config.node().development()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "node: api-1 | node: api 1 | 1:7",
        "role: api | rle: api | 3:1",
        "role: api | role: api\\nrole: wallet | 4:1",
        "role: api | role: [api] | 3:7",
        "bulletin: none | bulletin: sometimes | 10:11",
        "source: none | source: sundial | 11:18",
        "[dynamic] | [dynamic, file] | 12:23",
        "[dynamic] | [dynamic, jar] | 12:23",
        "[dynamic] | '[{file: ../x, path: /etc/x}]' | 12:21",
        "[dynamic] | '[{file: x.so, path: /etc/x}]' | 12:21",
        "[dynamic] | '[{file: x.conf, path: /etc/x, reload: nobody}]' | 12:51",
        "[dynamic] | '[{file: x.conf, path: store/objects/x}]' | 12:35",
        "[dynamic] | '[{file: x.conf, path: trust_store.json}]' | 12:35",
        "[dynamic] | '[{file: x.conf, path: agent.yaml}]' | 12:35",
        "[dynamic] | '[{file: x.conf, path: ./identity/../identity/key.pem}]' | 12:35",
        "[dynamic] | '[{file: x.conf, path: /etc/x}, {file: y.conf, path: /etc/./x}]' | 12:65",
        "[dynamic] | '[{file: x.conf}]' | 12:14",
        "https: | http: | 5:9",
        "127.0.0.1:9443 | 127.0.0.1:9443/?a=b | 5:9",
        "uid: 1000 | uid: -1 | 13:18",
        "log: required | log: maybe | 9:6",
        "bulletin: none | bulletin: none\\nprobes: { own: [true] } | 11:16",
        "log: required | '' | 1:1",
      })
  void what_is_wrong_or_comes_later_is_refused_where_it_stands(
      String right, String wrong, String place) throws IOException {
    var outcome = read(GOOD.replace(right, wrong.replace("\\\\n", "\\n").replace("\\n", "\n")));

    assertThat(outcome.problems())
        .anySatisfy(problem -> {
          assertThat(problem.code()).isEqualTo(Code.AGENT_CONFIG_INVALID);
          assertThat(problem.where()).isEqualTo(file + ":" + place);
          assertThat(problem.remedy()).isNotEmpty();
        });
  }

  @Test
  void commands_and_the_clocks_keeper_are_read() throws IOException {
    var text =
        GOOD.replace("source: none", "source: chrony")
            + "probes: { api-health: [/usr/bin/test, -S, /run/api.sock], x: [/bin/true] }\n"
            + "reloads: { api: [/usr/bin/systemctl, reload, api] }\n";

    var config = read(text).orThrow();

    assertThat(config.clock()).isEqualTo(ClockKeeper.CHRONY);
    assertThat(config.probes().get("api-health").argv())
        .containsExactly("/usr/bin/test", "-S", "/run/api.sock");
    assertThat(config.outfit().probes()).containsExactlyInAnyOrder("api-health", "x");
    assertThat(read(GOOD).orThrow().clock()).isEqualTo(ClockKeeper.NONE);
  }

  @Test
  void where_files_go_and_what_is_run_then_is_the_owners_word() throws IOException {
    var config =
        read(GOOD.replace(
                    "[dynamic]", "[dynamic, {file: app.conf, path: etc/app.conf, reload: app}]")
                + "reloads: { app: [/usr/bin/systemctl, reload, app] }\n")
            .orThrow();

    assertThat(config.kinds()).containsExactlyInAnyOrder(Kind.MODULE, Kind.FILE);
    var place = config.files().get("app.conf");
    assertThat(place.path()).isEqualTo(folder.resolve("etc/app.conf"));
    assertThat(place.reload()).map(FilePlace.Reload::name).contains("app");
    assertThat(config.outfit().files()).containsExactly("app.conf");
  }

  @Test
  void no_patch_brings_what_runs_with_the_agents_rights() throws IOException {
    var text =
        GOOD.replace("[dynamic]", "[{file: app.conf, path: /usr/local/bin/check}]")
            + "probes: { own: [/usr/local/bin/check] }\n";

    assertThat(codes(read(text))).containsExactly(Code.AGENT_CONFIG_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "probes: { Own: [/bin/true] }",
        "probes: { own: [] }",
        "probes: { own: [sh, -c, 'x'] }",
        "probes: { own: /bin/true }",
        "probes: { own: [/bin/true, 1] }",
        "probes: [/bin/true]",
        "reloads: { own: ['true'] }",
      })
  void a_command_that_would_need_a_shell_or_a_path_is_none(String commands) throws IOException {
    assertThat(codes(read(GOOD + commands + "\n"))).containsOnly(Code.AGENT_CONFIG_INVALID);
  }

  @Test
  void a_file_that_is_empty_a_folder_too_long_or_no_text_is_refused() throws IOException {
    assertThat(codes(read(""))).containsOnly(Code.AGENT_CONFIG_INVALID);
    assertThat(codes(AgentConfig.load(folder))).containsOnly(Code.AGENT_CONFIG_INVALID);
    assertThat(codes(read("#" + "x".repeat(2 << 20)))).containsOnly(Code.AGENT_CONFIG_INVALID);
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(codes(AgentConfig.load(file))).containsOnly(Code.AGENT_CONFIG_INVALID);
  }

  private static List<Code> codes(Outcome<?> outcome) {
    return outcome.problems().stream().map(Problem::code).toList();
  }

  private AgentConfig with(String trust, String more) throws IOException {
    Files.writeString(folder.resolve("trust_store.json"), trust);
    Files.writeString(folder.resolve("orchestrator.policy.yaml"), policy);
    var text =
        GOOD.replace(
                "trust_store.json, sha256: \"" + DIGEST,
                "trust_store.json, sha256: \"" + Sha256.of(trust.getBytes(UTF_8)))
            .replace(
                "policy.yaml, sha256: \"" + DIGEST,
                "policy.yaml, sha256: \"" + Sha256.of(policy.getBytes(UTF_8)));
    return read(text + more).orThrow();
  }

  private static String trust(boolean allowsUnsigned) {
    return """
    {"trusted_signers": [{"name": "a", "ed25519": "%s"}], "min_required_signatures": 1,
     "allow_unsigned": %s}
    """
        .formatted(new Chain().release.publicKey().hex(), allowsUnsigned);
  }

  @Test
  void an_agent_takes_a_policy_with_rules_and_refuses_one_whose_rules_have_no_types()
      throws IOException {
    var rules = policy + "rules: [{name: a, deny_if: \"%s\", message: no}]\n";
    policy = rules.formatted("patch.class == 'major'");
    var taken = OwnersChoice.rules(with(trust(false), ""));
    assertThat(taken.problems()).isEmpty();
    assertThat(taken.orThrow().policy().ruleNames()).containsExactly("a");

    policy = rules.formatted("patch.clas == 'major'");
    assertThat(codes(OwnersChoice.rules(with(trust(false), ""))))
        .containsExactly(Code.POLICY_INVALID);
  }

  @Test
  void a_trust_store_that_was_changed_is_not_taken() throws IOException {
    var config = with(trust(false), "");
    assertThat(OwnersChoice.rules(config).problems()).isEmpty();

    Files.writeString(folder.resolve("trust_store.json"), trust(false));

    assertThat(codes(OwnersChoice.rules(config))).containsExactly(Code.AGENT_CONFIG_INVALID);
    assertThat(OwnersChoice.rules(config).problems().getFirst().where()).startsWith(file + ":7:");
  }

  @Test
  void a_trust_store_that_lets_unsigned_through_is_for_development_alone() throws IOException {
    assertThat(codes(OwnersChoice.rules(with(trust(true), ""))))
        .containsExactly(Code.AGENT_CONFIG_INVALID);
    assertThat(OwnersChoice.rules(with(trust(true), "development: true\n")).problems()).isEmpty();
  }
}

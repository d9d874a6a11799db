package xps.crypto.orchestrator.cli.organisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.document.Yaml;
import xps.crypto.orchestrator.workload.ModuleStore;
import xps.crypto.orchestrator.workload.Modules;
import xps.crypto.orchestrator.workload.Shake256;
import xps.crypto.orchestrator.workload.Uid;

/** Builds real modules with the machine's compiler, and installs them as a node finds them. */
class NodeFolderTest {
  private static final Instant NOW = Instant.parse("2026-03-11T21:30:00Z");

  @TempDir Path temporary;

  @Test
  void a_workload_finds_the_installed_version_active_and_good() throws Exception {
    var built = CCompiler.build(temporary.resolve("3.2.0"), ModuleBuild.both("3.2.0")).orThrow();

    var node = mint();
    var digests = node.install(built);

    try (var modules =
        Modules.open(ModuleStore.at(node.store(), Uid.mine()), Duration.ofSeconds(2))) {
      var sha256 = modules.bind(xps.crypto.orchestrator.workload.Sha256.class);
      var shake256 = modules.bind(Shake256.class);
      assertThat(modules.refusals()).isEmpty();
      for (var slot : List.of(sha256.active().orElseThrow(), shake256.active().orElseThrow())) {
        assertThat(digests.values()).extracting(Sha256::hex).contains(slot.sha256().hex());
        assertThat(slot.version()).isEqualTo("3.2.0");
      }
    }
  }

  @Test
  void each_version_and_the_bad_one_are_modules_of_their_own() throws Exception {
    var good = build("good", ModuleBuild.sha256("3.2.1"));
    var again = build("again", ModuleBuild.sha256("3.2.1"));
    var later = build("later", ModuleBuild.sha256("3.2.2"));
    var bad = build("bad", ModuleBuild.sha256("3.2.2").withBadDigest());

    assertThat(again).isEqualTo(good);
    assertThat(List.of(good, later, bad)).doesNotHaveDuplicates();
  }

  @Test
  void without_a_compiler_it_is_said_which_package_to_install() throws Exception {
    var outcome =
        CCompiler.build(
            "no-such-compiler", temporary.resolve("3.2.1"), List.of(ModuleBuild.sha256("3.2.1")));

    assertThat(outcome.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(Code.USAGE);
          assertThat(problem.remedy()).contains("apt install gcc");
        });
  }

  @Test
  void what_the_compiler_says_is_passed_on() throws Exception {
    var wrong = new ModuleBuild("sha256", "3.2.1", List.of("XPS_EXPORT=)"));

    var outcome = CCompiler.build(temporary.resolve("3.2.1"), List.of(wrong));

    assertThat(outcome.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("error"));
  }

  @Test
  void the_agents_settings_pin_the_documents_beside_them() throws Exception {
    var node = mint();
    var text = Files.readAllBytes(node.agentConfig());
    var settings = (Value.Obj) Yaml.parse("agent.yaml", text, Code.AGENT_CONFIG_INVALID).orThrow();

    for (var document : List.of("trust", "policy")) {
      var pin = (Value.Obj) settings.get(document).orElseThrow();
      var file = node.folder().resolve(text(pin, "path"));
      assertThat(text(pin, "sha256")).isEqualTo(Sha256.of(Files.readAllBytes(file)).hex());
    }
    assertThat(text(settings, "node")).isEqualTo("validator-1");
    assertThat(Files.exists(node.folder().resolve("identity/chain.pem"))).isTrue();
  }

  private NodeFolder mint() throws Exception {
    var organisation =
        Organisation.found(temporary.resolve("o"), Charter.usual(NOW), NOW, new SecureRandom())
            .orThrow();
    var machine = organisation.charter().machines().getFirst();
    return NodeFolder.mint(organisation, machine, NodeFolder.Site.onThisMachine(7443), NOW);
  }

  private Sha256 build(String place, ModuleBuild build) throws Exception {
    var built = CCompiler.build(temporary.resolve(place), List.of(build)).orThrow();
    return Sha256.of(Files.readAllBytes(built.getFirst()));
  }

  private static String text(Value.Obj object, String name) {
    return ((Value.Str) object.get(name).orElseThrow()).text();
  }
}

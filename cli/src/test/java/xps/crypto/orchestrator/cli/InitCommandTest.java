package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Value;

/** {@code xps init}: what a newcomer gets, and what is not to be lost. */
class InitCommandTest {
  @TempDir Path temporary;

  @Test
  void what_it_makes_is_attested_by_the_next_command() {
    var folder = temporary.resolve("acme");

    var ran = xps("init", folder).exits(0);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("xps attest patch_manifest.json", "keys/anna.key");
    xps(
            "attest",
            folder.resolve("patch_manifest.json"),
            "--trust",
            folder.resolve("trust_store.json"))
        .exits(0);
  }

  @Test
  void in_json_it_names_the_patch_and_the_commands_that_come_next() {
    var ran =
        xps("init", temporary, "--json", "--at", "2025-10-26T18:00:00Z", "--env", "staging")
            .exits(0);

    assertThat(ran.text("patch")).isEqualTo("xps-hotpatch-2025-10-26");
    assertThat(ran.text("version")).isEqualTo("3.2.1");
    assertThat(ran.text("environment")).isEqualTo("staging");
    assertThat(((Value.Arr) ran.json().get("next").orElseThrow()).items()).hasSize(4);
  }

  @Test
  void the_commands_that_it_prints_lead_from_a_denial_to_an_allow() {
    var next =
        ((Value.Arr) xps("init", temporary, "--json").exits(0).json().get("next").orElseThrow())
            .items().stream().map(item -> ((Value.Str) item).text()).toList();
    var approve = next.get(3);

    typed(next.get(0)).exits(0);
    typed(next.get(1)).exits(0);
    assertThat(typed(next.get(2) + " --json").exits(12).problems()).containsExactly("RBAC_MISSING");
    typed(approve).exits(0);
    assertThat(typed(next.get(2) + " --json").exits(12).problems()).containsExactly("RBAC_MISSING");
    typed(approve.replace("anna", "boris")).exits(0);
    typed(next.get(2)).exits(0);
  }

  /** As if it were typed in the folder: names of its files mean them. */
  private Ran typed(String command) {
    return xps(
        Arrays.stream(command.split(" ", -1))
            .skip(1)
            .map(word -> Files.exists(temporary.resolve(word)) ? temporary.resolve(word) : word)
            .toArray());
  }

  @Test
  void the_evenings_are_the_founding_documents() throws IOException {
    xps("init", temporary, "--evenings").exits(0);

    assertThat(Files.readString(temporary.resolve("orchestrator.policy.yaml")))
        .contains("days: [Mon, Tue, Wed, Thu]", "start: \"20:00\"", "tz: \"Europe/Berlin\"");
  }

  @Test
  void a_folder_that_is_not_empty_stays_as_it_is() throws IOException {
    Files.writeString(temporary.resolve("precious.txt"), "mine");

    var ran = xps("init", temporary, "--json").exits(2);

    assertThat(ran.problems()).containsExactly("USAGE");
    try (var files = Files.list(temporary)) {
      assertThat(files).containsExactly(temporary.resolve("precious.txt"));
    }
  }

  @Test
  void a_file_is_no_folder() throws IOException {
    var file = Files.writeString(temporary.resolve("file"), "mine");

    xps("init", file).exits(2);

    assertThat(file).hasContent("mine");
  }

  @Test
  void two_folders_or_strange_values_are_usage() {
    var folder = temporary.resolve("acme");

    assertThat(xps("init", folder, temporary.resolve("b")).exits(2).err()).contains("USAGE");
    assertThat(xps("init", folder, "--signatures", "3").exits(2).err()).contains("--signatures");
    assertThat(xps("init", folder, "--env", "Prod!").exits(2).err()).contains("--env");
    assertThat(folder).doesNotExist();
  }
}

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
import xps.crypto.orchestrator.document.Value;

/** From a signed manifest to guard's decision: each command, its exit, its output, its files. */
final class TheChainTest {
  @TempDir Path folder;
  private AChange change;

  @BeforeEach
  void aChange() {
    change = AChange.in(folder);
  }

  @Test
  void a_signed_patch_is_attested() {
    var ran = xps(change.attest("--json")).exits(0);

    assertThat(ran.text("patch")).isEqualTo("xps-hotpatch-2026-01-05");
    assertThat(ran.text("version")).isEqualTo("3.2.1");
    assertThat(ran.text("body")).matches("[0-9a-f]{64}");
    assertThat(ran.texts("signers")).containsExactly("XPS Release");
    assertThat(ran.json().members().keySet())
        .contains("schema", "ok", "problems", "findings", "artifacts");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void people_are_told_in_words() {
    assertThat(xps(change.attest()).exits(0).out())
        .contains("✓ xps-hotpatch-2026-01-05 3.2.1 is attested", "XPS Release")
        .doesNotContain("\u001b");
    assertThat(xps(change.attest("--quiet")).exits(0).out()).isEmpty();
  }

  @Test
  void a_changed_artifact_is_refused_by_attest_and_by_all_that_follow() throws IOException {
    Files.writeString(change.artifact(), "machine code of 3.2.l");

    for (var words :
        List.of(
            change.attest("--json"),
            change.planCheck("--json"),
            change.simulate("--json"),
            change.gate("--json"),
            change.approve("bob", "--json"))) {
      var ran = xps(words).exits(10);
      assertThat(ran.problems()).contains("DIGEST_MISMATCH");
    }
    assertThat(change.files()).noneMatch(file -> file.startsWith("patch/approvals"));
  }

  @Test
  void an_older_patch_than_what_is_installed_is_refused() {
    assertThat(xps(change.attest("--installed", "3.3.0", "--json")).exits(10).problems())
        .containsExactly("VERSION_ROLLBACK");
    xps(change.attest("--installed", "3.2.1")).exits(0);
  }

  @Test
  void at_is_the_now_for_expiry_as_well() {
    change.replace(
        "trust_store.json",
        "\"allow_unsigned\": false",
        "\"allow_unsigned\": false, \"expires\": \"2026-02-01T00:00:00Z\"");

    xps(change.attest()).exits(0);
    assertThat(xps(change.attest("--at", "2026-02-01T00:00:00Z", "--json")).exits(17).problems())
        .containsExactly("TRUST_STORE_EXPIRED");
  }

  @Test
  void a_refusal_about_time_says_now_the_bound_and_whose_clock_it_was() {
    var bound = "2026-01-05T20:30:00Z";
    change.replace(
        "trust_store.json",
        "\"allow_unsigned\": false",
        "\"allow_unsigned\": false, \"expires\": \"" + bound + "\"");

    for (var words : List.of(change.attest("--json"), change.gate("--json"))) {
      assertThat(xps(words).exits(17).problem("message"))
          .contains("expired at " + bound, "it is " + bound + " by the system clock");
    }
    assertThat(
            xps(change.attest("--at", "2026-03-01T00:00:00Z", "--json"))
                .exits(17)
                .problem("message"))
        .contains("it is 2026-03-01T00:00:00Z by --at");
  }

  @Test
  void signing_again_with_another_key_keeps_the_first_signature() {
    var before = AChange.read(change.manifest());

    xps("sign", change.manifest(), "--key", change.key("mallory")).exits(0);
    xps("sign", change.manifest(), "--key", change.key("mallory")).exits(0);

    var sig = before.substring(before.indexOf("\"keyid\""), before.indexOf("\"signed_for\""));
    assertThat(AChange.read(change.manifest())).contains(sig);
    assertThat(AChange.read(change.manifest()).split("\"keyid\"", -1)).hasSize(3);
    xps(change.attest()).exits(0);
  }

  @Test
  void signing_keeps_the_mode_of_the_manifest_and_leaves_nothing_beside_it() throws IOException {
    Files.setPosixFilePermissions(change.manifest(), PosixFilePermissions.fromString("rw-rw-r--"));
    var before = change.files();

    xps("sign", change.manifest(), "--key", change.key("alice"), "--plain").exits(0);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(change.manifest())))
        .isEqualTo("rw-rw-r--");
    assertThat(change.files()).isEqualTo(before);
  }

  @Test
  void a_key_that_others_can_read_signs_nothing() throws IOException {
    var before = AChange.read(change.manifest());
    Files.setPosixFilePermissions(
        change.key("alice"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(
            xps("sign", change.manifest(), "--key", change.key("alice"), "--json")
                .exits(18)
                .problems())
        .containsExactly("KEY_FILE_UNSAFE");
    assertThat(AChange.read(change.manifest())).isEqualTo(before);
  }

  @Test
  void a_key_is_never_written_over() throws IOException {
    var secret = AChange.read(change.key("bob"));
    Files.delete(folder.resolve("keys/carol.key"));

    xps("key", "generate", "--name", "bob", "--out", folder.resolve("keys")).exits(2);
    xps("key", "generate", "--name", "carol", "--out", folder.resolve("keys")).exits(2);

    assertThat(AChange.read(change.key("bob"))).isEqualTo(secret);
    assertThat(change.key("carol")).doesNotExist();
  }

  @Test
  void a_secret_key_is_for_its_owner_alone() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(change.key("bob"))))
        .isEqualTo("rw-------");
  }

  @Test
  void a_name_that_leads_elsewhere_makes_no_key() {
    for (var name : List.of("../bob", "/bob", ".bob", "", "b\u202eob")) {
      xps("key", "generate", "--name", name, "--out", folder.resolve("new")).exits(2);
    }
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void a_manifest_is_never_written_over() {
    var before = AChange.read(change.manifest());

    xps("manifest", "init", "--id", "x", "--version", "1.0.0", "--target", "api", change.artifact())
        .exits(2);

    assertThat(AChange.read(change.manifest())).isEqualTo(before);
  }

  @Test
  void a_manifest_that_can_not_be_leaves_no_sbom_behind() throws IOException {
    var artifact = Files.writeString(folder.resolve("b.so"), "code");

    assertThat(
            xps("manifest", "init", "--id", "X y", "--version", "1", "--target", "api", artifact)
                .exits(10)
                .err())
        .contains("MANIFEST_INVALID");
    assertThat(change.files()).doesNotContain("sbom.spdx.json", "patch_manifest.json");
  }

  @Test
  void a_plan_shows_every_node_once_and_the_canary_first() {
    var ran = xps(change.planCheck("--json")).exits(0);
    var waves = ((Value.Arr) ran.json().get("waves").orElseThrow()).items();

    assertThat(((Value.Obj) waves.getFirst()).get("name").orElseThrow())
        .extracting(name -> ((Value.Str) name).text())
        .isEqualTo("canary");
    assertThat(
            waves.stream()
                .flatMap(wave ->
                    ((Value.Arr) ((Value.Obj) wave).get("nodes").orElseThrow()).items().stream())
                .map(node -> ((Value.Str) node).text()))
        .containsExactlyInAnyOrder("node-1", "node-2", "node-3", "node-4");
    assertThat(ran.text("digest")).matches("[0-9a-f]{64}");
  }

  @Test
  void a_simulation_says_the_same_every_time() {
    var first = xps(change.simulate("--seed", "7", "--json")).exits(0);

    assertThat(Ran.At.time("2027-03-01T00:00:00Z").xps(change.simulate("--seed", "7", "--json")))
        .isEqualTo(first);
    assertThat(first.json().members().keySet())
        .contains(
            "waves", "duration_s", "max_unavailable", "abort_probability", "timeline", "findings");
  }

  @Test
  void many_nights_are_told_with_what_they_have_in_common() {
    change.write(
        "model.yaml",
        """
        nodes:
          - {match: ["*"], takes: 10s, spread: 20s, fails_per_1000: 100}
        """);
    var ran =
        xps(change.simulate(
                "--runs", "40", "--model", folder.resolve("model.yaml").toString(), "--json"))
            .exits(0);

    var forecast = (Value.Obj) ran.json().get("forecast").orElseThrow();
    assertThat(forecast.members().keySet())
        .containsExactly("runs", "p50_s", "p95_s", "aborted", "bad_patch", "what_if");
    assertThat(ran.json().get("abort_probability").orElseThrow()).isInstanceOf(Value.Real.class);
    assertThat(
            xps(
                change.simulate(
                    "--runs", "40", "--model", folder.resolve("model.yaml").toString(), "--json")))
        .isEqualTo(ran);
  }

  @Test
  void a_simulation_is_written_as_a_page_and_never_over_a_file() {
    var page = folder.resolve("night.html");
    xps(change.simulate("--html", page.toString())).exits(0);

    assertThat(AChange.read(page)).contains("<svg").doesNotContain("<script", "src=");
    xps(change.simulate("--html", page.toString())).exits(2);
  }

  @Test
  void a_start_without_a_policy_is_refused() {
    assertThat(xps(change.simulate("--start", "2026-03-02T12:00:00Z")).exits(2).err())
        .contains("--start and --policy belong together");
  }

  @Test
  void a_plan_whose_ca_does_not_lie_beside_it_is_refused() {
    change.replace("rollout_plan.yaml", "health_check:\n", "health_check:\n  ca: nodes-ca.pem\n");

    var ran = xps(change.simulate("--json")).exits(11);

    assertThat(ran.problems()).containsExactly("PLAN_INVALID");
    assertThat(ran.out()).contains("nodes-ca.pem");
  }

  @Test
  void plan_and_fleet_are_told_about_together() {
    change.write("fleet.yaml", "nodes: 7\n");
    change.replace("rollout_plan.yaml", "percentage: 5", "percentage: many");

    assertThat(xps(change.planCheck("--json")).exits(11).problems())
        .containsExactlyInAnyOrder("PLAN_INVALID", "FLEET_INVALID");
  }

  @Test
  void the_first_stage_that_refuses_ends_the_command() throws IOException {
    change.write("rollout_plan.yaml", "");
    Files.writeString(change.artifact(), "changed");
    assertThat(xps(change.gate("--json")).exits(10).problems()).doesNotContain("PLAN_INVALID");

    change.write("trust_store.json", "");
    change.write("orchestrator.policy.yaml", "");
    assertThat(xps(change.gate("--json")).exits(17).problems())
        .contains("TRUST_STORE_INVALID", "POLICY_INVALID")
        .doesNotContain("DIGEST_MISMATCH");
  }

  @Test
  void the_sbom_lies_beside_the_manifest_wherever_the_artifacts_are() throws IOException {
    var elsewhere = Files.createDirectories(folder.resolve("built"));
    Files.move(change.artifact(), elsewhere.resolve(change.artifact().getFileName()));

    var ran = xps(change.attest("--artifacts", elsewhere, "--json")).exits(0);
    assertThat(ran.findings()).doesNotContain("SBOM_MISSING");
    xps("repo", "push", change.manifest(), "--artifacts", elsewhere, "--repo", file("r")).exits(0);
    assertThat(xps(change.attest("--repo", file("r"), "--json")).exits(0).findings())
        .doesNotContain("SBOM_MISSING");

    Files.delete(change.file("patch/sbom.spdx.json"));
    assertThat(xps(change.attest("--artifacts", elsewhere)).out() + "")
        .contains(change.file("patch/sbom.spdx.json").toString());
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Test
  void an_sbom_that_its_manifest_could_not_find_is_not_bound() throws IOException {
    var artifact = Files.writeString(file("b.so"), "code");
    Files.createDirectories(file("other"));
    Files.copy(change.file("patch/sbom.spdx.json"), file("other/s.json"));
    Files.copy(change.file("patch/sbom.spdx.json"), file("s.json"));
    var words =
        List.of("manifest", "init", "--id", "x", "--version", "1.0.0", "--target", "api", artifact);

    assertThat(xps(with(words, "--sbom", file("other/s.json"))).exits(2).err())
        .contains("beside the manifest");
    var out = file("other/patch_manifest.json");
    xps(with(words, "--sbom", file("s.json"), "--out", out)).exits(2);
    assertThat(file("patch_manifest.json")).doesNotExist();
    assertThat(out).doesNotExist();
    xps(with(words, "--sbom", file("other/s.json"), "--out", out)).exits(0);
    xps(with(words, "--sbom", file("s.json"))).exits(0);
  }

  private static Object[] with(List<?> words, Object... more) {
    return Stream.concat(words.stream(), Stream.of(more)).toArray();
  }

  @Test
  void a_decision_counts_for_a_year_at_most() {
    for (var valid : List.of("366d", "3000000d", "999999999d", "0d", "-1d")) {
      assertThat(xps(change.approve("bob", "--valid", valid, "--json")).exits(2).problem("where"))
          .isEqualTo("--valid");
    }
    xps(change.approve("bob", "--valid", "365d")).exits(0);
  }

  @Test
  void a_number_is_written_with_the_ten_digits_alone() {
    for (var attempt : List.of("+1", "\u0663", "01", "0", "1e0", "99999999999", "")) {
      assertThat(xps(change.gate("--attempt", attempt, "--json")).exits(2).problem("where"))
          .isEqualTo("--attempt");
    }
  }

  @Test
  void the_last_second_that_can_be_written_is_a_time_like_any_other() {
    xps(change.attest("--at", "9999-12-31T23:59:59Z")).exits(0);
    xps(change.gate("--at", "9999-12-31T23:59:59Z")).exits(12);
    xps(change.attest("--at", "0000-01-01T00:00:00Z")).exits(0);
    xps(change.gate("--at", "0000-01-01T00:00:00Z")).exits(12);
  }
}

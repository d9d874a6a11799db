package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Sha256;

/** What is in a patch, from the command line: digest trees, SBOM, advisories, names of attacks. */
final class PatchContentTest {
  private static final int CHUNK = 64 * 1024;

  @TempDir Path folder;
  private AChange change;

  @BeforeEach
  void aChange() {
    change = AChange.in(folder);
  }

  @Test
  void a_changed_chunk_is_named_and_so_is_the_attack() throws IOException {
    var module = change.file("big/module.so");
    Files.createDirectories(module.getParent());
    Files.write(module, new byte[5 * CHUNK]);
    xps(init(module, "--chunk", CHUNK)).exits(0);
    var manifest = module.resolveSibling("patch_manifest.json");
    xps("sign", manifest, "--key", change.key("alice")).exits(0);
    xps(attest(manifest)).exits(0);

    var changed = new byte[5 * CHUNK];
    changed[3 * CHUNK + 7] = 1;
    Files.write(module, changed);

    var ran = xps(attest(manifest)).exits(10);
    assertThat(ran.problems()).containsExactly("TREE_MISMATCH");
    assertThat(ran.problem("message")).contains("chunk 3 (from byte " + 3 * CHUNK);
    assertThat(ran.problem("attack")).isEqualTo("TUF: mix-and-match attack");
  }

  @Test
  void trees_have_chunks_of_a_power_of_two_and_files_of_one_chunk_have_none() throws IOException {
    xps(init(change.artifact(), "--chunk", 65_537)).exits(2);
    xps(init(change.artifact(), "--chunk", 32_768)).exits(2);
    Files.delete(change.manifest());
    Files.delete(change.manifest().resolveSibling("sbom.spdx.json"));

    xps(init(change.artifact(), "--tree")).exits(0);

    assertThat(Files.readString(change.manifest())).doesNotContain("tree");
  }

  @Test
  void what_an_sbom_says_is_told_as_hints() throws IOException {
    withCycloneDx();

    var ran = xps(attest(change.manifest())).exits(0);

    assertThat(ran.out())
        .contains("\"CycloneDX-1.6\"", "\"zlib\"", "\"Zlib\"", "pkg:npm/zlib@1.3.1");
    assertThat(xps(change.attest()).exits(0).out())
        .contains("CycloneDX-1.6: 1 file, 1 component, licences Zlib");
  }

  @Test
  void a_component_that_everybody_knows_to_be_weak_is_a_finding() throws IOException {
    withCycloneDx();
    change.write("osv.json", advisory("1.4.0"));

    var ran = xps(attest(change.manifest(), "--advisories", change.file("osv.json"))).exits(0);

    assertThat(ran.findings()).containsExactly("VULNERABLE_COMPONENT");
    assertThat(ran.out()).contains("CVE-2026-1", "\"advisories\"");
    change.write("osv.json", advisory("1.3.1"));
    ran = xps(attest(change.manifest(), "--advisories", change.file("osv.json"))).exits(0);
    assertThat(ran.findings()).isEmpty();
  }

  @Test
  void guard_denies_a_weak_component_where_the_policy_says_so() throws IOException {
    withCycloneDx();
    change.replace("orchestrator.policy.yaml", "    - missing_sbom", "    - vulnerable_component");
    change.write("osv.json", advisory("1.4.0"));

    assertThat(xps(change.gate("--json")).exits(12).problems())
        .as("nobody has looked")
        .contains("POLICY_DENIED");
    var ran = xps(change.gate("--advisories", change.file("osv.json"), "--json")).exits(12);
    assertThat(ran.problems()).contains("POLICY_DENIED");
    assertThat(ran.findings()).contains("VULNERABLE_COMPONENT");

    change.write("osv.json", advisory("1.3.1"));
    assertThat(
            xps(change.gate("--advisories", change.file("osv.json"), "--json"))
                .exits(12)
                .problems())
        .as("only approvals are missing")
        .doesNotContain("POLICY_DENIED");
  }

  @Test
  void advisories_that_can_not_be_read_end_it_before_the_patch_is_looked_at() {
    change.write("osv.json", "{\"vulns\": 7}");
    change.write("patch/xps.crypto.hash.sha256.so", "something else");

    for (var words :
        List.of(
            attest(change.manifest(), "--advisories", change.file("osv.json")),
            change.gate("--advisories", change.file("osv.json"), "--json"))) {
      assertThat(xps(words).exits(17).problems()).containsOnly("ADVISORIES_INVALID");
    }
  }

  @Test
  void a_refusal_without_a_named_attack_says_none() {
    var ran = xps("attest", change.manifest(), "--trust", change.file("none.json"), "--json");

    assertThat(ran.exits(17).json().get("problems").orElseThrow().toString()).contains("attack");
    assertThat(xps("attest", "--json").exits(2).out()).doesNotContain("attack");
  }

  /** The patch anew, with an SBOM of the build. */
  private void withCycloneDx() throws IOException {
    var digest = Sha256.of(Files.readAllBytes(change.artifact())).hex();
    Files.delete(change.manifest());
    change.write(
        "patch/bom.json",
        """
        {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
          {"type": "library", "name": "zlib", "version": "1.3.1", "purl": "pkg:npm/zlib@1.3.1",
           "licenses": [{"license": {"id": "Zlib"}}]},
          {"type": "file", "name": "xps.crypto.hash.sha256.so",
           "hashes": [{"alg": "SHA-256", "content": "%s"}]}]}
        """
            .formatted(digest));
    xps(init(change.artifact(), "--sbom", change.file("patch/bom.json"))).exits(0);
    xps("sign", change.manifest(), "--key", change.key("alice")).exits(0);
  }

  private static String advisory(String fixed) {
    return """
    {"vulns": [{"id": "CVE-2026-1", "modified": "2026-02-01T00:00:00Z", "affected": [
      {"package": {"ecosystem": "npm", "name": "zlib"},
       "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "%s"}]}]}]}]}
    """
        .formatted(fixed);
  }

  private Object[] attest(Path manifest, Object... more) {
    var words =
        new ArrayList<Object>(
            List.of("attest", manifest, "--trust", change.file("trust_store.json"), "--json"));
    words.addAll(Arrays.asList(more));
    return words.toArray();
  }

  private static Object[] init(Path file, Object... more) {
    var words =
        new ArrayList<Object>(
            List.of(
                "manifest", "init", "--id", "x", "--version", "3.2.1", "--target", "validator"));
    words.addAll(Arrays.asList(more));
    words.add(file);
    return words.toArray();
  }
}

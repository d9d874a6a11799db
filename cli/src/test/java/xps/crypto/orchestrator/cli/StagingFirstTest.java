package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.document.Value;

/**
 * {@code environments.after}: what goes to prod has succeeded in staging, as staging's own audit
 * log proves it. Each home has keys and nodes of its own, and the logs are what rollouts wrote.
 */
@Timeout(60)
class StagingFirstTest {
  @TempDir Path folder;
  private AChange change;
  private AControlPlane staging;
  private AControlPlane prod;

  @BeforeEach
  void two_environments_under_one_policy() throws Exception {
    change = AChange.in(folder);
    staging = AControlPlane.of(change, "staging");
    prod = AControlPlane.of(change, "prod");
    AControlPlane.list(change, staging, prod);
    AControlPlane.simplify(change, staging.nodes.probePort());
    var policy = change.file("orchestrator.policy.yaml");
    Files.writeString(
        policy, Files.readString(policy) + "environments: {after: {prod: [staging]}}\n");
  }

  @AfterEach
  void close() throws IOException {
    staging.close();
    prod.close();
  }

  private String proof(Path log) {
    return "staging=" + log;
  }

  private void succeedInStaging() {
    staging.approve();
    assertThat(staging.apply().exits(0).text("result")).isEqualTo("DONE");
  }

  private void denied(Ran ran, String why) {
    assertThat(ran.exits(12).problems()).containsExactly("POLICY_DENIED");
    assertThat(ran.problem("where")).contains("orchestrator.policy.yaml:");
    assertThat(ran.out()).contains(why);
  }

  @Test
  void a_success_that_the_log_proves_opens_the_gate_and_nothing_else_does() {
    prod.approve();
    denied(prod.gate(), "only after it has succeeded in staging");

    succeedInStaging();

    denied(prod.gate(), "only after it has succeeded in staging");
    var ran = prod.gate("--proof-of", proof(staging.audit())).exits(0);
    var proven =
        (Value.Obj) ((Value.Arr) ran.json().get("precedents").orElseThrow()).items().getFirst();
    assertThat(((Value.Str) proven.get("environment").orElseThrow()).text()).isEqualTo("staging");
    assertThat(((Value.Str) proven.get("log").orElseThrow()).text())
        .isEqualTo("staging.example.org/audit");
    staging.gate().exits(0);
  }

  @Test
  void apply_takes_the_same_proof_and_refuses_without_it() {
    staging.approve();
    staging.apply().exits(0);
    change.replace(
        "rollout_plan.yaml",
        ":" + staging.nodes.probePort() + "/",
        ":" + prod.nodes.probePort() + "/");
    prod.approve();

    denied(prod.apply(), "only after it has succeeded in staging");
    assertThat(prod.nodes.activations).isEmpty();

    var ran = prod.apply("--proof-of", proof(staging.audit())).exits(0);
    assertThat(ran.text("result")).isEqualTo("DONE");
  }

  @Test
  void a_home_that_serves_both_looks_into_its_own_log() {
    staging.approve();
    staging.apply().exits(0);
    change.replace("orchestrator.policy.yaml", "prod: [staging]", "canada: [staging]");
    var words = staging.words();
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].equals("staging") ? "canada" : words[i];
    }

    var ran = staging.now().xps(words);

    assertThat(ran.exits(12).problems())
        .as("all that is missing is approvals for that environment")
        .contains("RBAC_MISSING")
        .doesNotContain("POLICY_DENIED");
  }

  @Test
  void the_success_of_another_patch_proves_nothing_for_this_one() {
    succeedInStaging();
    change.patch("machine code of 3.2.1, and something more");
    prod.approve();

    denied(
        prod.gate("--proof-of", proof(staging.audit())),
        "knows no rollout of this patch in staging that has ended");
  }

  @Test
  void a_rollout_that_failed_there_proves_nothing() {
    staging.approve();
    staging.nodes.sick.addAll(AControlPlane.NODES);
    staging.apply().exits(13);
    prod.approve();

    denied(
        prod.gate("--proof-of", proof(staging.audit())), "didn't end well: the end, ROLLED_BACK");
  }

  @Test
  void the_log_of_another_environment_proves_nothing_whatever_it_is_called() {
    change.replace("orchestrator.policy.yaml", "prod: [staging]", "prod: [canada]");
    succeedInStaging();
    prod.approve();

    denied(
        prod.gate("--proof-of", "canada=" + staging.audit()),
        "knows no rollout of this patch in canada that has ended");
  }

  @Test
  void a_folder_that_is_not_there_is_said_to_be_missing_and_not_to_be_forged() {
    prod.approve();

    assertThat(prod.gate("--proof-of", proof(staging.audit())).problems())
        .containsExactly("NOT_FOUND");
  }

  @Test
  void a_log_that_was_changed_or_is_anothers_is_a_forgery_and_ends_it() throws Exception {
    succeedInStaging();
    prod.approve();
    var forged = change.file("forged");
    copy(staging.audit(), forged);
    var lines = forged.resolve("audit.jsonl");
    Files.writeString(lines, Files.readString(lines).replace("the end, DONE", "the end, Done"));

    assertThat(prod.gate("--proof-of", proof(forged)).exits(15).problems())
        .contains("AUDIT_TAMPERED");

    var strange = change.file("strange");
    var mallory = SigningKey.readPem(change.key("mallory")).orThrow();
    AuditLog.open(strange, new LogSigner("staging.example.org/audit", mallory)).orThrow().close();
    assertThat(prod.gate("--proof-of", proof(strange)).exits(15).problems())
        .as("a log of the right name under another key")
        .contains("AUDIT_TAMPERED");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void evidence_that_was_taken_away_proves_nothing() throws Exception {
    succeedInStaging();
    prod.approve();
    var bare = change.file("bare");
    copy(staging.audit(), bare);
    try (var files = Files.newDirectoryStream(bare.resolve("evidence"))) {
      for (var file : files) {
        Files.delete(file);
      }
    }

    denied(prod.gate("--proof-of", proof(bare)), "knows no rollout of this patch in staging");
  }

  @Test
  void what_isnt_an_environment_and_a_folder_is_a_mistake_of_typing() {
    for (var word : new String[] {"staging", "=x", "staging=", "Sta ging=x"}) {
      assertThat(prod.gate("--proof-of", word).exits(2).problems()).containsExactly("USAGE");
    }
    prod.gate("--proof-of", "staging=a", "--proof-of", "staging=b").exits(2);
  }
}

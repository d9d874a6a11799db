package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code approve} and {@code gate}: who decides, and what counts. */
final class DecidingTest {
  @TempDir Path folder;
  private AChange change;

  @BeforeEach
  void aChange() {
    change = AChange.in(folder);
  }

  private Path approvals() {
    return folder.resolve("patch/approvals");
  }

  @Test
  void two_approvals_in_the_window_are_allowed() {
    xps(change.approve("bob")).exits(0);
    xps(change.approve("carol")).exits(0);

    var ran = xps(change.gate("--json", "--approval", approvals())).exits(0);

    assertThat(ran.out()).contains("\"allow\": true", "\"rbac\": true", "\"window\": true");
    assertThat(ran.json().members().keySet())
        .contains("risk_score", "risk_factors", "what_would_allow");
  }

  @Test
  void one_approval_short_is_denied_with_who_could_still_approve() {
    xps(change.approve("bob")).exits(0);

    var ran = xps(change.gate("--json", "--approval", approvals())).exits(12);

    assertThat(ran.problems()).containsExactly("RBAC_MISSING");
    assertThat(ran.problem("message")).contains("carol");
    assertThat(ran.out()).contains("\"allow\": false", "\"window\": true");
  }

  @Test
  void approvals_beside_the_manifest_are_found_and_files_can_be_named_one_by_one() {
    var bob = xps(change.approve("bob", "--json")).exits(0).text("approval");
    var carol = xps(change.approve("carol", "--json")).exits(0).text("approval");

    xps(change.gate()).exits(0);
    xps(change.gate("--approval", bob, "--approval", carol)).exits(0);
    xps(change.gate("--approval", bob, carol)).exits(0);
    xps(change.gate("--approval", bob, "--approval", bob)).exits(12);
  }

  @Test
  void every_reason_is_listed_and_at_is_the_now() {
    var ran = xps(change.gate("--json", "--at", "2026-01-10T20:30:00Z")).exits(12);

    assertThat(ran.problems()).containsExactly("RBAC_MISSING", "WINDOW_VIOLATION");
    assertThat(ran.err()).contains("RBAC_MISSING", "WINDOW_VIOLATION", "→ ");
  }

  @Test
  void the_next_opening_is_told_in_the_readers_zone_as_well() {
    var reader =
        new Ran.At(
            Ran.NOW,
            "",
            Surroundings.Terminals.NONE,
            Map.of("TZ", "America/New_York"),
            Path.of("target"));
    var sunday = new Object[] {"--at", "2026-01-11T20:30:00Z"};

    assertThat(reader.xps(change.gate(sunday)).exits(12).out())
        .contains("closed; for you it opens Mon 2026-01-12 14:00 America/New_York");
    assertThat(reader.xps(change.gate("--json", "--at", sunday[1])).exits(12).text("opens"))
        .isEqualTo("2026-01-12T19:00:00Z");
    assertThat(reader.xps(change.gate(sunday)).err())
        .contains("it is Sun 2026-01-11 21:30 Europe/Berlin", "by --at");
  }

  @Test
  void a_rule_of_the_policy_denies_with_its_name_and_message() {
    xps(change.approve("bob")).exits(0);
    xps(change.approve("carol")).exits(0);
    var rule = "\nrules: [{name: tiny, deny_if: \"%s\", message: a canary of one is no canary}]\n";
    var policy = AChange.read(change.file("orchestrator.policy.yaml"));

    change.write("orchestrator.policy.yaml", policy + rule.formatted("plan.nodes < 1"));
    xps(change.gate()).exits(0);
    change.write("orchestrator.policy.yaml", policy + rule.formatted("plan.nodes > 0"));
    var ran = xps(change.gate("--json")).exits(12);
    assertThat(ran.problems()).containsExactly("POLICY_DENIED");
    assertThat(ran.problem("where")).contains("tiny");
    assertThat(ran.problem("message")).contains("a canary of one is no canary");
    change.write("orchestrator.policy.yaml", policy + rule.formatted("plan.nodez > 0"));
    assertThat(xps(change.gate()).exits(17).err())
        .contains("orchestrator.policy.yaml:", "undefined field 'nodez'");
  }

  @Test
  void an_approval_that_can_not_be_read_is_a_problem_only_while_the_quorum_is_not_met() {
    change.write("patch/approvals/broken.json", "{\"approver\": 7}");
    xps(change.approve("bob")).exits(0);

    var denied = xps(change.gate("--json")).exits(12);
    assertThat(denied.problems()).contains("RBAC_MISSING", "APPROVAL_INVALID");
    assertThat(denied.findings()).doesNotContain("APPROVAL_INVALID");

    xps(change.approve("carol")).exits(0);
    var allowed = xps(change.gate("--json")).exits(0);
    assertThat(allowed.problems()).isEmpty();
    assertThat(allowed.findings()).contains("APPROVAL_INVALID");
  }

  @Test
  void an_approval_file_that_is_missing_is_told() {
    assertThat(
            xps(change.gate("--json", "--approval", folder.resolve("none.json")))
                .exits(12)
                .problems())
        .contains("RBAC_MISSING", "APPROVAL_INVALID");
  }

  @Test
  void a_forged_approval_does_not_count() {
    xps(change.approve("bob")).exits(0);
    xps(
            "approve",
            change.manifest(),
            "--plan",
            change.file("rollout_plan.yaml"),
            "--fleet",
            change.file("fleet.yaml"),
            "--trust",
            change.file("trust_store.json"),
            "--key",
            change.key("mallory"),
            "--as",
            "carol",
            "--env",
            "prod")
        .exits(0);

    assertThat(xps(change.gate("--json")).exits(12).problems())
        .contains("RBAC_MISSING", "APPROVAL_INVALID");
  }

  @Test
  void a_rejection_denies_until_it_is_withdrawn() {
    xps(change.approve("bob")).exits(0);
    xps(change.approve("carol", "--reject")).exits(0);
    assertThat(xps(change.gate("--json")).exits(12).problems()).contains("APPROVAL_REJECTED");

    var later = Ran.At.time("2026-01-05T20:31:00Z");
    later.xps(change.approve("carol", "--withdraw")).exits(0);
    Ran.At.time("2026-01-05T20:32:00Z").xps(change.approve("carol")).exits(0);

    Ran.At.time("2026-01-05T20:33:00Z").xps(change.gate()).exits(0);
  }

  @Test
  void an_approval_is_for_its_attempt_and_its_time() {
    xps(change.approve("bob", "--valid", "1h")).exits(0);
    xps(change.approve("carol")).exits(0);

    xps(change.gate()).exits(0);
    xps(change.gate("--attempt", "2")).exits(12);
    assertThat(xps(change.gate("--json", "--at", "2026-01-05T21:31:00Z")).exits(12).problems())
        .contains("RBAC_MISSING", "APPROVAL_EXPIRED");
    xps(change.gate("--attempt", "1000")).exits(2);
    xps(change.gate("--at", "yesterday")).exits(2);
  }

  @Test
  void who_says_no_at_the_question_has_signed_nothing() {
    for (var typed : List.of("n\n", "\n", "", "nonsense that goes on and on and on\n")) {
      var ran = Ran.At.terminal(typed).xps(change.approve("bob"));

      assertThat(ran.exit()).isEqualTo(16);
      assertThat(ran.out()).contains("wave-1", "XPS Release", "2 nodes");
      assertThat(ran.err()).contains("[y/N]", "CANCELLED");
    }
    assertThat(approvals()).doesNotExist();
  }

  @Test
  void who_says_yes_or_yes_before_has_signed() {
    assertThat(Ran.At.terminal("y\n").xps(change.approve("bob")).exits(0).err()).contains("[y/N]");
    assertThat(Ran.At.terminal("").xps(change.approve("carol", "--yes")).exits(0).err()).isEmpty();
    assertThat(approvals()).isDirectoryContaining("glob:**/bob-approve-????????.json");
    assertThat(approvals()).isDirectoryContaining("glob:**/carol-approve-????????.json");
  }

  @Test
  void an_approval_is_never_written_over_another() {
    var file = folder.resolve("mine.json");
    xps(change.approve("bob", "--out", file)).exits(0);
    var before = AChange.read(file);

    xps(change.approve("carol", "--out", file)).exits(2);

    assertThat(AChange.read(file)).isEqualTo(before);
    xps(change.approve("carol", "--out", folder.resolve("votes"))).exits(0);
    assertThat(folder.resolve("votes")).isDirectoryContaining("glob:**/carol-approve-*.json");
  }

  @Test
  void colour_is_for_terminals_alone_and_not_where_it_is_unwanted() {
    var terminal = Ran.At.terminal("");
    assertThat(terminal.xps(change.gate()).exits(12).err()).contains("\u001b[");

    var plain = new Ran.At(Ran.NOW, "", terminal.terminals(), Map.of("NO_COLOR", "1"), folder);
    var ran = plain.xps(change.gate()).exits(12);
    assertThat(ran.out() + ran.err()).doesNotContain("\u001b");
    assertThat(terminal.xps(change.gate("--json")).exits(12).out()).doesNotContain("\u001b");
  }

  @Test
  void a_policy_is_checked_with_what_it_lacks() {
    var ran = xps("policy", "check", change.file("orchestrator.policy.yaml"), "--json").exits(0);

    assertThat(ran.findings()).contains("RBAC_MISSING");
  }
}

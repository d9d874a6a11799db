package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Approving with keys of OpenSSH, and looking at what approvers have said. */
final class ApprovalsTest {
  @TempDir Path folder;
  private AChange change;
  private OtherProgram programs;

  @BeforeEach
  void aChange() {
    change = AChange.in(folder);
    programs = new OtherProgram(folder, Map.of());
  }

  /** Bob's place among the approvers, with an SSH key instead of his own. */
  private void bobHas(String line) {
    change.replace(
        "orchestrator.policy.yaml",
        "ed25519: \"" + change.publicKey("bob") + "\"",
        "ssh: \"" + line + "\"");
  }

  private Object[] approveBySsh(String file) {
    var words = change.approve("bob");
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals("--key")) {
        words[i] = "--ssh-key";
        words[i + 1] = folder.resolve(file);
      }
    }
    return words;
  }

  private Object[] verify(Object... more) {
    var words = change.gate(more);
    var all = new Object[words.length + 1];
    System.arraycopy(words, 1, all, 2, words.length - 1);
    all[0] = "approvals";
    all[1] = "verify";
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa"})
  void an_approval_by_an_ssh_key_counts(String type) throws Exception {
    bobHas(programs.sshKey("id", type));
    xps(approveBySsh("id")).exits(0);
    xps(change.approve("carol")).exits(0);

    assertThat(xps(change.gate("--json")).exits(0).out()).contains("\"rbac\": true");
  }

  @Test
  void a_key_in_an_agent_approves_without_its_file() throws Exception {
    bobHas(programs.sshKey("id", "ed25519"));
    var socket = Map.of("SSH_AUTH_SOCK", folder.resolve("agent.sock").toString());
    programs.succeed("ssh-agent", "-a", "agent.sock");
    var said = AChange.read(folder.resolve("said.txt")).split("SSH_AGENT_PID=", 2)[1];
    var agent = ProcessHandle.of(Long.parseLong(said.substring(0, said.indexOf(';'))));
    try {
      new OtherProgram(folder, socket).succeed("ssh-add", "-q", "id");
      Files.delete(folder.resolve("id"));
      new Ran.At(Ran.NOW, "", Surroundings.Terminals.NONE, socket, Path.of("target"))
          .xps(approveBySsh("id.pub"))
          .exits(0);
    } finally {
      agent.ifPresent(ProcessHandle::destroy);
    }

    assertThat(xps(verify("--json")).exits(12).out()).contains("\"alg\": \"sshsig\"");
  }

  @Test
  void an_ssh_key_that_the_policy_does_not_have_for_that_name_approves_nothing() throws Exception {
    programs.sshKey("id", "ed25519");
    xps(approveBySsh("id")).exits(0);
    xps(change.approve("carol")).exits(0);

    assertThat(xps(change.gate("--json")).exits(12).problems())
        .containsExactly("RBAC_MISSING", "APPROVAL_INVALID");
  }

  @Test
  void nothing_is_signed_with_two_keys_or_with_none() throws Exception {
    programs.sshKey("id", "ed25519");

    xps(change.approve("bob", "--ssh-key", folder.resolve("id"))).exits(2);
    var none = approveBySsh("none");
    xps(none).exits(2);
    assertThat(folder.resolve("patch/approvals")).doesNotExist();
  }

  @Test
  void verify_says_which_approvals_count_and_why_the_others_do_not() {
    var bob = xps(change.approve("bob", "--json")).exits(0).text("approval");
    xps(change.approve("carol", "--attempt", "2")).exits(0);

    var ran = xps(verify("--json")).exits(12);

    assertThat(ran.problems()).containsExactly("RBAC_MISSING", "APPROVAL_INVALID");
    assertThat(ran.out()).contains("\"rbac\": false", "\"file\": \"" + bob + "\"");
    assertThat(xps(verify()).exits(12).err()).contains("was made for attempt 2");
  }

  @Test
  void verify_cares_for_no_window_and_no_risk() {
    xps(change.approve("bob")).exits(0);
    xps(change.approve("carol")).exits(0);
    change.replace("orchestrator.policy.yaml", "max_score: 7", "max_score: 0");

    xps(change.gate("--at", "2026-01-10T20:30:00Z")).exits(12);
    assertThat(xps(verify("--at", "2026-01-10T20:30:00Z")).exits(0).out())
        .contains("✓ enough: 2 of 2", "bob", "carol");
  }

  @Test
  void list_shows_claims_and_says_that_they_are_no_more() {
    xps(change.approve("bob")).exits(0);
    xps(change.approve("carol", "--reject")).exits(0);
    var approvals = folder.resolve("patch/approvals");

    assertThat(xps("approvals", "list", approvals).exits(0).out())
        .contains("bob", "approve forward", "carol", "reject forward", "so they claim");
    assertThat(xps("approvals", "list", approvals, "--json").exits(0).out())
        .contains("\"approver\": \"bob\"", "\"digest\": ");
  }

  @Test
  void list_without_a_folder_looks_where_approve_puts_them() {
    assertThat(xps("approvals", "list").exits(12).out()).contains("no approvals in approvals");
  }

  @Test
  void what_is_no_approval_fails_a_list_and_is_named() {
    change.write("patch/approvals/broken.json", "{\"approver\": 7}");

    var ran = xps("approvals", "list", folder.resolve("patch/approvals"), "--json").exits(12);

    assertThat(ran.problems()).contains("APPROVAL_INVALID");
  }

  @Test
  void a_file_that_can_not_be_read_any_more_takes_nobodys_word_back_and_a_missing_one_does()
      throws Exception {
    xps(change.approve("bob")).exits(0);
    xps(change.approve("carol")).exits(0);
    var dir = folder.resolve("patch/approvals");
    var before = Approvals.read(List.of(dir));
    Path bob;
    try (var files = Files.list(dir)) {
      bob =
          files
              .filter(file -> file.getFileName().toString().startsWith("bob"))
              .findAny()
              .orElseThrow();
    }

    change.write("patch/approvals/garbage.json", "{}");
    assertThat(Approvals.read(List.of(dir)).lostSince(before)).as("holds nothing up").isEmpty();
    Files.delete(dir.resolve("garbage.json"));
    Files.writeString(bob, "");
    assertThat(Approvals.read(List.of(dir)).lostSince(before)).hasSize(1);
    Files.delete(bob);
    assertThat(Approvals.read(List.of(dir)).lostSince(before)).isEmpty();
  }
}

package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found before the night. */
class PlanCommandsTest {
  @TempDir Path folder;
  private AChange change;

  @BeforeEach
  void make() {
    change = AChange.in(folder);
  }

  @Test
  void a_window_that_is_too_short_for_a_node_ends_the_check() throws IOException {
    var policy = change.file("orchestrator.policy.yaml");
    xps(change.planCheck("--policy", policy)).exits(0);
    change.replace("orchestrator.policy.yaml", "end: \"23:00\"", "end: \"20:00:10\"");
    assertThat(xps(change.planCheck("--policy", policy, "--json")).exits(17).problems())
        .as("a window is written in minutes")
        .containsExactly("POLICY_INVALID");
    change.replace("orchestrator.policy.yaml", "end: \"20:00:10\"", "end: \"20:30\"");
    change.replace("orchestrator.policy.yaml", "windows:\n", "windows:\n  cutoff: 45m\n");

    var ran = xps(change.planCheck("--policy", policy, "--json")).exits(11);

    assertThat(ran.problems()).containsOnly("WINDOW_TOO_SHORT");
    assertThat(ran.problem("message")).contains("2700 s that a node takes");
  }

  @Test
  void a_probe_to_a_stranger_ends_the_check() throws IOException {
    change.replace("rollout_plan.yaml", "{host}:8443", "stranger.example:8443");

    var ran = xps(change.planCheck("--json")).exits(13);

    assertThat(ran.problems())
        .as("once, not once a node")
        .containsExactly("PROBE_HOST_NOT_ALLOWED");
    assertThat(ran.problem("where")).contains("rollout_plan.yaml:");
    assertThat(ran.problem("message")).contains("stranger.example").contains(" nodes)");
  }

  @Test
  void a_follow_up_is_drafted_checked_and_never_written_over_another_file() throws IOException {
    change.replace("rollout_plan.yaml", "strategy:\n", "strategy:\n  late_joiners: converge\n");
    var later = change.file("later.yaml");
    Files.writeString(
        later,
        Files.readString(change.file("fleet.yaml"))
            + "  - {id: node-9, host: node-9.example, labels: {role: validator, region: eu-west}}\n");
    var draft = change.file("late.yaml");

    var ran = xps(change.words("late", "--later", later, "--out", draft, "--json")).exits(0);
    assertThat(ran.json().get("late").orElseThrow().toString()).contains("node-9");
    assertThat(ran.json().get("plan").orElseThrow().toString()).contains("id:node-9");
    xps(change.words("late", "--later", later, "--out", draft)).exits(2);

    var text = Files.readString(draft);
    assertThat(text).contains("late-joiners", "id:node-9");
    Files.writeString(change.file("rollout_plan.yaml"), text);
    Files.copy(later, change.file("fleet.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(xps(change.planCheck()).exits(0).out()).contains("1 node in 1 waves");
  }
}

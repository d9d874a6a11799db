package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.cli.organisation.Member;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.document.Value;

/**
 * Broken glass with real agents, services and modules: nobody has approved and no window is open,
 * and the patch reaches the nodes by one person's word, which everything says afterwards.
 */
@Timeout(180)
class BreakGlassInTheFieldTest {
  @TempDir Path folder;
  private AFieldFleet fleet;
  private Organisation organisation;

  @BeforeEach
  void a_fleet_of_two_whose_windows_are_closed_and_where_carla_may_break_the_glass()
      throws Exception {
    fleet = new AFieldFleet(folder, "127.0.1.63", "127.0.1.64");
    organisation = fleet.organisation;
    var policy = Files.readString(organisation.policy());
    var windows = policy.substring(policy.indexOf("windows:"), policy.indexOf("risk:"));
    var closed =
        "windows: {allowed: []}\nbreak_glass: {keys: [carla], max_hours: 4, classes: [patch]}\n\n";
    Files.writeString(organisation.policy(), policy.replace(windows, closed));
    fleet.mint().start();
  }

  @AfterEach
  void end() {
    fleet.close();
  }

  private Member member(String name) {
    return organisation.staff().approvers().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Path claim(PatchFolder patch) {
    var file = patch.folder().resolve("claim.json");
    var words = fleet.about("sign", patch);
    words.addFirst("break-glass");
    words.addAll(List.of("--as", "carla", "--key", organisation.keyOf(member("carla"))));
    words.addAll(List.of("--reason", "keys leak, see incident 7", "--out", file));
    fleet.xps(words.toArray()).exits(0);
    return file;
  }

  private Ran apply(PatchFolder patch, Path claim) {
    return fleet.apply(patch, "--break-glass", claim);
  }

  private void close(PatchFolder patch, Path claim) {
    var words = new ArrayList<Object>(List.of("break-glass", "close"));
    words.addAll(List.of("--home", organisation.home(), "--policy", organisation.policy()));
    words.addAll(List.of("--trust", organisation.trustStore()));
    words.addAll(List.of("--env", organisation.charter().environment()));
    for (var who : List.of("anna", "boris")) {
      var review = patch.folder().resolve("review-" + who + ".json");
      fleet
          .xps(
              "break-glass",
              "review",
              claim,
              "--as",
              who,
              "--key",
              organisation.keyOf(member(who)),
              "--out",
              review)
          .exits(0);
      words.add(review);
    }
    fleet.xps(words.toArray()).exits(0);
  }

  private void everyAgentSaysSo(String version) throws IOException {
    for (var node : fleet.nodes) {
      var status = fleet.xps("agent", "status", "--config", node.agentConfig(), "--json").exits(0);
      assertThat(status.text("state")).isEqualTo("healthy");
      assertThat(status.json().get("break_glass").orElseThrow().toString())
          .as("%s at %s", node.machine().id(), version)
          .contains("carla");
      assertThat(fleet.xps("agent", "status", "--config", node.agentConfig()).exits(0).out())
          .contains("THE GLASS IS BROKEN by carla");
    }
  }

  private List<Value> records(String action) {
    var audit = organisation.home().resolve("audit");
    var shown = fleet.xps("audit", "show", audit, "--action", action, "--json").exits(0).json();
    return ((Value.Arr) shown.get("records").orElseThrow()).items();
  }

  @Test
  void it_reaches_the_nodes_is_named_by_all_of_them_and_carries_nothing_more_until_it_is_reviewed()
      throws Exception {
    var first = fleet.patch("3.2.1");
    var claim = claim(first);

    var ran = apply(first, claim).exits(0);

    assertThat(ran.text("result")).isEqualTo("DONE");
    assertThat(ran.text("break_glass")).contains("THE GLASS IS BROKEN by carla");
    everyAgentSaysSo("3.2.1");
    assertThat(records("BREAK_GLASS"))
        .singleElement()
        .satisfies(record ->
            assertThat(record.toString())
                .contains("carla", "incident 7", "to be told: anna, boris"));
    assertThat(records("GATE"))
        .isNotEmpty()
        .allSatisfy(record -> assertThat(record.toString()).contains("carla"));

    var second = fleet.patch("3.2.2");
    var next = claim(second);
    assertThat(apply(second, next).problems()).startsWith("BREAK_GLASS_REVIEW_DUE");
    assertThat(records("BREAK_GLASS")).hasSize(1);

    close(first, claim);

    assertThat(apply(second, next).exits(0).text("result")).isEqualTo("DONE");
    everyAgentSaysSo("3.2.2");
  }
}

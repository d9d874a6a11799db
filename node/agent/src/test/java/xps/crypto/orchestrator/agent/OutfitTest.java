package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** What a node's owner hasn't named a place or an installer for comes no further. */
class OutfitTest {
  private static final Sha256 INSTALLED = Sha256.of("installed".getBytes(UTF_8));

  private final Chain chain = new Chain();
  private final Outfit outfit =
      new Outfit(Set.of(Kind.MODULE, Kind.FILE), Set.of("app.conf"), Set.of(), false);

  private static Artifact artifact(String more) {
    var json =
        """
        {"id": "x", "version": "1.0.0", "targets": ["api"], "metadata": {}, "artifacts": [
          {"name": "other.conf", "sha256": "%1$s"}, {"sha256": "%1$s", %2$s}]}
        """
            .formatted(INSTALLED.hex(), more);
    return Chain.manifest(json).artifacts().stream()
        .filter(artifact -> !artifact.name().equals("other.conf"))
        .findFirst()
        .orElseThrow();
  }

  private Optional<String> misfit(String more) {
    var artifact = artifact(more);
    var file = artifact("\"name\": \"app.conf\"");
    return outfit.misfit(artifact, List.of(file, artifact)).map(Problem::message);
  }

  @Test
  void a_file_goes_where_there_is_a_place_for_it_and_nowhere_else() {
    assertThat(misfit("\"name\": \"app.conf\"")).isEmpty();
    assertThat(misfit("\"name\": \"x.conf\""))
        .contains("this node's owner has named no place for this file");
  }

  @Test
  void no_word_of_a_patch_turns_a_file_into_a_module_or_a_module_into_a_file() {
    assertThat(misfit("\"name\": \"app.conf\", \"kind\": \"module\""))
        .contains("this node's owner takes that name for a file");
    assertThat(misfit("\"name\": \"x.so\", \"kind\": \"file\"")).isPresent();
  }

  @Test
  void a_kind_without_an_installer_and_a_module_that_waits_for_a_file_are_refused() {
    assertThat(misfit("\"name\": \"x.deb\""))
        .contains("this node has no installer for the kind package");
    assertThat(misfit("\"name\": \"x.so\", \"requires\": [\"other.conf\"]")).isEmpty();
    var module = artifact("\"name\": \"x.so\", \"requires\": [\"other.conf\"]");
    var file =
        Chain.manifest(
                "{\"id\": \"x\", \"version\": \"1.0.0\", \"targets\": [\"api\"], \"metadata\": {},"
                    + " \"artifacts\": [{\"name\": \"other.conf\", \"sha256\": \""
                    + INSTALLED.hex()
                    + "\"}]}")
            .artifacts()
            .getFirst();
    assertThat(outfit.misfit(module, List.of(module, file))).isPresent();
  }

  @Test
  void a_node_that_has_no_place_for_a_file_says_so_and_fetches_nothing() {
    var rig = Rig.adopted(chain.rules(), INSTALLED);

    var report = rig.wants(chain.order(rig, chain.patch("app.conf", "3.2.1", "a: 1"), 1, 1));

    assertThat(report.state()).isEqualTo(NodePhase.FAILED);
    assertThat(report.problem()).map(Problem::code).contains(Code.STAGE_FAILED);
    assertThat(rig.effects).noneMatch(Effect.Fetch.class::isInstance);
  }
}

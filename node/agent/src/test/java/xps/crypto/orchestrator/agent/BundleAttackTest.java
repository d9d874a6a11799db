package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Envelope;

/**
 * Partial bundle installation and mixed bundles, as Uptane calls them: a control plane that has
 * genuine parts of genuine bundles, and hands out some of them, or puts them together anew.
 */
class BundleAttackTest {
  private static final String OLD = "three two zero";

  @TempDir Path root;
  private final Chain chain = new Chain();
  private final TreeMap<Sha256, String> served = new TreeMap<>();
  private final Chain.Patch bundle = chain.bundle("3.2.1", contents("1"));
  private final Chain.Patch other = chain.bundle("3.2.2", contents("2"));
  private long sequence;
  private NodeOnDisk node = new NodeOnDisk(Path.of(""), new LocalDisk(), served);
  private Rig rig = new Rig(chain.rules(), NodeJournal.first(new Position.Bare(), 0));

  private static SortedMap<String, String> contents(String which) {
    return new TreeMap<>(
        Map.of(Chain.SHA256, "sha256 of " + which, Chain.SHAKE256, "shake256 of " + which));
  }

  @BeforeEach
  void a_node_that_runs_what_its_owner_installed() throws IOException {
    NodeOnDisk.install(root, OLD);
    node = new NodeOnDisk(root, new LocalDisk(), served);
    var mapped = new TreeMap<String, Sight.Seat>();
    mapped.put(Chain.SHA256, new Sight.Seat(sha256(OLD), 1, 0));
    rig = node.start(chain.rules(), mapped);
    rig.happens(new Event.Started(rig.now));
  }

  private static Sha256 sha256(String content) {
    return Sha256.of(content.getBytes(UTF_8));
  }

  private void serves(String... contents) {
    for (var content : contents) {
      served.put(sha256(content), content);
    }
  }

  private void nothingHasChanged() throws IOException {
    assertThat(node.active()).isEqualTo(sha256(OLD));
    assertThat(node.names("generations")).containsExactly("1");
    assertThat(rig.mapped).containsOnlyKeys(Chain.SHA256);
    assertThat(rig.runs()).isEqualTo(sha256(OLD));
  }

  private void failsWith(Code code) throws IOException {
    sequence++;
    var last = rig.wants(chain.order(rig, bundle, sequence, 1));

    assertThat(last.state()).isEqualTo(NodePhase.FAILED);
    assertThat(last.problem().map(Problem::code)).contains(code);
    nothingHasChanged();
  }

  @Test
  void a_bundle_of_which_one_part_is_withheld_changes_nothing_until_it_is_whole() throws Exception {
    serves("sha256 of 1");
    failsWith(Code.ARTIFACT_MISSING);
    served.clear();
    serves("shake256 of 1");
    failsWith(Code.ARTIFACT_MISSING);

    serves("sha256 of 1");
    assertThat(rig.wants(chain.order(rig, bundle, sequence + 1, 1)).state())
        .isEqualTo(NodePhase.HEALTHY);
    assertThat(rig.mapped.get(Chain.SHA256).sha256()).isEqualTo(sha256("sha256 of 1"));
    assertThat(rig.mapped.get(Chain.SHAKE256).sha256()).isEqualTo(sha256("shake256 of 1"));
  }

  @Test
  void a_part_of_another_bundle_does_not_pass_for_the_one_that_is_withheld() throws Exception {
    serves("sha256 of 1");
    served.put(sha256("shake256 of 1"), "shake256 of 2"); // genuine, of the same length, signed

    failsWith(Code.DIGEST_MISMATCH);
  }

  private void refused(Envelope envelope, Code code) throws IOException {
    serves("sha256 of 1", "shake256 of 1", "sha256 of 2", "shake256 of 2");
    AgentStepTest.assertRefused(rig.wants(chain.desired(envelope)), 7, code);
    nothingHasChanged();
  }

  private Envelope with(Envelope honest, String manifest) {
    return new Envelope(
        honest.warrant(),
        Chain.manifest(manifest).document(),
        honest.planFile(),
        honest.waves(),
        honest.membership(),
        honest.record(),
        honest.proof(),
        honest.consistency());
  }

  private static String text(Chain.Patch patch) {
    return Json.compact(patch.plan().patch().manifest().document());
  }

  @Test
  void a_manifest_made_of_parts_of_two_bundles_is_neither() throws Exception {
    var honest = chain.envelope(bundle, chain.warrant(bundle, 0, 1, 1), "api-1", 0);
    var ours = text(bundle);
    var theirs = text(other);
    int at = ours.indexOf("{\"name\":\"" + Chain.SHAKE256);
    int from = theirs.indexOf("{\"name\":\"" + Chain.SHAKE256);
    assertThat(at).isPositive();
    var mixed = ours.substring(0, at) + theirs.substring(from);

    refused(with(honest, mixed), Code.SCOPE_MISMATCH);
  }

  @Test
  void nodes_of_one_wave_cannot_be_given_different_bundles_under_one_order() throws Exception {
    var honest = chain.envelope(bundle, chain.warrant(bundle, 0, 1, 1), "api-1", 0);

    refused(with(honest, text(other)), Code.WARRANT_INVALID);
  }
}

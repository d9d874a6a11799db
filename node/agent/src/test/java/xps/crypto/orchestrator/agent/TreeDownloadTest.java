package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestDraft;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Problem;

/**
 * A control plane that sends wrong bytes of a long artifact: with a digest tree a node leaves it at
 * the first wrong chunk, and loses nothing that was right before.
 */
class TreeDownloadTest {
  private static final int CHUNK = 64 * 1024;
  private static final int CHUNKS = 20;
  private static final int WRONG = 6;

  @TempDir Path folder;
  private final byte[] content = new byte[CHUNKS * CHUNK - 5];
  private final List<Long> asked = new ArrayList<>();
  private Artifact artifact = Chain.manifest(SOME).artifacts().getFirst();
  private Optional<Bytes> leaves = Optional.empty();
  private StagedObjects objects = new StagedObjects(Path.of(""), new LocalDisk());

  private static final String SOME =
      """
      {"id": "a", "version": "1.0.0", "targets": ["api"], "metadata": {},
       "artifacts": [{"name": "a.so", "sha256": "%s"}]}
      """
          .formatted("0".repeat(64));

  @BeforeEach
  void a_long_artifact_with_a_tree() throws IOException {
    new Random(5).nextBytes(content);
    var file = Files.write(folder.resolve("long.so"), content);
    var draft =
        ManifestDraft.of("long", "1.0.0", List.of("api"), List.of(file))
            .tree(CHUNK)
            .draft()
            .orThrow();
    artifact =
        Manifest.parse("manifest", Json.compact(draft.document()).getBytes(UTF_8))
            .orThrow()
            .artifacts()
            .getFirst();
    leaves = draft.leaves().values().stream().findFirst();
    objects = new StagedObjects(Files.createDirectory(folder.resolve("objects")), new LocalDisk());
  }

  /** The control plane with that content, and these leaves. */
  private ObjectWay.Source sends(byte[] sent) {
    return (name, from, maxBytes) -> {
      if (name.equals(artifact.tree().orElseThrow().leavesName())) {
        return leaves
            .map(list -> partial(list.toArray(), from, maxBytes))
            .orElseGet(() -> new ObjectWay.Answer(404, "", Bytes.empty()));
      }
      assertThat(name).isEqualTo(artifact.sha256().hex());
      asked.add(from);
      return partial(sent, from, maxBytes);
    };
  }

  private static ObjectWay.Answer partial(byte[] of, long from, int maxBytes) {
    int to = (int) Math.min(of.length, from + maxBytes);
    var range = "bytes " + from + "-" + (to - 1) + "/" + of.length;
    return new ObjectWay.Answer(206, range, Bytes.copyOf(Arrays.copyOfRange(of, (int) from, to)));
  }

  private byte[] spoilt(int chunk) {
    var sent = content.clone();
    sent[chunk * CHUNK + 3] ^= 1;
    return sent;
  }

  private Optional<Problem> fetch(ObjectWay.Source source) throws InterruptedException {
    var backoff = new Backoff(Duration.ofMillis(1), new Random(1));
    return new Download(source, objects, () -> Chain.NOON, backoff)
        .fetch(new Effect.Ordered(artifact, 10 << 20), () -> true);
  }

  private Path part() {
    return folder.resolve("objects/.part-" + artifact.sha256().hex());
  }

  private void assertThere() {
    assertThat(folder.resolve("objects/" + artifact.sha256().hex())).hasBinaryContent(content);
    assertThat(part()).doesNotExist();
  }

  @Test
  void an_honest_control_plane_is_asked_for_each_byte_once() throws Exception {
    assertThat(fetch(sends(content))).isEmpty();

    assertThere();
    assertThat(asked).containsExactly(0L, 4L * CHUNK, 8L * CHUNK, 12L * CHUNK, 16L * CHUNK);
  }

  @Test
  void the_first_wrong_chunk_ends_it_and_is_named() throws Exception {
    var problem = fetch(sends(spoilt(WRONG))).orElseThrow();

    assertThat(problem.code()).isEqualTo(Code.TREE_MISMATCH);
    assertThat(problem.message()).contains("chunk " + WRONG + " ");
    assertThat(asked).as("nothing behind it").containsExactly(0L, 4L * CHUNK);
    assertThat(part()).hasSize((long) WRONG * CHUNK);
    assertThat(Files.readAllBytes(part())).isEqualTo(Arrays.copyOf(content, WRONG * CHUNK));
  }

  @Test
  void it_goes_on_from_the_last_chunk_that_was_right_when_the_node_is_told_again()
      throws Exception {
    fetch(sends(spoilt(WRONG)));
    asked.clear();

    assertThat(fetch(sends(content))).isEmpty();

    assertThere();
    assertThat(asked.getFirst()).isEqualTo((long) WRONG * CHUNK);
  }

  @Test
  void what_a_power_cut_has_spoilt_is_fetched_again_and_no_more() throws Exception {
    Files.write(part(), Arrays.copyOf(spoilt(WRONG), 10 * CHUNK));

    assertThat(fetch(sends(content))).isEmpty();

    assertThere();
    assertThat(asked.getFirst()).isEqualTo((long) WRONG * CHUNK);
  }

  @Test
  void a_stream_of_nothing_is_left_at_its_first_chunk() throws Exception {
    var problem = fetch(sends(new byte[content.length])).orElseThrow();

    assertThat(problem.code()).isEqualTo(Code.TREE_MISMATCH);
    assertThat(problem.message()).contains("chunk 0 ");
    assertThat(asked).containsExactly(0L);
    assertThat(part()).doesNotExist();
  }

  @Test
  void an_object_without_end_is_left_before_its_first_byte_is_kept() throws Exception {
    var problem = fetch(sends(Arrays.copyOf(content, 10 * content.length))).orElseThrow();

    assertThat(problem.code()).isEqualTo(Code.SIZE_MISMATCH);
    assertThat(part()).doesNotExist();
  }

  @Test
  void leaves_that_lie_are_not_believed() throws Exception {
    leaves = leaves.map(list -> Bytes.copyOf(new byte[list.size()]));

    assertThat(fetch(sends(content))).isEmpty();

    assertThere();
  }

  @Test
  void leaves_of_another_length_or_none_make_nobody_take_what_is_wrong() throws Exception {
    for (var other : List.of(Optional.<Bytes>empty(), leaves.map(_ -> Bytes.utf8("short")))) {
      leaves = other;

      var problem = fetch(sends(spoilt(WRONG))).orElseThrow();

      assertThat(problem.code()).isEqualTo(Code.DIGEST_MISMATCH);
      assertThat(part()).doesNotExist();
      assertThat(folder.resolve("objects/" + artifact.sha256().hex())).doesNotExist();
    }
    assertThat(fetch(sends(content))).isEmpty();
  }
}

package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** Objects whose download was cut off, and servers that answer as they like. */
class DownloadTest {
  private static final byte[] CONTENT = "three two one".getBytes(UTF_8);
  private static final Sha256 DIGEST = Sha256.of(CONTENT);

  @TempDir Path folder;
  private final List<Long> asked = new ArrayList<>();
  private Instant now = Chain.NOON;

  /** As a control plane answers that has the object. */
  private ObjectWay.Answer honest(long from) {
    asked.add(from);
    if (from >= CONTENT.length) {
      return new ObjectWay.Answer(416, "", Bytes.copyOf(new byte[0]));
    }
    var rest = Arrays.copyOfRange(CONTENT, (int) from, CONTENT.length);
    return partial(from, rest);
  }

  private static ObjectWay.Answer partial(long from, byte[] content) {
    var range = "bytes " + from + "-" + (from + content.length - 1) + "/" + CONTENT.length;
    return new ObjectWay.Answer(206, range, Bytes.copyOf(content));
  }

  private Path part() {
    return folder.resolve(".part-" + DIGEST.hex());
  }

  private Optional<Problem> fetch(ObjectWay.Source source, OptionalLong size)
      throws InterruptedException {
    var objects = new StagedObjects(folder, new LocalDisk());
    var backoff = new Backoff(Duration.ofMillis(1), new Random(1));
    var order = new Effect.Ordered(artifact(DIGEST, size), 1_000);
    return new Download(source, objects, () -> now, backoff).fetch(order, () -> true);
  }

  private static Artifact artifact(Sha256 sha256, OptionalLong size) {
    var members =
        "{\"name\": \"object\", \"sha256\": \"%s\"%s}"
            .formatted(sha256.hex(), size.isPresent() ? ", \"size\": " + size.getAsLong() : "");
    return Chain.manifest(
            "{\"id\": \"a\", \"version\": \"1.0.0\", \"targets\": [\"api\"], \"metadata\": {},"
                + " \"artifacts\": ["
                + members
                + "]}")
        .artifacts()
        .getFirst();
  }

  private static OptionalLong known() {
    return OptionalLong.of(CONTENT.length);
  }

  private void assertThere() throws IOException {
    assertThat(folder.resolve(DIGEST.hex())).hasBinaryContent(CONTENT);
    assertThat(part()).doesNotExist();
  }

  @Test
  void what_was_cut_off_after_its_last_byte_is_placed_without_asking() throws Exception {
    Files.write(part(), CONTENT);

    assertThat(fetch((_, from, _) -> honest(from), known())).isEmpty();

    assertThere();
    assertThat(asked).isEmpty();
  }

  @Test
  void what_was_cut_off_after_its_last_byte_is_placed_where_its_size_is_not_known()
      throws Exception {
    Files.write(part(), CONTENT);

    assertThat(fetch((_, from, _) -> honest(from), OptionalLong.empty())).isEmpty();

    assertThere();
  }

  @Test
  void a_part_that_was_spoilt_is_fetched_once_more_from_its_beginning() throws Exception {
    Files.write(part(), new byte[5]);

    assertThat(fetch((_, from, _) -> honest(from), known())).isEmpty();

    assertThere();
    assertThat(asked).containsExactly(5L, 0L);
  }

  @Test
  void a_part_that_is_longer_than_the_object_is_fetched_once_more() throws Exception {
    Files.write(part(), new byte[CONTENT.length + 3]);

    assertThat(fetch((_, from, _) -> honest(from), known())).isEmpty();

    assertThere();
  }

  @Test
  void a_server_with_another_object_is_asked_twice_at_most() throws Exception {
    Files.write(part(), new byte[5]);

    var problem =
        fetch((_, from, _) -> partial(from, new byte[CONTENT.length - (int) from]), known());

    assertThat(problem).map(Problem::code).contains(Code.DIGEST_MISMATCH);
    assertThat(part()).doesNotExist();
  }

  @Test
  void a_server_that_sends_a_byte_now_and_then_is_left_in_the_end() throws Exception {
    var problem =
        fetch(
            (_, from, _) -> {
              now = now.plusSeconds(70);
              return partial(from, new byte[] {CONTENT[(int) from]});
            },
            known());

    assertThat(problem).map(Problem::code).contains(Code.STAGE_FAILED);
    assertThat(now).isBefore(Chain.NOON.plus(Duration.ofMinutes(12)));
  }

  @Test
  void more_than_the_object_has_is_not_written() throws Exception {
    var problem = fetch((_, from, _) -> partial(from, new byte[CONTENT.length]), known());
    assertThat(problem).map(Problem::code).contains(Code.DIGEST_MISMATCH);

    Files.write(part(), Arrays.copyOf(CONTENT, 5));
    var sizes = new ArrayList<Long>();
    fetch(
        (_, from, _) -> {
          sizes.add(Files.exists(part()) ? Files.size(part()) : 0);
          return partial(from, new byte[CONTENT.length]);
        },
        known());
    assertThat(sizes).allMatch(size -> size <= CONTENT.length);
    assertThat(part()).as("nothing says that this is wrong").hasSize(5);
  }

  @Test
  void an_object_of_no_bytes_needs_no_server() throws Exception {
    var objects = new StagedObjects(folder, new LocalDisk());
    var empty = Sha256.of(new byte[0]);
    var download =
        new Download(
            (_, from, _) -> honest(from),
            objects,
            () -> now,
            new Backoff(Duration.ofMillis(1), new Random(1)));

    var order = new Effect.Ordered(artifact(empty, OptionalLong.of(0)), 1_000);

    assertThat(download.fetch(order, () -> true)).isEmpty();
    assertThat(folder.resolve(empty.hex())).isEmptyFile();
  }
}

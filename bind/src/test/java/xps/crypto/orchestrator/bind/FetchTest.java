package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** Goal: a mirror that breaks off, lies, or never ends. */
@Timeout(60)
class FetchTest {
  private static final byte[] CONTENT = TestPatch.content(5 * 1024 * 1024 + 7);
  private static final Artifact WITH_TREE = TestPatch.withTree(CONTENT).first();
  private static final Artifact PLAIN =
      new TestPatch(
              "p", "1.0.1", java.util.Map.of("big.bin", CONTENT), ", \"size\": " + CONTENT.length)
          .first();

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-05T12:00:00Z"));
  @TempDir private Path folder;
  private Path file;
  private Path part;

  @BeforeEach
  void set_up() {
    file = folder.resolve("big.bin");
    part = folder.resolve(".big.bin.part");
  }

  @Test
  void an_artifact_is_fetched_from_a_repository_and_fetched_again_costs_nothing()
      throws IOException {
    var repo = Repo.filesystem(folder.resolve("repo"));
    var patch = TestPatch.withTree(CONTENT);
    repo.push(patch.manifest(), patch).orThrow();

    assertThat(repo.fetch(WITH_TREE, file, clock).orThrow()).isEqualTo(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(CONTENT);
    assertThat(part).doesNotExist();
    Files.delete(folder.resolve("repo/objects/" + WITH_TREE.sha256()));
    assertThat(repo.fetch(WITH_TREE, file, clock).isOk()).isTrue();
    Files.delete(file);
    assertThat(codes(repo.fetch(WITH_TREE, file, clock))).containsExactly(Code.ARTIFACT_MISSING);
  }

  @Test
  void a_copy_in_the_repository_that_lies_is_refused() throws IOException {
    var repo = Repo.filesystem(folder.resolve("repo"));
    var patch = TestPatch.withTree(CONTENT);
    repo.push(patch.manifest(), patch).orThrow();
    var object = folder.resolve("repo/objects/" + WITH_TREE.sha256());
    Files.delete(object);
    Files.write(object, changed(9 * TestPatch.CHUNK));

    assertThat(repo.fetch(WITH_TREE, file, clock).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("chunk 9 "));
    assertThat(file).doesNotExist();
  }

  @Test
  void a_way_that_breaks_again_and_again_is_gone_on_from_where_it_broke() throws IOException {
    for (var artifact : List.of(WITH_TREE, PLAIN)) {
      var offsets = new ArrayList<Long>();
      var outcome =
          fetch(
              artifact,
              offset -> {
                offsets.add(offset);
                return Optional.of(breaking(offset, 1_000_003));
              });

      assertThat(outcome.orThrow()).hasBinaryContent(CONTENT);
      assertThat(offsets).hasSize(6).startsWith(0L, 1_000_003L, 2_000_006L);
      Files.delete(file);
    }
  }

  @Test
  void a_way_that_brings_nothing_is_given_up_and_what_has_come_is_taken_up_later()
      throws IOException {
    var first = fetch(PLAIN, offset -> Optional.of(breaking(offset, offset == 0 ? 700_000 : 0)));
    assertThat(codes(first)).containsExactly(Code.REPO_UNREACHABLE);
    assertThat(file).doesNotExist();
    assertThat(part).hasSize(700_000);

    var offsets = new ArrayList<Long>();
    var second =
        fetch(
            PLAIN,
            offset -> {
              offsets.add(offset);
              return whole(offset);
            });

    assertThat(second.orThrow()).hasBinaryContent(CONTENT);
    assertThat(offsets).containsExactly(700_000L);
  }

  @Test
  void a_way_that_gives_a_byte_now_and_then_is_given_up_and_what_has_come_is_taken_up_later()
      throws IOException {
    for (var artifact : List.of(WITH_TREE, PLAIN)) {
      var slow = fetch(artifact, offset -> Optional.of(dripping(offset, 700, CONTENT.length)));

      assertThat(slow.problems())
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(Code.REPO_UNREACHABLE);
            assertThat(problem.message())
                .contains("comes too slowly: fewer than 65536 bytes in 60 seconds");
          });
      assertThat(part).as("a byte less than a minute's").hasSize(60 * 700);
      assertThat(fetch(artifact, FetchTest::whole).orThrow()).hasBinaryContent(CONTENT);
      Files.delete(file);
    }
  }

  @Test
  void a_way_that_breaks_after_each_byte_that_it_gives_now_and_then_is_given_up_as_well()
      throws IOException {
    var connections = new ArrayList<Long>();
    var outcome =
        fetch(
            PLAIN,
            offset -> {
              connections.add(offset);
              return Optional.of(dripping(offset, 1, 1));
            });

    assertThat(outcome.problems().getFirst().message()).contains("comes too slowly");
    assertThat(connections).hasSize(60);
  }

  @Test
  void a_slow_line_that_goes_on_and_one_that_pauses_bring_everything() throws IOException {
    assertThat(
            fetch(PLAIN, offset -> Optional.of(dripping(offset, 1_200, CONTENT.length))).orThrow())
        .hasBinaryContent(CONTENT);
    Files.delete(file);

    var paused =
        fetch(
            PLAIN,
            offset -> {
              clock.pass(Pace.WINDOW.minusSeconds(1));
              return Optional.of(breaking(offset, 1_000_003));
            });
    assertThat(paused.orThrow()).hasBinaryContent(CONTENT);
  }

  @Test
  void a_clock_that_is_set_back_gives_nobody_up() {
    var pace = new Pace(clock);
    clock.pass(Duration.ofHours(-2));

    assertThat(pace.isTooSlow(1)).isFalse();
    clock.pass(Pace.WINDOW.minusMillis(1));
    assertThat(pace.isTooSlow(1)).isFalse();
    clock.pass(Duration.ofMillis(1));
    assertThat(pace.isTooSlow(1)).isTrue();
  }

  @Test
  void a_wrong_chunk_ends_it_and_what_was_good_before_comes_from_elsewhere() throws IOException {
    var evil = changed(30 * TestPatch.CHUNK + 9);
    var served = new ArrayList<Integer>();
    var first = fetch(WITH_TREE, offset -> Optional.of(counting(evil, offset, served)));

    assertThat(codes(first)).containsExactly(Code.TREE_MISMATCH);
    assertThat(part).hasSize(30L * TestPatch.CHUNK);
    assertThat(served.stream().mapToInt(count -> count).sum())
        .as("a few buffers beyond the chunk, no more")
        .isLessThan(30 * TestPatch.CHUNK + 3 * 1024 * 1024);

    var offsets = new ArrayList<Long>();
    assertThat(
            fetch(
                    WITH_TREE,
                    offset -> {
                      offsets.add(offset);
                      return whole(offset);
                    })
                .isOk())
        .isTrue();
    assertThat(offsets).containsExactly(30L * TestPatch.CHUNK);
  }

  @Test
  void a_torn_part_is_cut_back_to_its_last_good_chunk() throws IOException {
    var torn = Arrays.copyOf(changed(7 * TestPatch.CHUNK), 9 * TestPatch.CHUNK + 5);
    Files.write(part, torn);
    var offsets = new ArrayList<Long>();

    var outcome =
        fetch(
            WITH_TREE,
            offset -> {
              offsets.add(offset);
              return whole(offset);
            });

    assertThat(outcome.orThrow()).hasBinaryContent(CONTENT);
    assertThat(offsets).containsExactly(7L * TestPatch.CHUNK);
  }

  @Test
  void a_torn_tail_or_a_part_without_leaves_is_found_out_and_fetched_anew() throws IOException {
    var tail = Arrays.copyOf(changed(7 * TestPatch.CHUNK), 7 * TestPatch.CHUNK + 5);
    Files.write(part, tail);
    assertThat(fetch(WITH_TREE, FetchTest::whole).orThrow()).hasBinaryContent(CONTENT);

    Files.delete(file);
    Files.write(part, tail);
    assertThat(fetch(PLAIN, FetchTest::whole).orThrow()).hasBinaryContent(CONTENT);

    Files.delete(file);
    Files.write(part, Arrays.copyOf(CONTENT, CONTENT.length + 1));
    assertThat(fetch(PLAIN, FetchTest::whole).orThrow()).hasBinaryContent(CONTENT);
  }

  @Test
  void an_endless_stream_is_left_at_the_size() throws IOException {
    var outcome =
        fetch(
            PLAIN,
            offset ->
                Optional.of(
                    new java.io.SequenceInputStream(new ByteArrayInputStream(CONTENT), endless())));

    assertThat(codes(outcome)).containsExactly(Code.SIZE_MISMATCH);
    assertThat(file).doesNotExist();
    assertThat(part).as("nobody knows what of it is right").hasSize(0);
  }

  @Test
  void a_stream_that_ends_early_is_refused_and_kept_for_another_mirror() throws IOException {
    var outcome = fetch(PLAIN, _ -> Optional.of(new ByteArrayInputStream(CONTENT, 0, 100_000)));

    assertThat(codes(outcome)).containsExactly(Code.SIZE_MISMATCH);
    assertThat(part).hasSize(100_000);
    assertThat(fetch(PLAIN, FetchTest::whole).isOk()).isTrue();
  }

  @Test
  void other_bytes_are_refused_without_a_tree_too() throws IOException {
    var evil = changed(4_000_000);

    assertThat(
            codes(fetch(PLAIN, offset -> Optional.of(counting(evil, offset, new ArrayList<>())))))
        .containsExactly(Code.DIGEST_MISMATCH);
    assertThat(file).doesNotExist();
  }

  @Test
  void a_wrong_file_in_the_place_is_replaced_and_a_link_for_a_part_is_not_followed()
      throws IOException {
    Files.writeString(file, "something else");
    assertThat(fetch(PLAIN, FetchTest::whole).orThrow()).hasBinaryContent(CONTENT);

    Files.delete(file);
    var elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
    Files.createSymbolicLink(part, elsewhere);
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> fetch(PLAIN, FetchTest::whole))
        .isInstanceOf(IOException.class);
    assertThat(elsewhere).hasContent("precious");
  }

  @Test
  void two_who_fetch_into_the_same_file_are_told() throws IOException {
    try (var channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      assertThat(codes(fetch(PLAIN, FetchTest::whole))).containsExactly(Code.STAGE_FAILED);
    }
  }

  private Outcome<Path> fetch(Artifact artifact, Fetch.Origin origin) throws IOException {
    return Fetch.of(artifact, artifact.tree().map(_ -> leaves()), origin, "a mirror", clock)
        .into(file);
  }

  private static byte[] leaves() {
    var leaves = new ByteArrayOutputStream();
    for (int at = 0; at < CONTENT.length; at += TestPatch.CHUNK) {
      leaves.writeBytes(TestPatch.leaf(CONTENT, at).bytes());
    }
    return leaves.toByteArray();
  }

  private static byte[] changed(int at) {
    var changed = CONTENT.clone();
    changed[at] ^= 1;
    return changed;
  }

  private static Optional<InputStream> whole(long offset) {
    return Optional.of(
        new ByteArrayInputStream(CONTENT, (int) offset, CONTENT.length - (int) offset));
  }

  private static InputStream counting(byte[] content, long offset, List<Integer> served) {
    return new ByteArrayInputStream(content, (int) offset, content.length - (int) offset) {
      @Override
      public synchronized int read(byte[] into, int from, int count) {
        int given = super.read(into, from, count);
        served.add(Math.max(given, 0));
        return given;
      }
    };
  }

  /** Gives so many bytes, then breaks. */
  private static InputStream breaking(long offset, int after) {
    int end = (int) Math.min(offset + after, CONTENT.length);
    return new InputStream() {
      private int at = (int) offset;

      @Override
      public int read() throws IOException {
        throw new IOException("not one by one");
      }

      @Override
      public int read(byte[] into, int from, int count) throws IOException {
        if (at == CONTENT.length) {
          return -1;
        }
        if (at == end) {
          throw new IOException("the line is dead");
        }
        int given = Math.min(count, end - at);
        System.arraycopy(CONTENT, at, into, from, given);
        at += given;
        return given;
      }
    };
  }

  /** Gives so many bytes each second, and breaks after some of them. */
  private InputStream dripping(long offset, int bytesPerSecond, int after) {
    var in = breaking(offset, after);
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return in.read();
      }

      @Override
      public int read(byte[] into, int from, int count) throws IOException {
        int given = in.read(into, from, Math.min(count, bytesPerSecond));
        clock.pass(Duration.ofSeconds(1));
        return given;
      }
    };
  }

  private static InputStream endless() {
    return new InputStream() {
      @Override
      public int read() {
        return 'x';
      }
    };
  }

  private static List<Code> codes(Outcome<?> outcome) {
    return outcome.problems().stream().map(Problem::code).toList();
  }
}

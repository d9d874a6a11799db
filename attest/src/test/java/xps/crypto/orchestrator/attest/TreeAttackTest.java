package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** Goal: a mirror that hands out other chunks, or more of them, than were signed for. */
class TreeAttackTest {
  private static final int CHUNK = 64 * 1024;

  /** Long enough for the second lane. */
  private static final int LONG = 6 * 1024 * 1024 + 7;

  @Test
  void a_tree_over_the_right_chunks_passes_with_and_without_the_list_of_leaves() {
    for (int size : List.of(0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 7, LONG)) {
      var content = content(size);
      var patch = withTree(content);
      assertThat(attest(patch).problems()).as("%d bytes", size).isEmpty();
      assertThat(attest(patch.swapped(root(content) + ".leaves", leaves(content))).problems())
          .isEmpty();
    }
  }

  @Test
  void a_wrong_chunk_is_named_and_nothing_behind_it_is_read() {
    var content = content(5 * CHUNK + 7);
    var evil = content.clone();
    evil[2 * CHUNK + 5] ^= 1;
    var patch =
        withTree(content)
            .swapped(root(content) + ".leaves", leaves(content))
            .swapped("big.bin", evil);

    var outcome = attest(patch);

    assertThat(Codes.of(outcome)).containsExactly(Code.TREE_MISMATCH);
    assertThat(outcome.problems().getFirst().message()).contains("chunk 2 ");
  }

  @Test
  void a_wrong_last_chunk_is_named_too() {
    var content = content(CHUNK + 7);
    var evil = content.clone();
    evil[CHUNK + 1] ^= 1;
    var patch =
        withTree(content)
            .swapped(root(content) + ".leaves", leaves(content))
            .swapped("big.bin", evil);

    assertThat(attest(patch).problems().getLast().message()).contains("chunk 1 ");
  }

  @Test
  void without_the_leaves_the_root_shows_that_some_chunk_is_wrong() {
    var content = content(3 * CHUNK);
    var evil = content.clone();
    evil[CHUNK] ^= 1;

    assertThat(Codes.of(attest(withTree(content).swapped("big.bin", evil))))
        .containsExactly(Code.DIGEST_MISMATCH, Code.TREE_MISMATCH);
  }

  @Test
  void leaves_that_do_not_have_the_root_of_the_manifest_are_not_believed() {
    var content = content(3 * CHUNK);
    var evil = content.clone();
    evil[CHUNK] ^= 1;
    var patch = withTree(content).swapped(root(content) + ".leaves", leaves(evil));

    assertThat(attest(patch).problems()).as("lying leaves").isEmpty();
    assertThat(Codes.of(attest(patch.swapped("big.bin", evil)))).contains(Code.TREE_MISMATCH);
  }

  @Test
  void a_root_that_is_not_that_of_the_file_is_a_mismatch_though_the_digest_is_right() {
    var content = content(3 * CHUNK);
    var patch =
        new APatch()
            .file("big.bin", content)
            .with("big.bin", tree(content.length, Sha256.of(content).hex()))
            .signedBy(People.ALICE);

    assertThat(Codes.of(attest(patch))).containsExactly(Code.TREE_MISMATCH);
  }

  @Test
  void a_wrong_chunk_of_a_long_file_is_named_by_the_second_lane() {
    var content = content(LONG);
    for (int chunk : List.of(0, 1, 50, LONG / CHUNK)) {
      var evil = content.clone();
      evil[Math.min(chunk * CHUNK + 5, LONG - 1)] ^= 1;
      var patch =
          withTree(content)
              .swapped(root(content) + ".leaves", leaves(content))
              .swapped("big.bin", evil);

      var outcome = attest(patch);

      assertThat(outcome.problems().getLast().code()).isEqualTo(Code.TREE_MISMATCH);
      assertThat(outcome.problems().getLast().message()).contains("chunk " + chunk + " ");
    }
  }

  @Test
  @Timeout(60)
  void an_endless_stream_is_left_soon_after_its_first_wrong_chunk() {
    var content = content(64 * 1024 * 1024);
    var known = leaves(content);
    var endless =
        new Endless() {
          @Override
          public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes) {
            return Optional.of(known);
          }
        };

    var outcome =
        ATrustStore.of(People.ALICE).verifier().requireAll(withTree(content).manifest(), endless);

    assertThat(outcome.problems().getFirst().message()).contains("chunk 0 ");
    assertThat(endless.handedOut).as("a few buffers ahead").isLessThan(4 * 1024 * 1024);
  }

  @Test
  void nodes_of_a_higher_level_do_not_pass_for_leaves() {
    var content = content(4 * CHUNK);
    var known = leaves(content);
    var nodes = new ByteArrayOutputStream();
    for (int at = 0; at < known.length; at += 64) {
      nodes.writeBytes(
          MerkleTree.node(
              Arrays.copyOfRange(known, at, at + 32), Arrays.copyOfRange(known, at + 32, at + 64)));
    }

    assertThat(attest(withTree(content).swapped(root(content) + ".leaves", nodes.toByteArray())))
        .satisfies(outcome -> assertThat(outcome.isOk()).isTrue());
  }

  @Test
  void what_breaks_off_is_read_on_from_the_last_byte() throws Exception {
    var content = content(LONG);
    var artifact = withTree(content).manifest().artifacts().getFirst();
    var taken = new ByteArrayOutputStream();
    try (var check = ContentCheck.of(artifact, LONG, Optional.of(leaves(content)))) {
      ContentCheck.Taker taker = (bytes, count) -> taken.write(bytes, 0, count);

      assertThatThrownBy(() -> check.read(breakingAt(content, 3 * CHUNK + 100), taker))
          .isInstanceOf(IOException.class);
      assertThat(check.readBytes()).isEqualTo(3 * CHUNK + 100);
      int from = (int) check.readBytes();
      check.read(new ByteArrayInputStream(content, from, content.length - from), taker);

      assertThat(check.problems("memory")).isEmpty();
      assertThat(check.goodBytes()).isEqualTo(LONG);
    }
    assertThat(taken.toByteArray()).isEqualTo(content);
  }

  @Test
  void what_is_good_of_a_torn_file_ends_with_its_last_whole_right_chunk() throws Exception {
    var content = content(LONG);
    var artifact = withTree(content).manifest().artifacts().getFirst();
    var torn = Arrays.copyOf(content, 7 * CHUNK + 100);
    torn[5 * CHUNK + 3] ^= 1;
    try (var check = ContentCheck.of(artifact, LONG, Optional.of(leaves(content)))) {
      check.read(new ByteArrayInputStream(torn), (_, _) -> {});

      assertThat(check.goodBytes()).isEqualTo(5 * CHUNK);
      assertThat(check.isRight()).isFalse();
    }
    try (var blind = ContentCheck.of(artifact, LONG, Optional.empty())) {
      blind.read(new ByteArrayInputStream(torn), (_, _) -> {});

      assertThat(blind.goodBytes()).as("nothing is known without leaves").isZero();
    }
  }

  @Test
  void a_chunk_is_a_power_of_two_from_64_KiB_to_16_MiB() {
    assertThat(Stream.of(1L << 16, 1L << 17, 1L << 24)).allMatch(Artifact.DigestTree::isChunk);
    assertThat(Stream.of(0L, 1L << 15, (1L << 16) + 1, 3L << 16, 1L << 25, Long.MIN_VALUE))
        .noneMatch(Artifact.DigestTree::isChunk);
  }

  @Test
  void the_leaves_of_what_has_come_are_handed_out_whether_they_were_known_or_not()
      throws Exception {
    var content = content(LONG);
    var artifact = withTree(content).manifest().artifacts().getFirst();
    for (var known : List.of(Optional.of(leaves(content)), Optional.<byte[]>empty())) {
      try (var check = ContentCheck.of(artifact, LONG, known)) {
        check.read(new ByteArrayInputStream(content), (_, _) -> {});

        assertThat(check.problems("memory")).isEmpty();
        assertThat(check.leaves().orElseThrow().toArray()).isEqualTo(leaves(content));
      }
    }
  }

  @Test
  void a_draft_with_a_tree_is_attested_by_its_own_leaves(@TempDir Path folder) throws Exception {
    var content = content(LONG);
    var big = Files.write(folder.resolve("big.bin"), content);
    var small = Files.write(folder.resolve("small.bin"), new byte[CHUNK]);
    var draft =
        ManifestDraft.of("hotfix-7", "3.2.1", List.of("api"), List.of(big, small))
            .tree(CHUNK)
            .draft()
            .orThrow();
    var manifest = ManifestSigner.sign(parse(draft), People.ALICE.key(), false).orThrow();

    assertThat(draft.leaves()).containsOnlyKeys(root(content) + ".leaves");
    for (var leaves : draft.leaves().entrySet()) {
      Files.write(folder.resolve(leaves.getKey()), leaves.getValue().toArray());
    }
    assertThat(
            ATrustStore.of(People.ALICE)
                .verifier()
                .requireAll(
                    Manifest.parse("patch", json(manifest)).orThrow(),
                    ArtifactSource.folder(folder))
                .problems())
        .isEmpty();
    assertThat(parse(draft).artifacts().get(1).tree()).as("one chunk needs no tree").isEmpty();
    assertThatThrownBy(() -> ManifestDraft.of("a", "1.0.0", List.of(), List.of()).tree(1000))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Manifest parse(ManifestDraft.Draft draft) {
    return Manifest.parse("patch", json(draft.document())).orThrow();
  }

  private static byte[] json(Value.Obj document) {
    return Json.pretty(document).getBytes(StandardCharsets.UTF_8);
  }

  private static InputStream breakingAt(byte[] content, int end) {
    return new InputStream() {
      private int at;

      @Override
      public int read() throws IOException {
        if (at == end) {
          throw new IOException("the line is dead");
        }
        return content[at++] & 0xFF;
      }

      @Override
      public int read(byte[] into, int from, int count) throws IOException {
        if (at == end) {
          throw new IOException("the line is dead");
        }
        int given = Math.min(Math.min(count, 10_000), end - at);
        System.arraycopy(content, at, into, from, given);
        at += given;
        return given;
      }
    };
  }

  private static APatch withTree(byte[] content) {
    return new APatch()
        .file("big.bin", content)
        .with("big.bin", tree(content.length, root(content)))
        .signedBy(People.ALICE);
  }

  private static String tree(int size, String root) {
    return "\"size\": %d, \"tree\": {\"chunk\": %d, \"root\": \"%s\"}".formatted(size, CHUNK, root);
  }

  private static String root(byte[] content) {
    var frontier = new MerkleFrontier();
    for (int at = 0; at < content.length; at += CHUNK) {
      frontier.add(
          MerkleTree.leafHash(
              Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK))));
    }
    return frontier.root().hex();
  }

  private static byte[] leaves(byte[] content) {
    var leaves = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; at += CHUNK) {
      leaves.writeBytes(
          MerkleTree.leafHash(Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK)))
              .bytes());
    }
    return leaves.toByteArray();
  }

  private static byte[] content(int size) {
    var content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static Outcome<AttestedPatch> attest(APatch patch) {
    return ATrustStore.of(People.ALICE).verifier().requireAll(patch.manifest(), patch.source());
  }
}

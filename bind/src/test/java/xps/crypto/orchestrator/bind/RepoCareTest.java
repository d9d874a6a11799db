package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** Goal: a repository that was tampered with, or that forgets what somebody needs. */
class RepoCareTest {
  @TempDir private Path folder;
  private Repo repo;

  @BeforeEach
  void set_up() {
    repo = Repo.filesystem(folder);
  }

  @Test
  void a_sound_repository_says_how_much_it_holds() throws IOException {
    push(TestPatch.of("p", "1.0.1", "a.so", "b.so"));
    push(TestPatch.withTree(TestPatch.content(200_000)));

    assertThat(repo.verify()).isEqualTo(new RepoCheck(2, 4, List.of()));
    assertThat(Repo.filesystem(folder.resolve("nothing")).verify())
        .isEqualTo(new RepoCheck(0, 0, List.of()));
  }

  @Test
  void an_object_that_was_changed_is_named() throws IOException {
    var patch = TestPatch.of("p", "1.0.1", "a.so", "b.so");
    push(patch);
    var object = replace(patch.first().sha256().hex(), "evil");

    assertThat(codes(repo.verify())).containsExactly(Code.DIGEST_MISMATCH, Code.ARTIFACT_MISSING);
    assertThat(repo.verify().problems().getFirst().where()).isEqualTo(object.toString());
  }

  @Test
  void a_changed_chunk_of_an_object_with_a_tree_is_named() throws IOException {
    var content = TestPatch.content(200_000);
    var patch = TestPatch.withTree(content);
    push(patch);
    var evil = content.clone();
    evil[TestPatch.CHUNK + 1] ^= 1;
    replace(patch.first().sha256().hex(), evil);

    assertThat(codes(repo.verify())).containsExactly(Code.TREE_MISMATCH, Code.ARTIFACT_MISSING);
    assertThat(repo.verify().problems().getFirst().message()).contains("chunk 1 ");
  }

  @Test
  void what_a_manifest_names_and_is_not_there_is_named() throws IOException {
    var patch = TestPatch.of("p", "1.0.1", "a.so");
    var big = TestPatch.withTree(TestPatch.content(200_000));
    push(patch);
    push(big);
    Files.delete(object(patch.first().sha256().hex()));
    Files.delete(object(big.first().tree().orElseThrow().leavesName()));

    assertThat(codes(repo.verify())).containsExactly(Code.ARTIFACT_MISSING, Code.ARTIFACT_MISSING);
  }

  @Test
  void whatever_one_manifest_says_of_an_object_every_other_is_held_against_the_bytes_as_well()
      throws IOException {
    var honest = TestPatch.of("p", "1.0.1", "a.so");
    push(honest);
    for (int size = 1; size <= 4; size++) {
      smuggle(new TestPatch("p", "1.0." + (size + 1), honest.files(), ", \"size\": " + size));
    }

    var problems = repo.verify().problems();

    assertThat(problems).filteredOn(problem -> problem.code() == Code.SIZE_MISMATCH).hasSize(4);
    assertThat(problems)
        .filteredOn(problem -> problem.code() == Code.ARTIFACT_MISSING)
        .as("the honest manifest has its object")
        .hasSize(4)
        .noneMatch(problem -> problem.where().contains(honest.manifest().bodyDigest().hex()));
  }

  @Test
  void bytes_that_are_not_those_of_their_name_are_named_though_all_that_is_said_is_another_size()
      throws IOException {
    var patch = TestPatch.of("p", "1.0.1", "a.so");
    var content = patch.files().get("a.so");
    push(new TestPatch("p", "1.0.1", patch.files(), ", \"size\": " + content.length));
    replace(patch.first().sha256().hex(), "evil");

    assertThat(codes(repo.verify()))
        .containsExactly(Code.SIZE_MISMATCH, Code.DIGEST_MISMATCH, Code.ARTIFACT_MISSING);
  }

  @Test
  void links_strange_names_and_objects_that_nobody_names_are_looked_at_too() throws IOException {
    push(TestPatch.of("p", "1.0.1", "a.so"));
    var name = Sha256.of("nobody's".getBytes(UTF_8)).hex();
    Files.writeString(object(name), "something else");
    Files.writeString(object("notes.txt"), "hello");
    Files.createSymbolicLink(object(Sha256.of(new byte[0]).hex()), folder.resolve("lock"));
    Files.write(object(name + ".leaves"), new byte[64]);
    Files.writeString(object(".new-1234"), "a push in its course");

    assertThat(repo.verify().problems())
        .extracting(problem -> problem.code() + " " + Path.of(problem.where()).getFileName())
        .containsExactlyInAnyOrder(
            "DIGEST_MISMATCH " + name,
            "DIGEST_MISMATCH notes.txt",
            "DIGEST_MISMATCH " + Sha256.of(new byte[0]).hex(),
            "DIGEST_MISMATCH " + name + ".leaves");
  }

  @Test
  void a_manifest_that_is_no_more_or_another_patch_s_is_named_and_stops_the_cleaning()
      throws IOException {
    var patch = TestPatch.of("p", "1.0.1", "a.so");
    push(patch);
    push(TestPatch.of("p", "1.0.2", "a.so"));
    var file = folder.resolve("patches/" + patch.manifest().bodyDigest() + "/patch_manifest.json");
    Files.delete(file);
    Files.writeString(file, "{}");

    assertThat(codes(repo.verify())).contains(Code.MANIFEST_INVALID);
    assertThat(codes(repo.collect(usual()))).contains(Code.MANIFEST_INVALID);
    assertThat(RepoLayout.entries(folder.resolve("objects"))).as("nothing is touched").hasSize(2);
  }

  @Test
  void leaves_that_lie_are_put_right_by_the_next_push() throws IOException {
    var patch = TestPatch.withTree(TestPatch.content(200_000));
    push(patch);
    var leaves = patch.first().tree().orElseThrow().leavesName();
    replace(leaves, "lies");
    assertThat(codes(repo.verify())).containsExactly(Code.DIGEST_MISMATCH, Code.ARTIFACT_MISSING);

    push(patch);

    assertThat(repo.verify().problems()).isEmpty();
  }

  @Test
  void the_two_newest_versions_stay_and_all_that_they_name() throws IOException {
    for (int i = 1; i <= 4; i++) {
      push(TestPatch.of("p", "1.0." + i, "a.so", "b.so"));
    }
    var shared = new TestPatch("p", "1.0.5", TestPatch.of("p", "1.0.1", "a.so").files(), "");
    push(shared);

    var garbage = repo.garbage(usual()).orThrow();
    assertThat(versions(repo.manifests())).as("only looked").hasSize(5);
    assertThat(repo.collect(usual()).orThrow().objects()).isEqualTo(garbage.objects());

    assertThat(versions(garbage.patches())).containsExactly("1.0.1", "1.0.2");
    assertThat(garbage.objects()).as("a.so of 1.0.1 is in 1.0.5 again").hasSize(3);
    assertThat(versions(repo.manifests())).containsExactly("1.0.3", "1.0.4", "1.0.5");
    assertThat(repo.verify().problems()).isEmpty();
    assertThat(repo.garbage(usual()).orThrow().objects()).isEmpty();
  }

  @Test
  void the_version_before_stays_for_every_artifact_whatever_the_patch_is_called()
      throws IOException {
    push(TestPatch.of("spring", "1.0.1", "a.so"));
    push(TestPatch.of("summer", "1.0.2", "a.so"));
    push(TestPatch.of("autumn", "1.0.3", "a.so"));
    push(TestPatch.of("spring", "1.0.4", "b.so"));
    push(TestPatch.of("spring", "1.0.5", "b.so"));

    repo.collect(usual()).orThrow();

    assertThat(versions(repo.manifests()))
        .as("1.0.1 of a.so goes; 1.0.2 stays though its id has no newer one")
        .containsExactly("1.0.3", "1.0.4", "1.0.5", "1.0.2");
  }

  @Test
  void a_patch_that_somebody_names_stays_whatever_its_version() throws IOException {
    var old = TestPatch.of("p", "1.0.1", "a.so");
    push(old);
    push(TestPatch.of("p", "1.0.2", "a.so"));
    push(TestPatch.of("p", "1.0.3", "a.so"));

    repo.collect(new Repo.Keep(2, Set.of(old.manifest().bodyDigest()), _ -> true)).orThrow();

    assertThat(versions(repo.manifests())).containsExactly("1.0.1", "1.0.2", "1.0.3");
    assertThatThrownBy(() -> new Repo.Keep(1, Set.of(), _ -> true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void versions_that_nobody_attests_push_none_out_that_somebody_does() throws IOException {
    for (var version : List.of("1.0.1", "1.0.2", "1.0.3")) {
      push(TestPatch.of("p", version, "a.so"));
    }
    for (var version : List.of("999.0.1", "999.0.2", "999.0.3")) {
      push(TestPatch.of("p", version, "a.so"));
    }

    repo.collect(
            new Repo.Keep(2, Set.of(), manifest -> manifest.version().toString().startsWith("1.")))
        .orThrow();

    assertThat(versions(repo.manifests())).containsExactly("1.0.2", "1.0.3", "999.0.2", "999.0.3");
    assertThat(repo.verify().problems()).isEmpty();
  }

  @Test
  void what_a_killed_push_has_left_goes() throws IOException {
    push(TestPatch.of("p", "1.0.1", "a.so"));
    Files.writeString(object(".new-1234"), "half an object");
    var cutOff = Files.createDirectories(folder.resolve("patches/" + Sha256.of(new byte[0])));
    Files.writeString(cutOff.resolve("sbom.json"), "{}");

    repo.collect(usual()).orThrow();

    assertThat(RepoLayout.entries(folder.resolve("objects"))).hasSize(1);
    assertThat(cutOff).doesNotExist();
  }

  @Test
  void a_second_push_adds_its_signatures_and_takes_none_away() throws IOException {
    var patch = TestPatch.of("p", "1.0.1", "a.so");
    for (int key = 1; key <= 3; key++) {
      push(patch.with("\"sigs\": [%s]".formatted(signature(key))));
    }
    push(patch);
    push(patch.with("\"sig\": \"%s\"".formatted(base64(4))));
    push(patch.with("\"sig\": \"%s\"".formatted(base64(5))));
    push(patch.with("\"sig\": \"%s\"".formatted(base64(5))));

    assertThat(repo.manifests().getFirst().artifacts().getFirst().signatures()).hasSize(5);
  }

  private static Repo.Keep usual() {
    return new Repo.Keep(Repo.Keep.FEWEST_VERSIONS, Set.of(), _ -> true);
  }

  private static String signature(int key) {
    return "{\"alg\": \"ed25519\", \"keyid\": \"%016x\", \"sig\": \"%s\"}"
        .formatted(key, base64(key));
  }

  private static String base64(int first) {
    var signature = new byte[64];
    signature[0] = (byte) first;
    return java.util.Base64.getEncoder().encodeToString(signature);
  }

  private void push(TestPatch patch) throws IOException {
    repo.push(patch.manifest(), patch).orThrow();
  }

  /** Puts a manifest there as somebody does who can write there. */
  private void smuggle(TestPatch patch) throws IOException {
    var place = folder.resolve("patches/" + patch.manifest().bodyDigest());
    Files.createDirectories(place);
    Files.writeString(
        place.resolve("patch_manifest.json"), Json.pretty(patch.manifest().document()));
  }

  private Path object(String name) {
    return folder.resolve("objects").resolve(name);
  }

  private Path replace(String object, String content) throws IOException {
    return replace(object, content.getBytes(UTF_8));
  }

  private Path replace(String object, byte[] content) throws IOException {
    Files.delete(object(object));
    return Files.write(object(object), content);
  }

  private static List<String> versions(List<Manifest> manifests) {
    return manifests.stream().map(manifest -> manifest.version().toString()).toList();
  }

  private static List<Code> codes(RepoCheck check) {
    return check.problems().stream().map(Problem::code).toList();
  }

  private static List<Code> codes(Outcome<?> outcome) {
    return outcome.problems().stream().map(Problem::code).toList();
  }
}

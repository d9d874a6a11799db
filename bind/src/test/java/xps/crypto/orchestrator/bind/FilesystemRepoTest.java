package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static xps.crypto.orchestrator.document.Code.ARTIFACT_MISSING;
import static xps.crypto.orchestrator.document.Code.DIGEST_MISMATCH;
import static xps.crypto.orchestrator.document.Code.SBOM_INVALID;
import static xps.crypto.orchestrator.document.Code.SBOM_MISMATCH;
import static xps.crypto.orchestrator.document.Code.SIZE_MISMATCH;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.SbomSummary;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

class FilesystemRepoTest {

  private static final byte[] GOOD = "the module".getBytes(UTF_8);
  private static final byte[] OTHER = "the modulf".getBytes(UTF_8);
  private static final byte[] SBOM = "{\"sbom\":true}".getBytes(UTF_8);

  @TempDir private Path folder;
  private Path root;
  private Repo repo;

  @BeforeEach
  void set_up() {
    root = folder.resolve("repo");
    repo = Repo.filesystem(root);
  }

  @Test
  void what_was_pushed_is_found_under_its_digest() throws IOException {
    var manifest = manifest("hotfix-7", GOOD, "");

    assertThat(repo.push(manifest, holding(GOOD)).orThrow()).isEqualTo(manifest.bodyDigest());

    assertThat(bytes(repo.open(Sha256.of(GOOD)).orElseThrow().content())).isEqualTo(GOOD);
    assertThat(bytes(repo.artifact(manifest.artifacts().getFirst()).orElseThrow())).isEqualTo(GOOD);
    assertThat(repo.patch(manifest.bodyDigest()).beside("sbom.spdx.json", Optional.empty(), 1_000))
        .hasValueSatisfying(sbom -> assertThat(sbom).isEqualTo(SBOM));
    assertThat(repo.manifests()).extracting(Manifest::id).containsExactly("hotfix-7");
  }

  @Test
  void an_object_can_not_be_written_by_anybody_once_it_is_there() throws IOException {
    repo.push(manifest("hotfix-7", GOOD, ""), holding(GOOD)).orThrow();

    Path object = root.resolve("objects").resolve(Sha256.of(GOOD).hex());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(object)))
        .isEqualTo("r--r--r--");
    assertThat(names(root.resolve("objects"))).containsExactly(Sha256.of(GOOD).hex());
  }

  @Test
  void a_copy_that_lies_is_refused_and_leaves_nothing() throws IOException {
    var outcome = repo.push(manifest("hotfix-7", GOOD, ""), holding(OTHER));

    assertThat(codes(outcome)).containsExactly(DIGEST_MISMATCH);
    assertThat(root).doesNotExist();
    assertThat(repo.manifests()).isEmpty();
  }

  @Test
  void an_object_that_was_changed_in_the_repository_is_noticed_by_the_next_push()
      throws IOException {
    var manifest = manifest("hotfix-7", GOOD, "");
    repo.push(manifest, holding(GOOD)).orThrow();
    Path object = root.resolve("objects").resolve(Sha256.of(GOOD).hex());
    Files.delete(object);
    Files.write(object, OTHER);

    assertThat(codes(repo.push(manifest, holding(GOOD)))).containsExactly(DIGEST_MISMATCH);
  }

  @Test
  void an_endless_stream_is_left_at_the_size_of_the_manifest() throws IOException {
    var endless =
        new InputStream() {
          private long given;

          @Override
          public int read() {
            given++;
            return 'x';
          }

          @Override
          public int read(byte[] buffer, int from, int length) {
            given += length;
            return length;
          }
        };

    var outcome =
        repo.push(manifest("hotfix-7", GOOD, ",\"size\":10"), from(() -> Optional.of(endless)));

    assertThat(codes(outcome)).containsExactly(SIZE_MISMATCH);
    assertThat(endless.given).isLessThan(1024 * 1024);
    assertThat(root).doesNotExist();
  }

  @Test
  void a_link_in_the_place_of_an_object_is_no_object() throws IOException {
    var manifest = manifest("hotfix-7", GOOD, "");
    repo.push(manifest, holding(GOOD)).orThrow();
    Path secret = Files.write(folder.resolve("secret"), GOOD);
    Path object = root.resolve("objects").resolve(Sha256.of(GOOD).hex());
    Files.delete(object);
    Files.createSymbolicLink(object, secret);

    assertThat(repo.open(Sha256.of(GOOD))).isEmpty();
    assertThat(repo.artifact(manifest.artifacts().getFirst())).isEmpty();
  }

  @Test
  void a_link_in_the_place_of_the_folder_leads_nowhere() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.write(elsewhere.resolve(Sha256.of(GOOD).hex()), GOOD);
    Files.createDirectory(root);
    Files.createSymbolicLink(root.resolve("objects"), elsewhere);

    assertThat(repo.open(Sha256.of(GOOD))).isEmpty();
  }

  @Test
  void a_link_in_the_place_of_any_folder_is_not_written_through() throws IOException {
    var manifest = manifest("hotfix-7", GOOD, "");
    for (var part :
        List.of(
            root.resolve("objects"),
            root.resolve("patches"),
            root.resolve("patches").resolve(manifest.bodyDigest().hex()))) {
      Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
      Files.createDirectories(part.getParent());
      Files.createSymbolicLink(part, elsewhere);

      assertThatThrownBy(() -> repo.push(manifest, holding(GOOD)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(part.toString());

      assertThat(names(elsewhere)).isEmpty();
      assertThat(root.resolve("lock")).as("refused before anything").doesNotExist();
      Files.delete(part);
    }
    repo.push(manifest, holding(GOOD)).orThrow();
  }

  @Test
  void an_sbom_is_not_read_through_a_link_in_the_place_of_the_patches() throws IOException {
    var manifest = manifest("hotfix-7", GOOD, "");
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createDirectories(elsewhere.resolve(manifest.bodyDigest().hex()));
    Files.write(elsewhere.resolve(manifest.bodyDigest().hex()).resolve("sbom.json"), SBOM);
    Files.createDirectory(root);
    Files.createSymbolicLink(root.resolve("patches"), elsewhere);

    assertThat(repo.patch(manifest.bodyDigest()).beside("sbom.json", Optional.empty(), 1024))
        .isEmpty();
  }

  @Test
  void a_missing_artifact_is_named() throws IOException {
    assertThat(codes(repo.push(manifest("hotfix-7", GOOD, ""), from(Optional::empty))))
        .containsExactly(ARTIFACT_MISSING);
  }

  @Test
  void an_sbom_that_attest_would_not_read_is_not_taken_in() throws IOException {
    var longest = new byte[SbomSummary.MOST_BYTES];
    var longer = new byte[SbomSummary.MOST_BYTES + 1];

    var outcome = repo.push(withSbom(longer), holding(GOOD, longer));

    assertThat(codes(outcome)).containsExactly(SBOM_INVALID);
    assertThat(root).doesNotExist();
    assertThat(repo.push(withSbom(longest), holding(GOOD, longest)).isOk()).isTrue();
  }

  @Test
  void an_sbom_that_is_not_the_signed_one_is_refused() throws IOException {
    var outcome = repo.push(manifest("hotfix-7", GOOD, "", Sha256.of(OTHER).hex()), holding(GOOD));

    assertThat(codes(outcome)).containsExactly(SBOM_MISMATCH);
    assertThat(repo.manifests()).isEmpty();
    assertThat(root).doesNotExist();
  }

  @Test
  void no_name_leads_out_of_the_repository() throws IOException {
    repo.push(manifest("hotfix-7", GOOD, ""), holding(GOOD)).orThrow();
    Files.write(root.resolve("secret"), GOOD);
    var patch = repo.manifests().getFirst().bodyDigest();

    for (String name : List.of("../../secret", "/etc/passwd", "..", ".", "")) {
      assertThat(repo.patch(patch).beside(name, Optional.empty(), 100)).as(name).isEmpty();
    }
  }

  @Test
  void a_manifest_under_the_name_of_another_body_is_not_listed() throws IOException {
    repo.push(manifest("hotfix-7", GOOD, ""), holding(GOOD)).orThrow();
    Path patches = root.resolve("patches");
    Files.move(patches.resolve(names(patches).getFirst()), patches.resolve(Sha256.of(OTHER).hex()));

    assertThat(repo.manifests()).isEmpty();
  }

  @Test
  void verifying_finds_nothing_wrong_with_what_was_pushed() throws IOException {
    repo.push(manifest("hotfix-7", GOOD, ""), holding(GOOD)).orThrow();
    repo.push(manifest("hotfix-8", GOOD, ""), holding(GOOD)).orThrow();

    assertThat(repo.verify()).isEqualTo(new RepoCheck(2, 1, List.of()));
  }

  @Test
  void verifying_finds_each_thing_that_was_changed() throws IOException {
    repo.push(manifest("hotfix-7", GOOD, ""), holding(GOOD)).orThrow();
    Path patch = root.resolve("patches").resolve(names(root.resolve("patches")).getFirst());
    replace(root.resolve("objects").resolve(Sha256.of(GOOD).hex()), OTHER);
    Files.write(root.resolve("objects").resolve("notes.txt"), OTHER);
    replace(patch.resolve("sbom.spdx.json"), OTHER);

    assertThat(repo.verify().problems().stream().map(Problem::code))
        .containsExactly(DIGEST_MISMATCH, DIGEST_MISMATCH, ARTIFACT_MISSING, SBOM_MISMATCH);
  }

  @Test
  void verifying_finds_a_manifest_under_another_name() throws IOException {
    repo.push(manifest("hotfix-7", GOOD, ""), holding(GOOD)).orThrow();
    Path patches = root.resolve("patches");
    Files.move(patches.resolve(names(patches).getFirst()), patches.resolve(Sha256.of(OTHER).hex()));

    assertThat(repo.verify().problems().stream().map(Problem::code))
        .containsExactly(DIGEST_MISMATCH);
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Files.delete(file);
    Files.write(file, content);
  }

  private static Manifest manifest(String id, byte[] artifact, String more) {
    return manifest(id, artifact, more, Sha256.of(SBOM).hex());
  }

  private static Manifest manifest(String id, byte[] artifact, String more, String sbom) {
    String text =
        """
        {"id":"%s","version":"3.2.1",
         "artifacts":[{"name":"hash.so","sha256":"%s"%s}],
         "targets":["api"],"metadata":{"sbom":"sbom.spdx.json","sbom_sha256":"%s"}}
        """
            .formatted(id, Sha256.of(artifact).hex(), more, sbom);
    return Manifest.parse("patch_manifest.json", text.getBytes(UTF_8)).orThrow();
  }

  private static Manifest withSbom(byte[] sbom) {
    return manifest("hotfix-7", GOOD, "", Sha256.of(sbom).hex());
  }

  private static ArtifactSource holding(byte[] artifact) {
    return holding(artifact, SBOM);
  }

  private static ArtifactSource holding(byte[] artifact, byte[] sbom) {
    return from(() -> Optional.of(new ByteArrayInputStream(artifact)), sbom);
  }

  private static ArtifactSource from(Supplier<Optional<InputStream>> artifact) {
    return from(artifact, SBOM);
  }

  private static ArtifactSource from(Supplier<Optional<InputStream>> artifact, byte[] sbom) {
    return new ArtifactSource() {
      @Override
      public Optional<InputStream> artifact(Artifact wanted) {
        return artifact.get();
      }

      @Override
      public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes) {
        return fileName.equals("sbom.spdx.json") ? Optional.of(sbom) : Optional.empty();
      }

      @Override
      public String describe() {
        return "a test";
      }
    };
  }

  private static byte[] bytes(InputStream in) throws IOException {
    try (in) {
      return in.readAllBytes();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static List<Code> codes(Outcome<?> outcome) {
    return outcome.problems().stream().map(Problem::code).toList();
  }
}

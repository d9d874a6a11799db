package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code repo push}, {@code list} and {@code verify}, and a patch that comes from there. */
final class RepoCommandsTest {
  @TempDir Path folder;
  private AChange change;
  private Path repo;

  @BeforeEach
  void aChange() {
    change = AChange.in(folder);
    repo = folder.resolve("repo");
  }

  private Ran push() {
    return xps("repo", "push", change.manifest(), "--repo", "file:" + repo, "--json");
  }

  @Test
  void a_pushed_patch_is_listed_whole_and_can_be_attested_from_there() throws IOException {
    var body = push().exits(0).text("body");

    assertThat(xps("repo", "list", "--repo", "file://" + repo).exits(0).out())
        .contains("xps-hotpatch-2026-01-05", "3.2.1", body);
    assertThat(xps("repo", "verify", "--repo", repo, "--json").exits(0).out())
        .contains("\"patches\": 1", "\"objects\": 1");

    Files.delete(change.artifact());
    xps(change.attest()).exits(10);
    xps(change.attest("--repo", "file:" + repo)).exits(0);
  }

  @Test
  void a_changed_object_is_found_by_verify_and_by_attest() throws IOException {
    push().exits(0);
    Path object;
    try (var objects = Files.list(repo.resolve("objects"))) {
      object = objects.findFirst().orElseThrow();
    }
    Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(object, "machine code of 3.2.l");

    assertThat(xps("repo", "verify", "--repo", repo, "--json").exits(10).problems())
        .contains("DIGEST_MISMATCH", "ARTIFACT_MISSING");
    assertThat(xps(change.attest("--repo", "file:" + repo, "--json")).exits(10).problems())
        .contains("DIGEST_MISMATCH");
  }

  @Test
  void an_artifact_that_is_not_the_manifests_is_not_pushed() throws IOException {
    Files.writeString(change.artifact(), "something longer than was announced");
    assertThat(push().exits(10).problems()).containsExactly("SIZE_MISMATCH");

    Files.writeString(change.artifact(), "machine code of 3.2.l");
    assertThat(push().exits(10).problems()).containsExactly("DIGEST_MISMATCH");
    assertThat(push().problem("where")).isEqualTo(change.artifact().toString());
    assertThat(repo).doesNotExist();
  }

  @Test
  void a_folder_of_something_else_is_no_repository() throws IOException {
    Files.createDirectories(repo.resolve("photos"));

    for (var verb : List.of("list", "verify")) {
      var ran = xps("repo", verb, "--repo", "file:" + repo, "--json").exits(18);
      assertThat(ran.problems()).containsExactly("REPO_UNREACHABLE");
      assertThat(ran.problem("message")).contains("objects/ and patches/ are missing");
    }
  }

  @Test
  void a_repository_that_is_not_there_is_not_reached() {
    for (var verb : List.of("list", "verify")) {
      assertThat(xps("repo", verb, "--repo", "file:" + repo, "--json").exits(18).problems())
          .containsExactly("REPO_UNREACHABLE");
    }
    assertThat(xps(change.attest("--repo", "file:" + repo, "--json")).exits(18).problems())
        .containsExactly("REPO_UNREACHABLE");
    assertThat(repo).doesNotExist();
  }

  @Test
  void other_repositories_come_later_or_never() {
    assertThat(xps("repo", "list", "--repo", "s3://bucket/x").exits(2).err()).contains("later");
    assertThat(xps("repo", "list", "--repo", "oci://host/x").exits(2).err()).contains("later");
    xps("repo", "list", "--repo", "https://host/x").exits(2);
    xps("repo", "list", "--repo", "file://host/x").exits(2);
    xps(change.attest("--repo", "file:" + repo, "--artifacts", folder)).exits(2);
  }
}

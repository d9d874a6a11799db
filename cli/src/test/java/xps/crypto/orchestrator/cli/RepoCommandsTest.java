package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Sha256;

/** Every command of {@code repo}, and a patch that comes from there. */
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
  void a_patch_is_fetched_whole_and_attested_where_it_lies() throws IOException {
    push().exits(0);
    var out = folder.resolve("fetched");

    xps(fetch("xps-hotpatch-2026-01-05", out)).exits(0);

    assertThat(Files.mismatch(out.resolve("xps.crypto.hash.sha256.so"), change.artifact()))
        .isEqualTo(-1);
    xps("attest", out.resolve("patch_manifest.json"), "--trust", change.file("trust_store.json"))
        .exits(0);
    xps(fetch("xps-hotpatch-2026-01-05", out)).exits(0); // once more changes nothing
    assertThat(xps(fetch("hotfix-8", out)).exits(18).problems()).containsExactly("NOT_FOUND");
  }

  @Test
  void an_sbom_that_somebody_made_too_long_to_read_is_not_fetched() throws IOException {
    push().exits(0);
    var out = folder.resolve("fetched");
    try (var patches = Files.list(repo.resolve("patches"))) {
      Files.write(patches.findFirst().orElseThrow().resolve("sbom.spdx.json"), new byte[2 << 20]);
    }

    assertThat(xps(fetch("xps-hotpatch-2026-01-05", out)).exits(10).problems())
        .containsExactly("SIZE_MISMATCH");
    assertThat(out).doesNotExist();
  }

  @Test
  void a_fetch_that_was_cut_off_goes_on_from_its_last_good_chunk() throws IOException {
    var big = change.file("big/module.so");
    var body = pushBig(big, "1.0.1");
    var out = folder.resolve("fetched");
    Files.createDirectories(out);
    var half = Arrays.copyOf(Files.readAllBytes(big), 150_000);
    Files.write(out.resolve(".module.so.part"), half);

    xps(fetch(body, out)).exits(0);

    assertThat(Files.mismatch(out.resolve("module.so"), big)).isEqualTo(-1);
    assertThat(out.resolve(".module.so.part")).doesNotExist();
  }

  @Test
  void a_copy_that_lies_is_not_fetched_and_its_chunk_is_named() throws IOException {
    var big = change.file("big/module.so");
    var body = pushBig(big, "1.0.1");
    var object = repo.resolve("objects").resolve(Sha256.of(Files.readAllBytes(big)).hex());
    var lie = Files.readAllBytes(object);
    lie[70_000] ^= 1;
    Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-------"));
    Files.write(object, lie);
    var out = folder.resolve("fetched");

    var ran = xps(fetch(body, out)).exits(10);

    assertThat(ran.problems()).containsExactly("TREE_MISMATCH");
    assertThat(ran.problem("message")).contains("chunk 1 ");
    assertThat(ran.problem("attack")).isEqualTo("TUF: mix-and-match attack");
    assertThat(out.resolve("module.so")).doesNotExist();
    assertThat(out.resolve("patch_manifest.json")).doesNotExist();
  }

  @Test
  void old_versions_are_cleaned_away_and_the_one_before_the_newest_stays() throws IOException {
    var oldest = pushBig(change.file("1/module.so"), "1.0.1");
    var before = pushBig(change.file("2/module.so"), "1.0.2");
    var newest = pushBig(change.file("3/module.so"), "1.0.3");

    var dry = xps(gc("--dry-run")).exits(0);
    assertThat(dry.out()).contains(oldest).doesNotContain(before, newest);
    assertThat(xps(gc("--keep", oldest, "--dry-run")).exits(0).out()).doesNotContain(oldest);
    assertThat(xps("repo", "list", "--repo", repo).exits(0).out()).contains(oldest);

    xps(gc()).exits(0);

    assertThat(xps("repo", "list", "--repo", repo).exits(0).out())
        .contains(before, newest)
        .doesNotContain(oldest);
    xps("repo", "verify", "--repo", repo).exits(0);
    xps(gc("--versions", 1)).exits(2);
    xps(gc("--keep", "7")).exits(2);
  }

  @Test
  void versions_that_no_trusted_person_has_signed_make_nobody_clean_the_genuine_ones_away()
      throws IOException {
    var oldest = pushBig(change.file("1/module.so"), "1.0.1", List.of("alice"));
    var before = pushBig(change.file("2/module.so"), "1.0.2", List.of("alice"));
    var newest = pushBig(change.file("3/module.so"), "1.0.3", List.of("alice"));
    pushBig(change.file("4/module.so"), "999.0.0", List.of());
    pushBig(change.file("5/module.so"), "999.0.1", List.of("mallory"));

    var ran = xps("repo", "gc", "--repo", repo, "--json").exits(2);
    assertThat(ran.problem("message")).contains("--trust");
    xps(gc()).exits(0);

    assertThat(xps("repo", "list", "--repo", repo).exits(0).out())
        .contains(before, newest)
        .doesNotContain(oldest);
    xps("repo", "verify", "--repo", repo).exits(0);
  }

  @Test
  void what_lies_in_the_folder_is_never_replaced_by_a_file_of_a_patch() throws IOException {
    var store = pushStore();
    var out = Files.createDirectories(folder.resolve("work"));
    var mine = Files.copy(change.file("trust_store.json"), out.resolve("trust_store.json"));
    var before = Files.readString(mine);

    var ran = xps(fetch("big", out)).exits(2);

    assertThat(ran.problems()).containsExactly("USAGE");
    assertThat(ran.problem("where")).isEqualTo(mine.toString());
    assertThat(ran.problem("remedy")).contains("empty folder");
    assertThat(Files.readString(mine)).isEqualTo(before);
    assertThat(entries(out)).as("nothing was written at all").containsExactly(mine);

    Files.delete(mine);
    var elsewhere = Files.writeString(folder.resolve("elsewhere"), "{}");
    Files.createSymbolicLink(mine, elsewhere);
    assertThat(xps(fetch("big", out)).exits(2).problem("where")).isEqualTo(mine.toString());
    assertThat(Files.isSymbolicLink(mine)).isTrue();

    Files.delete(mine);
    Files.copy(store, mine); // the very same is no obstacle
    xps(fetch("big", out)).exits(0);
  }

  @Test
  void a_manifest_that_lies_there_stops_a_fetch_before_its_first_file() throws IOException {
    push().exits(0);
    var out = Files.createDirectories(folder.resolve("work"));
    var other = Files.writeString(out.resolve("patch_manifest.json"), "{}");

    var ran = xps(fetch("xps-hotpatch-2026-01-05", out)).exits(2);

    assertThat(ran.problem("where")).isEqualTo(other.toString());
    assertThat(entries(out)).containsExactly(other);
  }

  @Test
  void what_is_fetched_is_the_newest_that_is_attested_and_without_a_trust_store_it_says_so()
      throws IOException {
    var genuine = pushBig(change.file("1/module.so"), "1.0.1", List.of("alice"));
    var forged = pushBig(change.file("2/module.so"), "999.0.0", List.of("mallory"));
    var trust = change.file("trust_store.json");
    Object[] judged = {
      "repo", "fetch", "big", "--repo", repo, "--out", folder.resolve("judged"), "--trust", trust
    };

    var unjudged = xps(fetch("big", folder.resolve("unjudged"))).exits(0);
    assertThat(unjudged.text("body")).isEqualTo(forged);
    assertThat(unjudged.out()).contains("\"attested\": false");
    assertThat(
            xps("repo", "fetch", forged, "--repo", repo, "--out", folder.resolve("u2"))
                .exits(0)
                .out())
        .contains("nothing of it is attested yet", "xps attest");

    assertThat(xps(Stream.concat(Stream.of(judged), Stream.of("--json")).toArray()).exits(0).out())
        .contains(genuine, "\"attested\": true");
    var none = folder.resolve("none");
    xps("repo", "fetch", forged, "--repo", repo, "--out", none, "--trust", trust).exits(10);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void what_a_bulletin_denies_is_not_fetched_and_the_version_before_it_is() throws IOException {
    var good = pushBig(change.file("1/module.so"), "1.0.1", List.of("alice"));
    var denied = pushBig(change.file("2/module.so"), "1.0.2", List.of("alice"));
    var trust = change.file("trust_store.json");
    var key = change.key("bob");
    var pub = change.file("keys/bob.pub");
    xps("trust", "add", trust, "--name", "desk", "--as", "bulletin", "--pub", pub).exits(0);
    var bulletin = change.file("bulletin.json"); // beside the trust store
    xps(
            "trust",
            "bulletin",
            bulletin,
            "--trust",
            trust,
            "--env",
            "prod",
            "--deny",
            denied,
            "--key",
            key)
        .exits(0);
    Object[] newest = {
      "repo", "fetch", "big", "--repo", repo, "--out", folder.resolve("newest"), "--trust", trust
    };

    assertThat(xps(Stream.concat(Stream.of(newest), Stream.of("--json")).toArray()).exits(0).out())
        .contains(good);
    var none = folder.resolve("none");
    xps("repo", "fetch", denied, "--repo", repo, "--out", none, "--trust", trust).exits(13);
    assertThat(none).doesNotExist();
    xps("repo", "fetch", denied, "--repo", repo, "--out", none, "--bulletin", bulletin).exits(2);
  }

  @Test
  void a_push_through_a_link_in_the_place_of_the_patches_is_refused() throws IOException {
    var elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createDirectories(repo.resolve("objects"));
    Files.createSymbolicLink(repo.resolve("patches"), elsewhere);

    assertThat(push().exits(18).problems()).containsExactly("REPO_UNREACHABLE");

    assertThat(entries(elsewhere)).isEmpty();
    assertThat(entries(repo.resolve("objects"))).isEmpty();
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  private Object[] fetch(String patch, Path out) {
    return new Object[] {"repo", "fetch", patch, "--repo", repo, "--out", out, "--json"};
  }

  private Object[] gc(Object... more) {
    var trust = change.file("trust_store.json");
    return Stream.concat(
            Stream.of("repo", "gc", "--repo", repo, "--trust", trust, "--json"), Stream.of(more))
        .toArray();
  }

  /** Mallory's patch with a trust store of hers in it; says where that is. */
  private Path pushStore() throws IOException {
    var store = change.file("evil/trust_store.json");
    pushBig(store, "999.0.0", List.of("mallory"));
    return store;
  }

  /** A patch of one file with a digest tree; says its body. */
  private String pushBig(Path file, String version) throws IOException {
    return pushBig(file, version, List.of());
  }

  private String pushBig(Path file, String version, List<String> signers) throws IOException {
    var content = new byte[300_000];
    new Random(version.hashCode()).nextBytes(content);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    xps(
            "manifest",
            "init",
            "--id",
            "big",
            "--version",
            version,
            "--target",
            "api",
            "--chunk",
            65_536,
            file)
        .exits(0);
    var manifest = file.resolveSibling("patch_manifest.json");
    for (var signer : signers) {
      xps("sign", manifest, "--key", change.key(signer)).exits(0);
    }
    return xps("repo", "push", manifest, "--repo", repo, "--json").exits(0).text("body");
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

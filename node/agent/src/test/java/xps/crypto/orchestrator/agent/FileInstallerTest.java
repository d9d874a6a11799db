package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.workload.Uid;

/** Files are replaced where the owner says, whole, and by nobody's trick anywhere else. */
@Timeout(60)
class FileInstallerTest {
  private static final String NAME = "app.conf";
  private static final Duration PATIENT = Duration.ofSeconds(20);

  @TempDir Path folder;
  private Path objects;
  private Path etc;
  private Path place;
  private Path trace;

  @BeforeEach
  void a_place_with_a_file() throws IOException {
    objects = Files.createDirectory(folder.resolve("objects"));
    etc = Files.createDirectory(folder.resolve("etc"));
    place = Files.writeString(etc.resolve(NAME), "old");
    trace = folder.resolve("trace");
  }

  private Sha256 stored(String content) throws IOException {
    var sha256 = Sha256.of(content.getBytes(UTF_8));
    Files.writeString(objects.resolve(sha256.hex()), content);
    return sha256;
  }

  private FileInstaller installer(Disk disk, String... reload) {
    var command =
        reload.length == 0
            ? Optional.<FilePlace.Reload>empty()
            : Optional.of(new FilePlace.Reload("app", new OwnCommand(List.of(reload))));
    var places = new TreeMap<String, FilePlace>();
    places.put(NAME, new FilePlace(NAME, place, command));
    return new FileInstaller(places, objects, disk, PATIENT);
  }

  private FileInstaller installer(String... reload) {
    return installer(new LocalDisk(), reload);
  }

  private String[] noting() {
    return new String[] {"/bin/sh", "-c", "cat " + place + " >> " + trace};
  }

  private static SortedMap<String, Sha256> only(Sha256 sha256) {
    return new TreeMap<>(java.util.Map.of(NAME, sha256));
  }

  private static NodeInstaller.Move move(
      SortedMap<String, Sha256> to, SortedMap<String, Sha256> from) {
    return new NodeInstaller.Move(2, to, from);
  }

  private Optional<Code> staged(FileInstaller installer) throws IOException {
    return installer.stage(only(stored("new")), Set.of(NAME)).map(Problem::code);
  }

  @Test
  void the_new_content_is_there_before_the_reload_and_status_says_its_digest() throws Exception {
    var old = stored("old");
    var fresh = stored("new");
    var installer = installer(noting());
    assertThat(installer.status(Set.of(NAME)).shows(only(old))).isTrue();

    assertThat(installer.activate(move(only(fresh), only(old)))).isEmpty();

    assertThat(place).hasContent("new");
    assertThat(trace).hasContent("new");
    assertThat(installer.status(Set.of(NAME)).shows(only(fresh))).isTrue();
    try (var left = Files.list(etc)) {
      assertThat(left).containsExactly(place);
    }
  }

  @Test
  void going_back_puts_the_last_content_back_and_reloads() throws Exception {
    var old = stored("old");
    var fresh = stored("new");
    var installer = installer(noting());
    assertThat(installer.activate(move(only(fresh), only(old)))).isEmpty();

    assertThat(installer.rollBack(move(only(old), only(fresh)))).isEmpty();

    assertThat(place).hasContent("old");
    assertThat(trace).hasContent("newold");
  }

  @Test
  void going_back_to_where_there_was_no_file_takes_it_away_and_nothing_that_somebody_put_there()
      throws Exception {
    Files.delete(place);
    var fresh = stored("new");
    var installer = installer();
    assertThat(installer.activate(move(only(fresh), new TreeMap<>()))).isEmpty();
    assertThat(place).hasContent("new");

    assertThat(installer.rollBack(move(new TreeMap<>(), only(fresh)))).isEmpty();
    assertThat(place).doesNotExist();

    Files.writeString(place, "by hand");
    assertThat(installer.rollBack(move(new TreeMap<>(), only(fresh)))).isEmpty();
    assertThat(place).hasContent("by hand");
  }

  @Test
  void a_file_that_was_changed_behind_its_back_is_seen_and_put_right() throws Exception {
    var old = stored("old");
    var installer = installer();
    assertThat(installer.status(Set.of(NAME)).shows(only(old))).isTrue();

    Files.writeString(place, "OLD"); // as long as before
    assertThat(installer.status(Set.of(NAME)).shows(only(old))).isFalse();

    assertThat(installer.activate(move(only(old), only(old)))).isEmpty();
    assertThat(place).hasContent("old");
  }

  @Test
  void the_new_content_is_as_secret_as_the_old_was() throws Exception {
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(installer().activate(move(only(stored("new")), only(stored("old"))))).isEmpty();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void the_new_content_belongs_to_the_group_of_the_old() throws Exception {
    Assumptions.assumeTrue(Uid.mine().value() == 0, "only root can give a file away");
    Files.setAttribute(place, "unix:gid", 4242);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-r-----"));

    assertThat(installer().activate(move(only(stored("new")), only(stored("old"))))).isEmpty();

    assertThat(Files.getAttribute(place, "unix:gid")).isEqualTo(4242);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place)))
        .isEqualTo("rw-r-----");
  }

  @Test
  void what_is_put_right_is_only_what_differs() throws Exception {
    var old = stored("old");
    var earlier = only(stored("earlier"));

    assertThat(installer(noting()).restore(move(only(old), earlier))).isEmpty();
    assertThat(trace).doesNotExist();

    Files.writeString(place, "by hand");
    assertThat(installer(noting()).restore(move(only(old), earlier))).isEmpty();
    assertThat(place).hasContent("old");
    assertThat(trace).hasContent("old");
  }

  @Test
  void nothing_is_reloaded_for_a_file_that_is_left_to_somebody() throws Exception {
    var fresh = stored("new");
    Files.writeString(place, "by hand");

    assertThat(installer(noting()).rollBack(move(new TreeMap<>(), only(fresh)))).isEmpty();

    assertThat(place).hasContent("by hand");
    assertThat(trace).doesNotExist();
  }

  @Test
  void a_file_that_nobody_has_taken_over_is_not_written_over() throws Exception {
    assertThat(installer().stage(only(stored("new")), Set.of()))
        .map(Problem::code)
        .contains(Code.STAGE_FAILED);
    Files.delete(place);
    assertThat(installer().stage(only(stored("new")), Set.of())).isEmpty();
  }

  @Test
  void a_link_at_the_destination_is_neither_followed_nor_replaced() throws Exception {
    var victim = Files.writeString(folder.resolve("victim"), "mine");
    Files.delete(place);
    Files.createSymbolicLink(place, victim);

    assertThat(staged(installer())).contains(Code.PERMISSION_DENIED);
    assertThat(installer().activate(move(only(stored("new")), only(stored("old")))))
        .map(trouble -> trouble.problem().code())
        .contains(Code.PERMISSION_DENIED);
    assertThat(victim).hasContent("mine");
    assertThat(place).isSymbolicLink();
  }

  @Test
  void a_link_where_the_new_content_is_made_is_not_written_through() throws Exception {
    var victim = Files.writeString(folder.resolve("victim"), "mine");
    Files.createSymbolicLink(etc.resolve("." + NAME + ".xps-new"), victim);

    assertThat(installer().activate(move(only(stored("new")), only(stored("old"))))).isEmpty();

    assertThat(victim).hasContent("mine");
    assertThat(place).hasContent("new").isRegularFile();
  }

  @Test
  void a_link_above_the_destination_is_refused() throws Exception {
    var real = Files.createDirectory(folder.resolve("real"));
    var link = Files.createSymbolicLink(folder.resolve("link"), real);
    place = link.resolve(NAME);

    assertThat(staged(installer())).contains(Code.PERMISSION_DENIED);
  }

  @Test
  void a_folder_that_others_can_write_is_refused() throws Exception {
    Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(staged(installer())).contains(Code.PERMISSION_DENIED);
  }

  @Test
  void a_destination_of_somebody_else_is_refused() throws Exception {
    Assumptions.assumeTrue(Uid.mine().value() == 0, "only root can give a file away");
    Files.setAttribute(place, "unix:uid", 65_534);
    assertThat(staged(installer())).contains(Code.PERMISSION_DENIED);

    Files.setAttribute(place, "unix:uid", 0);
    Files.setAttribute(etc, "unix:uid", 65_534);
    assertThat(staged(installer())).contains(Code.PERMISSION_DENIED);
  }

  @Test
  void a_folder_in_the_files_place_is_refused() throws Exception {
    Files.delete(place);
    Files.createDirectory(place);

    assertThat(staged(installer())).contains(Code.PERMISSION_DENIED);
  }

  @Test
  void an_object_that_rots_in_the_store_does_not_arrive() throws Exception {
    var fresh = stored("new");
    Files.writeString(objects.resolve(fresh.hex()), "nev");

    assertThat(installer().activate(move(only(fresh), only(stored("old")))))
        .map(trouble -> trouble.problem().code())
        .contains(Code.DIGEST_MISMATCH);
    assertThat(place).hasContent("old");
  }

  @Test
  void a_reload_that_fails_is_final_and_the_way_back_reloads_again() throws Exception {
    var old = stored("old");
    var fresh = stored("new");
    // As a server does that is given nonsense: it fails for the new content, and for no other.
    var installer = installer("/bin/grep", "-q", "old", place.toString());

    var trouble = installer.activate(move(only(fresh), only(old))).orElseThrow();

    assertThat(trouble.isFinal()).isTrue();
    assertThat(trouble.problem().code()).isEqualTo(Code.SWAP_FAILED);
    assertThat(trouble.problem().message()).isEqualTo("the reload app ended with 1");
    assertThat(installer.rollBack(move(only(old), only(fresh)))).isEmpty();
    assertThat(place).hasContent("old");
  }

  @Test
  void a_reload_that_hangs_and_forks_ends_with_its_time() throws Exception {
    var places = new TreeMap<String, FilePlace>();
    var hanging = new OwnCommand(List.of("/bin/sh", "-c", "sleep 600 & sleep 600 & wait"));
    places.put(NAME, new FilePlace(NAME, place, Optional.of(new FilePlace.Reload("app", hanging))));
    var installer = new FileInstaller(places, objects, new LocalDisk(), Duration.ofMillis(300));

    var trouble = installer.activate(move(only(stored("new")), only(stored("old")))).orElseThrow();

    assertThat(trouble.problem().message()).contains("hasn't ended within 300ms");
  }

  @Test
  void nothing_is_reloaded_where_nothing_has_changed() throws Exception {
    var old = only(stored("old"));

    assertThat(installer(noting()).activate(move(old, old))).isEmpty();

    assertThat(trace).doesNotExist();
  }

  /** Safety: at the place lies the old content or the new, whole. Progress: the new, in the end. */
  @Test
  void a_replacement_that_is_cut_off_anywhere_leaves_old_or_new_and_arrives_when_done_again()
      throws Exception {
    var old = stored("old");
    var fresh = stored("new");
    int cuts = 0;
    for (boolean hasCut = true; hasCut; cuts++) {
      for (var end : List.of(CuttingDisk.KILLED, CuttingDisk.Fault.ENOSPC)) {
        Files.writeString(place, "old");
        Files.deleteIfExists(trace);
        var disk = new CuttingDisk(cuts, end);
        try {
          installer(disk, noting()).activate(move(only(fresh), only(old)));
        } catch (IllegalStateException killed) {
          assertThat(killed).hasMessageStartingWith("killed");
        }
        hasCut = disk.hasCut();
        assertThat(Files.readString(place)).isIn("old", "new");

        var again = installer(noting());
        assertThat(again.activate(move(only(fresh), only(old)))).isEmpty();
        again.confirm();

        assertThat(place).hasContent("new");
        try (var left = Files.list(etc)) {
          assertThat(left).containsExactly(place);
        }
        assertThat(Files.readString(trace)).as("reloaded since").endsWith("new");
      }
    }
    assertThat(cuts).as("steps that were cut").isGreaterThan(5);
  }
}

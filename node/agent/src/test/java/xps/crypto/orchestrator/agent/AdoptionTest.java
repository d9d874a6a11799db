package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** What an owner has put where files go is taken over at the start, so that there is a way back. */
class AdoptionTest {
  @TempDir Path folder;
  private Path place;
  private AgentConfig config;
  private final List<Problem> complaints = new ArrayList<>();

  @BeforeEach
  void a_node_with_a_file() throws IOException {
    place = Files.writeString(folder.resolve("app.conf"), "as the owner wrote it");
    NodeOnDisk.install(folder.resolve("store"), "a module");
    config = config("[dynamic, {file: app.conf, path: app.conf}]");
  }

  private AgentConfig config(String installers) throws IOException {
    return AnAgentYaml.in(folder).installers(installers).read();
  }

  private AgentStore store() {
    return new AgentStore(config.store(), new LocalDisk());
  }

  private NodeJournal adopt(Disk disk) throws IOException {
    var store = new AgentStore(config.store(), disk);
    var adoption = new Adoption(store, disk, config, complaints::add);
    return adoption.adopt(store.journal().orThrow());
  }

  private static Sha256 digest(String content) {
    return Sha256.of(content.getBytes(UTF_8));
  }

  @Test
  void it_becomes_a_part_of_what_is_active_and_its_content_is_kept() throws IOException {
    var journal = adopt(new LocalDisk());

    var current = journal.position().wanted().orElseThrow();
    assertThat(current.artifacts())
        .containsEntry("app.conf", digest("as the owner wrote it"))
        .containsEntry(Chain.SHA256, digest("a module"));
    assertThat(current.good()).isTrue();
    assertThat(store().active()).contains(current.generation());
    assertThat(store().journal().orThrow()).isEqualTo(journal);
    store().collect(journal.position().kept());
    assertThat(store().has(digest("as the owner wrote it"))).isTrue();
  }

  @Test
  void a_second_start_takes_over_nothing_more() throws IOException {
    var journal = adopt(new LocalDisk());

    assertThat(adopt(new LocalDisk())).isEqualTo(journal);
  }

  @Test
  void a_start_that_is_cut_off_anywhere_comes_to_the_same_in_the_end() throws IOException {
    int cuts = 0;
    for (boolean hasCut = true; hasCut; cuts++) {
      config = config("[dynamic, {file: app.conf, path: app.conf}]");
      var root = folder.resolve("store");
      if (cuts > 0) {
        Files.move(root, folder.resolve("store-" + cuts));
        NodeOnDisk.install(root, "a module");
      }
      var disk = new CuttingDisk(cuts, CuttingDisk.KILLED);
      try {
        adopt(disk);
      } catch (IllegalStateException killed) {
        assertThat(killed).hasMessageStartingWith("killed");
      }
      hasCut = disk.hasCut();

      assertThat(store().isAheadOf(store().journal().orThrow())).isFalse();
      var journal = adopt(new LocalDisk());

      var current = journal.position().wanted().orElseThrow();
      assertThat(current.artifacts()).containsKeys("app.conf", Chain.SHA256);
      assertThat(store().active()).as("after %d steps", cuts).contains(current.generation());
    }
    assertThat(cuts).as("steps that were cut").isGreaterThan(10);
  }

  @Test
  void what_not_everybody_may_read_is_left_alone() throws IOException {
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------"));

    var journal = adopt(new LocalDisk());

    assertThat(journal.position().artifacts()).doesNotContainKey("app.conf");
    assertThat(complaints).extracting(Problem::code).containsExactly(Code.PERMISSION_DENIED);
    try (var objects = Files.list(store().objects())) {
      assertThat(objects).hasSize(1);
    }
  }

  /** A node within its horizon, on which the owner says of one more file where it lies. */
  @Test
  void the_way_back_leaves_a_file_that_was_taken_over_after_the_patch_where_it_lies()
      throws Exception {
    var store = store();
    var first = store.journal().orThrow();
    var previous = first.position().wanted().orElseThrow();
    var patched = new TreeMap<>(Map.of(Chain.SHA256, digest("a patched module")));
    Files.writeString(
        store.objects().resolve(digest("a patched module").hex()), "a patched module");
    var origin = new Installation.Origin.Patched(digest("a body"), 1, Duration.ofHours(24));
    var current = new Installation(2, patched, origin, Chain.NOON, true);
    store.lay(2, patched);
    store.persist(first.numberTaken().at(new Position.Settled(current, Optional.of(previous))));
    store.point(2, Optional.of(1L));

    var position = (Position.Settled) adopt(new LocalDisk()).position();

    var behind = position.previous().orElseThrow();
    assertThat(position.current().artifacts())
        .containsOnlyKeys(Chain.SHA256, "app.conf")
        .containsAllEntriesOf(patched);
    assertThat(behind.artifacts())
        .containsOnlyKeys(Chain.SHA256, "app.conf")
        .containsAllEntriesOf(previous.artifacts());
    assertThat(position.current().origin()).isEqualTo(origin);
    assertThat(store.previous()).contains(behind.generation());
    assertThat(store.isAheadOf(store.journal().orThrow())).isFalse();
    var back =
        new FileInstaller(config.files(), store.objects(), new LocalDisk(), Duration.ofSeconds(5))
            .rollBack(
                new NodeInstaller.Move(
                    behind.generation(), files(behind), files(position.current())));
    assertThat(back).isEmpty();
    assertThat(place).hasContent("as the owner wrote it");
  }

  private static SortedMap<String, Sha256> files(Installation installation) {
    return new TreeMap<>(Map.of("app.conf", installation.artifacts().get("app.conf")));
  }

  @Test
  void a_link_is_not_taken_over() throws IOException {
    Files.delete(place);
    Files.createSymbolicLink(place, folder.resolve("agent.yaml"));

    assertThat(adopt(new LocalDisk()).position().artifacts()).doesNotContainKey("app.conf");
    assertThat(complaints).hasSize(1);
  }

  @Test
  void a_file_without_a_module_beside_it_is_no_way_back_for_a_workload() throws IOException {
    var bare = NodeJournal.first(new Position.Bare(), 1);
    var store = store();
    store.persist(bare);

    var journal = adopt(new LocalDisk());

    assertThat(journal.position().wanted().orElseThrow().good()).isFalse();
    store.persist(bare.numberTaken());
    config = config("[{file: app.conf, path: app.conf}]");
    assertThat(adopt(new LocalDisk()).position().wanted().orElseThrow().good()).isTrue();
  }

  @Test
  void an_agent_does_not_start_when_what_is_active_has_no_place_any_more() throws IOException {
    var journal = adopt(new LocalDisk());
    config = config("[dynamic]");

    var homeless =
        new Adoption(store(), new LocalDisk(), config, complaints::add).homeless(journal);

    assertThat(homeless).map(Problem::code).contains(Code.AGENT_CONFIG_INVALID);
  }

  @Test
  void a_node_that_was_restored_takes_over_nothing() throws IOException {
    var store = store();
    store.persist(store.journal().orThrow());
    store.lay(7, new java.util.TreeMap<>());

    assertThat(adopt(new LocalDisk()).position().artifacts()).doesNotContainKey("app.conf");
  }

  @Test
  void a_generation_that_only_brings_a_module_keeps_the_file() throws IOException {
    var journal = adopt(new LocalDisk());

    assertThat(journal.position().kept()).isEqualTo(Set.of(2L));
    assertThat(journal.position().behind()).isEqualTo(Optional.empty());
  }
}

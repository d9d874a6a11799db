package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The agent is cut off at each step that it asks of the disk, in turn, and started again. Safety: a
 * workload that starts meanwhile finds N or N−1, whole. Progress: in the end the node is where it
 * is wanted.
 */
class EveryCutTest {
  private static final int MOST_STEPS = 500;
  private static final String OLD = "what the owner installed";
  private static final String NEW = "three two one";
  private static final Sha256 OLD_DIGEST = Sha256.of(OLD.getBytes(UTF_8));
  private static final Sha256 NEW_DIGEST = Sha256.of(NEW.getBytes(UTF_8));

  @TempDir Path temporary;
  private final Chain chain = new Chain();
  private final SortedMap<Sha256, String> contents = new TreeMap<>();
  private Chain.Patch patch;

  @BeforeEach
  void a_patch() {
    patch = chain.patch("3.2.1", NEW);
    contents.put(NEW_DIGEST, NEW);
  }

  private Desired again(Desired desired) {
    return chain.desired(desired.direction(), desired.envelope());
  }

  private static SortedMap<String, Sight.Seat> old() {
    var mapped = new TreeMap<String, Sight.Seat>();
    mapped.put(Chain.SHA256, new Sight.Seat(OLD_DIGEST, 1, 0));
    return mapped;
  }

  private NodeOnDisk node(Path root, Disk disk) {
    return new NodeOnDisk(root, disk, contents);
  }

  private static void assertOldOrNew(NodeOnDisk node) throws IOException {
    assertThat(node.active()).isIn(OLD_DIGEST, NEW_DIGEST);
  }

  /** The life of an agent that is killed after some steps; what the workload has then. */
  private SortedMap<String, Sight.Seat> live(
      NodeOnDisk node, SortedMap<String, Sight.Seat> mapped, Desired... orders) throws IOException {
    var rig = new Rig(chain.rules(), NodeJournal.first(new Position.Bare(), 0));
    try {
      rig = node.start(chain.rules(), mapped);
      rig.happens(new Event.Started(rig.now));
      for (var order : orders) {
        rig.wants(order);
      }
    } catch (IllegalStateException killed) {
      assertThat(killed).hasMessageStartingWith("killed");
    }
    return rig.mapped.isEmpty() ? mapped : rig.mapped;
  }

  @Test
  void a_patch_that_is_cut_off_anywhere_arrives_in_the_end() throws IOException {
    var order = chain.order(Rig.adopted(chain.rules(), OLD_DIGEST), patch, 1, 1);
    int cuts = 0;
    for (boolean hasCut = true; hasCut; cuts++) {
      assertThat(cuts).isLessThan(MOST_STEPS);
      var root = temporary.resolve("forward-" + cuts);
      NodeOnDisk.install(root, OLD);
      var disk = new CuttingDisk(cuts, CuttingDisk.KILLED);
      var mapped = live(node(root, disk), old(), order);
      hasCut = disk.hasCut();

      var after = node(root, new LocalDisk());
      assertOldOrNew(after);
      var rig = after.start(chain.rules(), mapped);
      rig.happens(new Event.Started(rig.now));
      assertOldOrNew(after);
      rig.wants(again(order));

      assertThat(rig.last().state()).as("after %d steps", cuts).isEqualTo(NodePhase.HEALTHY);
      assertThat(rig.runs()).isEqualTo(NEW_DIGEST);
      assertThat(after.active()).isEqualTo(NEW_DIGEST);
      assertThat(after.store().previous()).contains(1L);
      assertThat(after.names("objects"))
          .containsExactlyInAnyOrder(OLD_DIGEST.hex(), NEW_DIGEST.hex());
      assertThat(after.names("generations")).hasSize(2).contains("1");
    }
    assertThat(cuts).as("steps that were cut").isGreaterThan(20);
  }

  @Test
  void a_way_back_that_is_cut_off_anywhere_arrives_in_the_end() throws IOException {
    var order = chain.order(Rig.adopted(chain.rules(), OLD_DIGEST), patch, 1, 1);
    var back = chain.orderBack(patch, 2, 1);
    int cuts = 0;
    for (boolean hasCut = true; hasCut; cuts++) {
      assertThat(cuts).isLessThan(MOST_STEPS);
      var root = temporary.resolve("back-" + cuts);
      NodeOnDisk.install(root, OLD);
      var patched = live(node(root, new LocalDisk()), old(), order);
      var disk = new CuttingDisk(cuts, CuttingDisk.KILLED);
      var mapped = live(node(root, disk), patched, back);
      hasCut = disk.hasCut();

      var after = node(root, new LocalDisk());
      assertOldOrNew(after);
      var rig = after.start(chain.rules(), mapped);
      rig.happens(new Event.Started(rig.now));
      rig.wants(again(back));

      assertThat(rig.last().state()).as("after %d steps", cuts).isEqualTo(NodePhase.ROLLED_BACK);
      assertThat(rig.runs()).isEqualTo(OLD_DIGEST);
      assertThat(after.active()).isEqualTo(OLD_DIGEST);
      assertThat(after.store().previous()).isEmpty();
      assertThat(rig.state.journal().memory().spent(patch.body(), "prod")).isEqualTo(1);
      AgentStepTest.assertRefused(
          rig.wants(chain.order(rig, patch, 3, 1)), 8, Code.WARRANT_REPLAYED);
    }
    assertThat(cuts).as("steps that were cut").isGreaterThan(5);
  }

  @ParameterizedTest
  @EnumSource
  void a_disk_that_fails_anywhere_leaves_the_old_or_the_new_and_says_so(CuttingDisk.Fault fault)
      throws IOException {
    var order = chain.order(Rig.adopted(chain.rules(), OLD_DIGEST), patch, 1, 1);
    int cuts = 4; // what the folders need
    for (boolean hasCut = true; hasCut; cuts++) {
      var root = temporary.resolve(fault + "-" + cuts);
      NodeOnDisk.install(root, OLD);
      var disk = new CuttingDisk(cuts, fault);
      var node = node(root, disk);
      Rig rig;
      try {
        rig = node.start(chain.rules(), old());
      } catch (IOException _) {
        continue; // the agent doesn't start, and says why
      }
      rig.step(new Event.Started(rig.now));
      rig.step(new Event.Looked(rig.now, rig.state.deed(), rig.sight()));
      rig.fewSteps(new Event.Wanted(rig.now, order));
      hasCut = disk.hasCut();

      assertOldOrNew(node);
      assertThat(rig.runs()).isIn(OLD_DIGEST, NEW_DIGEST);
      var after = node(root, new LocalDisk());
      var next = after.start(chain.rules(), rig.mapped);
      next.happens(new Event.Started(next.now));
      next.wants(again(order));
      assertThat(next.last().state())
          .as("after %d steps", cuts)
          .isIn(NodePhase.HEALTHY, NodePhase.FAILED, NodePhase.ROLLED_BACK);
      assertThat(after.active()).isEqualTo(next.runs());
    }
  }

  /** It needs no disk: what can't be written is written when it can be. */
  @ParameterizedTest
  @EnumSource
  void a_disk_that_fails_anywhere_does_not_stop_the_way_back(CuttingDisk.Fault fault)
      throws IOException {
    var order = chain.order(Rig.adopted(chain.rules(), OLD_DIGEST), patch, 1, 1);
    var back = chain.orderBack(patch, 2, 1);
    int cuts = 5; // what the folders need
    for (boolean hasCut = true; hasCut; cuts++) {
      assertThat(cuts).isLessThan(MOST_STEPS);
      var root = temporary.resolve("back-" + fault + "-" + cuts);
      NodeOnDisk.install(root, OLD);
      var patched = live(node(root, new LocalDisk()), old(), order);
      var disk = new CuttingDisk(cuts, fault);
      var rig = node(root, disk).start(chain.rules(), patched);
      rig.step(new Event.Started(rig.now));
      rig.step(new Event.Looked(rig.now, rig.state.deed(), rig.sight()));
      rig.fewSteps(new Event.Wanted(rig.now, back));
      hasCut = disk.hasCut();

      assertThat(rig.runs()).as("after %d steps", cuts).isEqualTo(OLD_DIGEST);
      assertThat(rig.last().state()).as("after %d steps", cuts).isEqualTo(NodePhase.ROLLED_BACK);
      if (fault == CuttingDisk.Fault.EIO_ONCE) {
        rig.idles();
        assertThat(node(root, new LocalDisk()).active()).isEqualTo(OLD_DIGEST);
        assertThat(node(root, new LocalDisk()).store().journal().orThrow())
            .isEqualTo(rig.state.journal());
      }
    }
    assertThat(cuts).as("steps that failed").isGreaterThan(8);
  }

  @Test
  void a_journal_from_an_older_state_than_its_disk_is_recognised() throws IOException {
    var root = temporary.resolve("restored");
    NodeOnDisk.install(root, OLD);
    var node = node(root, new LocalDisk());
    var before = node.store().journal().orThrow();
    live(node, old(), chain.order(Rig.adopted(chain.rules(), OLD_DIGEST), patch, 1, 1));

    assertThat(node.store().isAheadOf(node.store().journal().orThrow())).isFalse();
    assertThat(node.store().isAheadOf(before)).isTrue();
  }

  @Test
  void a_disk_that_has_lost_its_journal_is_no_node_that_begins_now() throws IOException {
    var root = temporary.resolve("lost");
    NodeOnDisk.install(root, OLD);
    var store = node(root, new LocalDisk()).store();
    assertThat(store.journal().orThrow().restored()).isFalse();
    store.persist(store.journal().orThrow());

    Files.delete(store.kept("node.json"));

    assertThat(store.journal().orThrow().restored()).isTrue();
  }
}

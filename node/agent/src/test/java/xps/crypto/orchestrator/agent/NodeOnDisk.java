package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** A rig whose store is a real folder, over a disk that may end in the middle. */
final class NodeOnDisk implements Rig.RigStore {
  private final AgentStore store;
  private final StagedObjects objects;
  private final SortedMap<Sha256, String> contents;

  /**
   * A node over this folder.
   *
   * @param contents of everything that can be fetched
   */
  NodeOnDisk(Path root, Disk disk, SortedMap<Sha256, String> contents) {
    this.store = new AgentStore(root, disk);
    this.objects = new StagedObjects(store.objects(), disk);
    this.contents = contents;
  }

  /** A store as a node's owner makes it, with this content as the module's first generation. */
  static void install(Path root, String content) throws IOException {
    var disk = new LocalDisk();
    var store = new AgentStore(root, disk);
    store.makeFolders();
    var sha256 = Sha256.of(content.getBytes(UTF_8));
    Files.writeString(store.objects().resolve(sha256.hex()), content);
    var artifacts = new TreeMap<String, Sha256>();
    artifacts.put(Chain.SHA256, sha256);
    store.lay(1, artifacts);
    store.point(1, Optional.empty());
  }

  /** An agent that starts now beside a workload that has run all the time. */
  Rig start(NodeRules rules, SortedMap<String, Sight.Seat> mapped) throws IOException {
    store.makeFolders();
    var rig = new Rig(rules, store.journal().orThrow(), this);
    rig.mapped.putAll(mapped);
    return rig;
  }

  /** The digest that a workload which starts now would load. */
  Sha256 active() throws IOException {
    var link = store.root().resolve("active").resolve(Chain.SHA256);
    var sha256 = Sha256.parse(Files.readSymbolicLink(link).getFileName().toString()).orElseThrow();
    var object = store.objects().resolve(sha256.hex());
    assertThat(Files.isRegularFile(object, LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Sha256.of(Files.readAllBytes(object))).isEqualTo(sha256);
    return sha256;
  }

  /** What stands in a folder of the store. */
  List<String> names(String folder) throws IOException {
    try (var entries = Files.list(store.root().resolve(folder))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  AgentStore store() {
    return store;
  }

  @Override
  public void lay(long generation, SortedMap<String, Sha256> artifacts) throws IOException {
    store.lay(generation, artifacts);
  }

  @Override
  public void persist(NodeJournal journal) throws IOException {
    store.persist(journal);
  }

  @Override
  public void collect(Set<Long> kept) throws IOException {
    try {
      store.collect(kept);
    } catch (IOException _) {
      // As the shell does: rubbish that can't be taken away now will be the next time.
    }
  }

  /** By the very download that agents use: a cut may be anywhere in it. */
  @Override
  public Optional<Problem> fetch(List<Effect.Ordered> ordered) {
    var backoff = new Backoff(Duration.ofMillis(1), new Random(1));
    var download =
        new Download((name, from, _) -> answer(name, from), objects, () -> Chain.NOON, backoff);
    try {
      for (var order : ordered) {
        var problem = download.fetch(order, () -> true);
        if (problem.isPresent()) {
          return problem;
        }
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private ObjectWay.Answer answer(String name, long from) {
    var known = Sha256.parse(name).map(digest -> contents.get(digest));
    if (known.isEmpty()) {
      return new ObjectWay.Answer(404, "", Bytes.empty());
    }
    var content = known.get().getBytes(UTF_8);
    var rest = Arrays.copyOfRange(content, (int) from, content.length);
    var range = "bytes " + from + "-" + (content.length - 1) + "/" + content.length;
    return new ObjectWay.Answer(206, range, Bytes.copyOf(rest));
  }

  @Override
  public void point(Installation active, Optional<Installation> previous) throws IOException {
    store.lay(active.generation(), active.artifacts());
    store.point(active.generation(), previous.map(Installation::generation));
  }
}

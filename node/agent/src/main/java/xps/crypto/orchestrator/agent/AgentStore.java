package xps.crypto.orchestrator.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;

/**
 * The agent's folder (NODE.md, "Disk"): {@code objects/<sha256>}, {@code generations/<n>/}, the
 * links {@code active} and {@code previous}, and {@code journal/}.
 *
 * <p>Whatever is there under its final name is whole: it is made under another name, made durable,
 * and then given its own. So an agent that was killed at any instruction finds one state or the
 * next.
 */
final class AgentStore {
  private static final String ACTIVE = "active";
  private static final String PREVIOUS = "previous";
  private static final String NEW = ".new-";

  /** Beside the journal since there is one. */
  private static final String BEGUN = "begun";

  /** A folder of generations with more was not made by this agent. */
  private static final int MOST_ENTRIES = 100_000;

  private final Path root;
  private final Disk disk;

  AgentStore(Path root, Disk disk) {
    this.root = root.toAbsolutePath().normalize();
    this.disk = disk;
  }

  Path root() {
    return root;
  }

  Path objects() {
    return root.resolve("objects");
  }

  private Path generations() {
    return root.resolve("generations");
  }

  Path journalFolder() {
    return root.resolve("journal");
  }

  private Path journalFile() {
    return journalFolder().resolve("node.json");
  }

  /** Makes the folders that aren't there yet. */
  void makeFolders() throws IOException {
    for (var folder : List.of(root, objects(), generations(), journalFolder())) {
      disk.makeFolder(folder);
    }
    disk.force(root);
  }

  /** The journal, or that of a node that begins now; refused is one that can't be read. */
  Outcome<NodeJournal> journal() throws IOException {
    if (Files.exists(journalFile(), NOFOLLOW_LINKS)) {
      return Source.read(
              journalFile(), Code.AGENT_CONFIG_INVALID, NodeJournalJson.LIMITS.maxBytes())
          .flatMap(text -> NodeJournal.parse(journalFile().toString(), text));
    }
    var first = NodeJournal.first(adopted(), highestGeneration());
    return Outcome.ok(hasBegun() ? first.foundRestored() : first);
  }

  /** Whether this disk has had a journal: one that is gone isn't a node that begins now. */
  private boolean hasBegun() {
    return Files.exists(kept(BEGUN), NOFOLLOW_LINKS);
  }

  /** What the node's owner has made active before there was a journal. */
  Position adopted() throws IOException {
    var number = target(root.resolve(ACTIVE)).flatMap(AgentStore::generation);
    if (number.isEmpty()) {
      return new Position.Bare();
    }
    var artifacts = new TreeMap<String, Sha256>();
    for (var link : list(generations().resolve(Long.toString(number.get())))) {
      target(link)
          .flatMap(Sha256::parse)
          .ifPresent(sha256 -> artifacts.put(link.getFileName().toString(), sha256));
    }
    return new Position.Settled(
        new Installation(
            number.get(), artifacts, new Installation.Origin.Adopted(), Instant.EPOCH, true),
        Optional.empty());
  }

  /** The highest number that a generation on this disk has; 0 when there is none. */
  long highestGeneration() throws IOException {
    long highest = 0;
    for (var folder : list(generations())) {
      highest = Math.max(highest, generation(folder.getFileName().toString()).orElse(0L));
    }
    return highest;
  }

  /**
   * Whether this disk has seen more than that journal: numbers are taken in the journal before
   * anything has them, so the journal is from an older state than the rest.
   */
  boolean isAheadOf(NodeJournal journal) throws IOException {
    return highestGeneration() >= journal.nextGeneration();
  }

  /** Makes the journal durable. */
  void persist(NodeJournal journal) throws IOException {
    var fresh = journalFolder().resolve(NEW + "node.json");
    disk.write(fresh, journal.toJson().toArray());
    disk.force(fresh);
    disk.move(fresh, journalFile());
    disk.force(journalFolder());
    if (!hasBegun()) {
      keep(BEGUN, new byte[0]);
    }
  }

  /** Where something that is kept beside the journal lies, whether it is there or not. */
  Path kept(String name) {
    return journalFolder().resolve(name);
  }

  /** What is kept there under names that begin so, in order. */
  List<Path> keptLike(String beginning) throws IOException {
    return list(journalFolder()).stream()
        .filter(file -> file.getFileName().toString().startsWith(beginning))
        .toList();
  }

  /** Keeps something beside the journal, durably. */
  void keep(String name, byte[] content) throws IOException {
    var fresh = journalFolder().resolve(NEW + name);
    disk.write(fresh, content);
    disk.force(fresh);
    disk.move(fresh, journalFolder().resolve(name));
    disk.force(journalFolder());
  }

  boolean has(Sha256 object) {
    return Files.isRegularFile(objects().resolve(object.hex()), NOFOLLOW_LINKS);
  }

  /** Makes a generation's folder, unless it is there. */
  void lay(long generation, SortedMap<String, Sha256> artifacts) throws IOException {
    var folder = generations().resolve(Long.toString(generation));
    if (Files.isDirectory(folder, NOFOLLOW_LINKS)) {
      return;
    }
    var fresh = generations().resolve(NEW + generation);
    removeFolder(fresh);
    disk.makeFolder(fresh);
    for (var artifact : artifacts.entrySet()) {
      disk.link(
          fresh.resolve(artifact.getKey()),
          Path.of("..", "..", "objects", artifact.getValue().hex()));
    }
    disk.force(fresh);
    disk.move(fresh, folder);
    disk.force(generations());
  }

  /** Makes {@code active} name one generation and {@code previous} another, or none. */
  void point(long active, Optional<Long> previous) throws IOException {
    if (previous.isPresent()) {
      point(PREVIOUS, previous.get());
    }
    point(ACTIVE, active);
    if (previous.isEmpty()) {
      disk.delete(root.resolve(PREVIOUS));
    }
    disk.force(root);
  }

  private void point(String name, long generation) throws IOException {
    var link = root.resolve(name);
    var target = Path.of("generations", Long.toString(generation));
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
      return;
    }
    var fresh = root.resolve(NEW + name);
    disk.delete(fresh);
    disk.link(fresh, target);
    disk.move(fresh, link);
  }

  /** The generation that {@code active} names. */
  Optional<Long> active() throws IOException {
    return target(root.resolve(ACTIVE)).flatMap(AgentStore::generation);
  }

  /** The generation that {@code previous} names. */
  Optional<Long> previous() throws IOException {
    return target(root.resolve(PREVIOUS)).flatMap(AgentStore::generation);
  }

  /** Takes away what nobody needs: other generations, objects that none of these names. */
  void collect(Set<Long> kept) throws IOException {
    if (previous().filter(kept::contains).isEmpty()) {
      disk.delete(root.resolve(PREVIOUS));
    }
    var needed = new HashSet<String>();
    for (var folder : list(generations())) {
      var number = generation(folder.getFileName().toString());
      if (number.filter(kept::contains).isEmpty()) {
        removeFolder(folder);
        continue;
      }
      for (var link : list(folder)) {
        target(link).ifPresent(needed::add);
      }
    }
    for (var object : list(objects())) {
      if (!needed.contains(object.getFileName().toString())) {
        disk.delete(object);
      }
    }
  }

  private void removeFolder(Path folder) throws IOException {
    for (var entry : list(folder)) {
      disk.delete(entry);
    }
    disk.delete(folder);
  }

  private static List<Path> list(Path folder) throws IOException {
    var entries = new ArrayList<Path>();
    if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
      return entries;
    }
    try (var stream = Files.newDirectoryStream(folder)) {
      for (var entry : stream) {
        if (entries.size() == MOST_ENTRIES) {
          throw new IOException(folder + " has more than " + MOST_ENTRIES + " entries");
        }
        entries.add(entry);
      }
    }
    entries.sort(null);
    return entries;
  }

  /** The last part of what a link says; it isn't followed. */
  private static Optional<String> target(Path link) throws IOException {
    return Files.isSymbolicLink(link)
        ? Optional.of(Files.readSymbolicLink(link).getFileName().toString())
        : Optional.empty();
  }

  private static Optional<Long> generation(String text) {
    return text.matches("[1-9][0-9]{0,14}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }
}

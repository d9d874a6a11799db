package xps.crypto.orchestrator.planner;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/** The nodes there are, by id in byte order. */
public final class Fleet {
  /** A fleet file is read in one piece up to here. */
  public static final int MAX_BYTES = 1 << 30;

  private final SortedMap<String, Node> nodes;
  private final Value.Obj document;
  private final Sha256 generation;

  Fleet(SortedMap<String, Node> nodes, Value.Obj document) {
    this.nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    this.document = document;
    this.generation = Canonical.digest(document);
  }

  /** Reads a fleet file; throws with every problem in it. */
  public static Fleet load(Path file) {
    return read(file).orThrow();
  }

  /**
   * Reads {@code fleet.yaml}, {@code .json} or {@code .jsonl}; refusals are {@code FLEET_INVALID}.
   */
  public static Outcome<Fleet> read(Path file) {
    return Source.read(file, Code.FLEET_INVALID, MAX_BYTES)
        .flatMap(text -> parse(file.toString(), text));
  }

  /** The same for bytes at hand; the ending of {@code file} decides the format. */
  public static Outcome<Fleet> parse(String file, byte[] text) {
    return FleetReader.parse(file, text);
  }

  /** All nodes, by id in byte order. */
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  public Optional<Node> node(String id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /** Digest of the canonical form with the nodes sorted by id (FORMATS §7). */
  public Sha256 generation() {
    return generation;
  }

  /** How many nodes of the whole fleet have that label value. */
  long count(String key, String value) {
    return nodes.values().stream()
        .filter(node -> node.matchable(key).equals(Optional.of(value)))
        .count();
  }

  /** What was read, with the nodes sorted by id. */
  public Value.Obj document() {
    return document;
  }
}

package xps.crypto.orchestrator.planner;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/** The nodes there are, by id in byte order. */
public final class Fleet {
  /** A fleet file is read in one piece up to here. */
  public static final int MAX_BYTES = 1 << 30;

  private static final int DIGESTED_AT_ONCE = 1 << 16;

  private final List<Node> nodes;
  private final Map<String, Node> byId;

  /** What was read; of a fleet that was scanned the nodes say it. */
  private final Optional<Value.Obj> document;

  private final Sha256 generation;

  /** With the nodes in the order of their ids. */
  Fleet(Collection<Node> nodes, Value.Obj document) {
    this.nodes = List.copyOf(nodes);
    this.byId = byId(this.nodes);
    this.document = Optional.of(document);
    this.generation = Canonical.digest(document);
  }

  private Fleet(List<Node> nodes, Map<String, Node> byId) {
    this.nodes = nodes;
    this.byId = byId;
    this.document = Optional.empty();
    this.generation = digest(nodes);
  }

  /** Of nodes that were scanned; nothing where one is there twice. */
  static Optional<Fleet> of(List<Node> scanned) {
    var sorted = new ArrayList<>(scanned);
    sorted.sort(Comparator.comparing(Node::id));
    var byId = byId(sorted);
    return byId.size() == sorted.size()
        ? Optional.of(new Fleet(List.copyOf(sorted), byId))
        : Optional.empty();
  }

  private static Map<String, Node> byId(List<Node> nodes) {
    var byId = HashMap.<String, Node>newHashMap(nodes.size());
    nodes.forEach(node -> byId.put(node.id(), node));
    return byId;
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
    return nodes;
  }

  public Optional<Node> node(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Digest of the canonical form with the nodes sorted by id (FORMATS §7). */
  public Sha256 generation() {
    return generation;
  }

  /** What was read, with the nodes sorted by id. */
  public Value.Obj document() {
    return document.orElseGet(this::written);
  }

  private Value.Obj written() {
    var list = new ArrayList<Value>();
    for (var node : nodes) {
      var text = new StringBuilder();
      NodeText.write(node, text);
      byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
      list.add(Json.parse("fleet", bytes, Code.FLEET_INVALID).orThrow());
    }
    return Value.object().put("nodes", list).build();
  }

  /** The digest of {@link #written}, without writing it all down. */
  private static Sha256 digest(List<Node> nodes) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var text = new StringBuilder("{\"nodes\":[");
      for (int i = 0; i < nodes.size(); i++) {
        if (i > 0) {
          text.append(',');
        }
        NodeText.write(nodes.get(i), text);
        if (text.length() >= DIGESTED_AT_ONCE) {
          digest.update(text.toString().getBytes(StandardCharsets.US_ASCII));
          text.setLength(0);
        }
      }
      text.append("]}");
      digest.update(text.toString().getBytes(StandardCharsets.US_ASCII));
      return Sha256.ofDigest(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

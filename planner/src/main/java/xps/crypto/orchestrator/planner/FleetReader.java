package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.document.Yaml;

/** Reads a fleet (FORMATS §7). */
final class FleetReader {
  private static final Json.Limits LIMITS = new Json.Limits(Fleet.MAX_BYTES, 32, false);
  private static final int LONGEST_HOST = 253;

  private FleetReader() {}

  static Outcome<Fleet> parse(String file, byte[] text) {
    var usual = usual(file, text);
    return usual.isPresent() ? Outcome.ok(usual.get()) : parseWithCare(file, text);
  }

  /** A fleet in JSON as fleets are: a million nodes have to be read in seconds. */
  private static Optional<Fleet> usual(String file, byte[] text) {
    boolean isJson = file.endsWith(".json") || file.endsWith(".jsonl");
    return isJson && text.length <= Fleet.MAX_BYTES
        ? FleetScan.of(file, text).flatMap(Fleet::of)
        : Optional.empty();
  }

  /** The same for any file, with everything that is wrong with it. */
  static Outcome<Fleet> parseWithCare(String file, byte[] text) {
    if (file.endsWith(".jsonl")) {
      return Json.parseLines(file, text, Code.FLEET_INVALID, LIMITS).flatMap(FleetReader::nodes);
    }
    var document =
        file.endsWith(".json")
            ? Json.parse(file, text, Code.FLEET_INVALID, LIMITS)
            : Yaml.parse(file, text, Code.FLEET_INVALID, LIMITS);
    return document.flatMap(FleetReader::document);
  }

  private static Outcome<Fleet> document(Value value) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(value, Code.FLEET_INVALID, problems, "the fleet");
    var nodes = fields.array("nodes");
    fields.done();
    return problems.isEmpty() ? nodes(nodes) : Outcome.refused(problems);
  }

  private static Outcome<Fleet> nodes(List<Value> values) {
    var problems = new ArrayList<Problem>();
    var nodes = new TreeMap<String, Node>();
    var documents = new TreeMap<String, Value>();
    for (var value : values) {
      var fields = new Fields(value, Code.FLEET_INVALID, problems, "the node");
      var node = node(fields);
      documents.put(node.id(), value);
      if (nodes.put(node.id(), node) != null && !node.id().isEmpty()) {
        fields.problem("id", "the node " + node.id() + " is there twice", "name each node once");
      }
    }
    return Outcome.unless(problems, () -> new Fleet(nodes.values(), document(documents.values())));
  }

  private static Node node(Fields fields) {
    var id = fields.text("id", Grammar::isNodeId, "a node id");
    var host = fields.text("host", FleetReader::isHost, "a host name or address");
    var labels = fields.optionalObject("labels").map(FleetReader::labels).orElseGet(TreeMap::new);
    var installed = installed(fields);
    Optional<Sha256> key = fields.optionalSha256("key");
    fields.done();
    return new Node(id, host, labels, installed, key);
  }

  static boolean isHost(String host) {
    return !host.isEmpty()
        && host.length() <= LONGEST_HOST
        && host.chars().allMatch(c -> c > ' ' && c < 0x7F && "/?#@\\[]".indexOf(c) < 0);
  }

  private static SortedMap<String, String> labels(Fields fields) {
    var labels = new TreeMap<String, String>();
    for (var key : List.copyOf(fields.value().members().keySet())) {
      if (!Grammar.isLabel(key)) {
        fields.problem(key, "a label's key can't be this", "use letters, digits and . _ -");
        fields.any(key);
        continue;
      }
      labels.put(key, fields.text(key, Grammar::isLabel, "a label's value"));
    }
    fields.done();
    return labels;
  }

  /** One version for everything, or one for each artifact. */
  private static SortedMap<String, SemVer> installed(Fields fields) {
    var installed = new TreeMap<String, SemVer>();
    if (fields.has("installed")
        && fields.optionalAny("installed").orElseThrow() instanceof Value.Str) {
      fields.optionalVersion("installed").ifPresent(version -> installed.put(Node.WHOLE, version));
      return installed;
    }
    fields
        .optionalObject("installed")
        .ifPresent(versions -> {
          for (var name : List.copyOf(versions.value().members().keySet())) {
            if (!Grammar.isArtifactName(name)) {
              versions.problem(name, "no artifact can be called this", "name an artifact");
            }
            installed.put(name, versions.version(name));
          }
          versions.done();
        });
    return installed;
  }

  /** The nodes as they were written, in the order of their ids. */
  private static Value.Obj document(Collection<Value> nodes) {
    return Value.object().put("nodes", List.copyOf(nodes)).build();
  }
}

package xps.crypto.orchestrator.agent;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.document.Yaml;
import xps.crypto.orchestrator.guard.NodeFacts;

/**
 * Reads {@code agent.yaml} strictly. What a later version brings is refused by its name: an owner
 * who asks for it must not get less without knowing.
 */
final class AgentConfigReader {
  private static final Code INVALID = Code.AGENT_CONFIG_INVALID;
  private static final Duration USUAL_CLOCK_ERROR = Duration.ofSeconds(5);
  private static final URI NOWHERE = URI.create("https://localhost/");
  private static final List<String> NEED = List.of("required", "none");

  private final List<Problem> problems = new ArrayList<>();
  private final Path file;
  private ClockKeeper keeper = ClockKeeper.NONE;

  private AgentConfigReader(Path file) {
    this.file = file;
  }

  static Outcome<AgentConfig> read(Path file, byte[] text) {
    return Yaml.parse(file.toString(), text, INVALID)
        .flatMap(value -> new AgentConfigReader(file).config(value));
  }

  private Outcome<AgentConfig> config(Value value) {
    var fields = new Fields(value, INVALID, problems, "the agent's configuration");
    var node = node(fields);
    var server = fields.parsed("server", "https://HOST:PORT", AgentConfigReader::uri, NOWHERE);
    var serverCa = fields.sha256("server_ca_sha256");
    var trust = pinned(fields.object("trust"));
    var policy = pinned(fields.object("policy"));
    long maxArtifactBytes =
        fields
            .optionalInteger("max_artifact_size", 1, Value.LARGEST_INTEGER)
            .orElse(Verifier.DEFAULT_MAX_ARTIFACT_BYTES);
    var probes = commands(fields, "probes");
    var reloads = commands(fields, "reloads");
    var installers =
        new InstallersReader(file, reloads, own(trust, policy, probes, reloads), problems)
            .read(fields);
    var workload = fields.object("workload");
    int uid = (int) workload.integer("uid", 0, Integer.MAX_VALUE);
    var socket = path(workload, "socket");
    workload.done();
    fields.done();
    return Outcome.unless(
        problems,
        () ->
            new AgentConfig(
                file.toAbsolutePath(),
                node,
                server,
                serverCa,
                trust,
                policy,
                keeper,
                maxArtifactBytes,
                installers.kinds(),
                installers.places(),
                probes,
                uid,
                socket));
  }

  private NodeFacts node(Fields fields) {
    var node = fields.text("node", Grammar::isNodeId, "a node's id");
    var environment = fields.id("environment");
    var role = fields.text("role", Grammar::isTarget, "a role of nodes");
    var labels = fields.optionalObject("labels").map(this::labels).orElseGet(TreeMap::new);
    var required = EnumSet.noneOf(NodeFacts.Demand.class);
    if (fields.oneOf("log", NEED).equals("required")) {
      required.add(NodeFacts.Demand.LOG);
    }
    if (fields.oneOf("bulletin", NEED).equals("required")) {
      required.add(NodeFacts.Demand.BULLETIN);
    }
    var maxClockError = clock(fields.object("clock"));
    boolean development = fields.optionalBool("development").orElse(false);
    return new NodeFacts(
        node, environment, role, labels, required, maxClockError, development, new TreeMap<>());
  }

  private Duration clock(Fields clock) {
    keeper =
        clock.parsed(
            "source", "none, kernel, chrony, ntp or ptp", ClockKeeper::parse, ClockKeeper.NONE);
    var maxError = clock.optionalDuration("max_error").orElse(USUAL_CLOCK_ERROR);
    if (maxError.compareTo(keeper.least()) < 0) {
      clock.problem(
          "max_error",
          keeper.title() + " can't say less than " + Grammar.duration(keeper.least()),
          "allow more, or have chrony keep the clock");
    }
    clock.done();
    return maxError;
  }

  private SortedMap<String, String> labels(Fields fields) {
    var labels = new TreeMap<String, String>();
    for (var key : fields.value().members().keySet()) {
      if (!Grammar.isLabel(key)) {
        fields.problem(
            key, "this isn't the key of a label", "write letters, digits and . _ - (1 to 127)");
      }
      labels.put(key, fields.text(key, Grammar::isLabel, "a label's value"));
    }
    fields.done();
    return labels;
  }

  private AgentConfig.Pinned pinned(Fields fields) {
    var pinned =
        new AgentConfig.Pinned(
            path(fields, "path"), fields.sha256("sha256"), fields.where("sha256"));
    fields.done();
    return pinned;
  }

  /** A path, relative to the folder of the file. */
  private Path path(Fields fields, String name) {
    var text =
        fields.text(name, path -> !path.isEmpty() && path.indexOf(0) < 0, "the path of a file");
    return file.toAbsolutePath().resolveSibling(text).normalize();
  }

  /** What no patch may bring: what the agent judges by, and what runs with its rights. */
  private static Set<Path> own(
      AgentConfig.Pinned trust,
      AgentConfig.Pinned policy,
      SortedMap<String, OwnCommand> probes,
      SortedMap<String, OwnCommand> reloads) {
    var own = new TreeSet<>(Set.of(trust.path(), policy.path()));
    for (var commands : List.of(probes, reloads)) {
      commands.values().forEach(command -> own.add(Path.of(command.argv().getFirst()).normalize()));
    }
    return own;
  }

  /** Commands by their names; each is an argv whose program is named by its whole path. */
  private static SortedMap<String, OwnCommand> commands(Fields fields, String name) {
    var commands = new TreeMap<String, OwnCommand>();
    var named = fields.optionalObject(name);
    if (named.isEmpty()) {
      return commands;
    }
    for (var key : named.get().value().members().keySet()) {
      if (!Grammar.isId(key)) {
        named.get().problem(key, "this isn't a name", "write small letters, digits and . _ -");
      }
      var argv = named.get().texts(key, AgentConfigReader::isWord, "a word of a command");
      boolean canStart =
          !argv.isEmpty() && argv.size() <= OwnCommand.MOST_WORDS && argv.get(0).startsWith("/");
      if (canStart) {
        commands.put(key, new OwnCommand(argv));
      } else {
        named
            .get()
            .problem(
                key,
                "a command is a list of 1 to "
                    + OwnCommand.MOST_WORDS
                    + " words, the first of which is the whole path of a program",
                "write " + key + ": [/usr/bin/PROGRAM, ARGUMENT]; there is no shell and no PATH");
      }
    }
    named.get().done();
    return commands;
  }

  private static boolean isWord(String text) {
    return text.length() <= OwnCommand.MOST_CHARACTERS && text.indexOf(0) < 0;
  }

  private static Optional<URI> uri(String text) {
    try {
      var uri = new URI(text);
      boolean isPlain =
          "https".equals(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null
              && (uri.getPath() == null || uri.getPath().isEmpty() || uri.getPath().equals("/"));
      return isPlain ? Optional.of(uri.resolve("/")) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}

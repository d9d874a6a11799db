package xps.crypto.orchestrator.agent;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.bind.Installer;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * Reads {@code installers} of {@code agent.yaml}: {@code dynamic}, and an entry {@code {file: NAME,
 * path: PATH, reload: NAME}} for each file that a patch may bring.
 */
final class InstallersReader {
  private static final Code INVALID = Code.AGENT_CONFIG_INVALID;

  /** What the agent judges by, proves itself with or remembers: nothing that a patch may bring. */
  private static final List<String> OWN =
      List.of("store", "identity", "agent.yaml", "bulletin.json", "probe-ca.pem");

  private final Path config;
  private final Map<String, OwnCommand> reloads;
  private final Set<Path> own;
  private final List<Problem> problems;
  private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
  private final SortedMap<String, FilePlace> places = new TreeMap<>();
  private final Set<Path> taken = new HashSet<>();

  /**
   * A reader of one file.
   *
   * @param own files that no patch may bring, beside those that lie next to the configuration
   */
  InstallersReader(
      Path config, Map<String, OwnCommand> reloads, Set<Path> own, List<Problem> problems) {
    this.config = config.toAbsolutePath().normalize();
    this.reloads = reloads;
    this.own = Set.copyOf(own);
    this.problems = problems;
  }

  /** What there is. */
  record Read(Set<Kind> kinds, SortedMap<String, FilePlace> places) {}

  Read read(Fields fields) {
    for (var item : fields.array("installers")) {
      switch (item) {
        case Value.Str(var text, _) when text.equals("dynamic") ->
            kinds.addAll(Installer.dynamic().kinds());
        case Value.Obj entry -> file(new Fields(entry, INVALID, problems, "an installer of files"));
        default -> refuse(item);
      }
    }
    return new Read(kinds, places);
  }

  private void refuse(Value item) {
    var text = item instanceof Value.Str(var word, _) ? word : item.kind();
    boolean isLater = List.of("jar", "package").contains(text);
    problems.add(
        Problem.at(
            item.place(),
            INVALID,
            isLater
                ? "the installer " + text + " comes with a later version"
                : Escape.quote(text) + " isn't an installer",
            "write dynamic, or {file: NAME, path: PATH, reload: NAME} for each file"));
  }

  private void file(Fields entry) {
    var name =
        entry.text(
            "file",
            text -> Grammar.isArtifactName(text) && Kind.ofName(text) == Kind.FILE,
            "the name of an artifact that is a file");
    var text =
        entry.text("path", path -> !path.isEmpty() && path.indexOf(0) < 0, "the path of a file");
    var reload = entry.optionalText("reload");
    reload
        .filter(wanted -> !reloads.containsKey(wanted))
        .ifPresent(wanted ->
            entry.problem(
                "reload",
                "reloads has no command " + Escape.quote(wanted),
                "add reloads: {" + Escape.printable(wanted) + ": [/usr/bin/PROGRAM, ARGUMENT]}"));
    entry.done();
    var path = config.resolveSibling(text).normalize();
    if (isOwn(path)) {
      entry.problem(
          "path",
          "what lies there is the agent's own",
          "name a place outside of what the agent judges by and remembers");
    } else if (!taken.add(path) || places.containsKey(name)) {
      entry.problem("path", "the place or the name is taken already", "name each of them once");
    } else {
      places.put(name, new FilePlace(name, path, reload.flatMap(this::reload)));
      kinds.add(Kind.FILE);
    }
  }

  private boolean isOwn(Path path) {
    return path.equals(config)
        || own.contains(path)
        || path.getParent() == null
        || OWN.stream().map(config::resolveSibling).anyMatch(path::startsWith);
  }

  private Optional<FilePlace.Reload> reload(String name) {
    return Optional.ofNullable(reloads.get(name))
        .map(command -> new FilePlace.Reload(name, command));
  }
}

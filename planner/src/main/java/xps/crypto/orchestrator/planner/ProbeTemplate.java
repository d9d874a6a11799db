package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Grammar;

/**
 * A plan's probe before it is filled in for a node (FORMATS §6): well-formed, so that only a label
 * that a node doesn't have or a host that isn't allowed can still keep it from being asked.
 *
 * @param host with words in braces, and without the brackets of an IPv6 address; empty for exec
 * @param port nothing where the scheme's own is meant, which only HTTP has
 * @param path with words in braces, or empty; for exec the name of the command
 */
public record ProbeTemplate(String scheme, String host, OptionalInt port, String path) {
  private static final int MOST_CHARACTERS = 2_048;
  private static final int MAX_PORT = 65_535;
  private static final String EXEC = "exec:";

  private static final String BRACED = "\\{([A-Za-z0-9][A-Za-z0-9._-]{0,126})}";
  private static final String ADDRESS = "[0-9A-Fa-f:.]{2,45}";
  private static final Pattern WORD = Pattern.compile(BRACED);
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}|" + ADDRESS);
  private static final Pattern TEMPLATE =
      Pattern.compile(
          "(?<scheme>http\\+tls|http|tcp|tls|grpc\\+tls)://"
              + "(?:\\[(?<six>"
              + ADDRESS
              + "|"
              + BRACED
              + ")]"
              + "|(?<host>(?:[A-Za-z0-9.-]++|"
              + BRACED
              + ")++))"
              + "(?::(?<port>[0-9]{1,5}))?"
              + "(?<path>/(?:[!-z|~]++|"
              + BRACED
              + ")*+)?");

  /** Reads a probe; nothing where it can't be asked whatever the node is. */
  public static Optional<ProbeTemplate> parse(String probe) {
    if (probe.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    if (probe.startsWith(EXEC)) {
      return Optional.of(probe.substring(EXEC.length()))
          .filter(Grammar::isId)
          .map(name -> new ProbeTemplate("exec", "", OptionalInt.empty(), name));
    }
    var parts = TEMPLATE.matcher(probe);
    return parts.matches() ? read(parts).filter(ProbeTemplate::canBeAsked) : Optional.empty();
  }

  private static Optional<ProbeTemplate> read(Matcher parts) {
    var port = part(parts, "port").map(Integer::parseInt);
    return Optional.of(
        new ProbeTemplate(
            part(parts, "scheme").orElseThrow(),
            part(parts, "host").or(() -> part(parts, "six")).orElseThrow(),
            port.map(OptionalInt::of).orElse(OptionalInt.empty()),
            part(parts, "path").orElse("")));
  }

  private static Optional<String> part(Matcher parts, String name) {
    return Optional.ofNullable(parts.group(name));
  }

  private boolean canBeAsked() {
    boolean hasPort =
        port.isPresent()
            ? port.getAsInt() >= 1 && port.getAsInt() <= MAX_PORT
            : scheme.startsWith("http");
    return hasPort && (host.contains("{") || isHost(host));
  }

  /** Whether this is a name or an address that a probe can ask. */
  public static boolean isHost(String text) {
    return HOST.matcher(text).matches();
  }

  private static List<String> wordsIn(String part) {
    return WORD.matcher(part).results().map(found -> found.group(1)).toList();
  }

  /** The words in braces, of host and path. */
  public List<String> words() {
    var words = new ArrayList<>(wordsIn(host));
    words.addAll(wordsIn(path));
    return words;
  }

  /** What can stand in braces for that node: its host, its id as {@code node}, and its labels. */
  public static Map<String, String> wordsOf(Node node) {
    var words = new TreeMap<>(node.labels());
    words.put("host", node.host());
    words.put("node", node.id());
    return words;
  }

  /** Whether that word can stand in braces for that node. */
  static boolean isWordOf(Node node, String word) {
    return word.equals("host") || word.equals("node") || node.labels().containsKey(word);
  }
}

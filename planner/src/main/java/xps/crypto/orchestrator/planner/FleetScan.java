package xps.crypto.orchestrator.planner;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Reads a large fleet in one pass over its bytes, where it is as fleets are: nothing in it but what
 * may be there, in characters that need no escape. Whatever is unusual, and everything that is
 * wrong, it leaves to {@link FleetReader}, which knows how to say what and where.
 */
final class FleetScan {
  private static final SortedMap<String, String> NO_LABELS = FrozenMap.copyOf(new TreeMap<>());
  private static final SortedMap<String, SemVer> NOTHING_INSTALLED =
      FrozenMap.copyOf(new TreeMap<>());

  private final byte[] text;

  /** Whether a line's end is nothing but space; where each node has a line it is more. */
  private final boolean endsAreSpace;

  private int at;

  /**
   * Whether all was usual so far; from the first thing on that isn't, nothing read means anything.
   */
  private boolean isUsual = true;

  /** Labels and versions by how they are written: most nodes have them in common with others. */
  private final Map<String, SortedMap<String, String>> labels = new HashMap<>();

  private final Map<String, SortedMap<String, SemVer>> installed = new HashMap<>();

  private FleetScan(byte[] text, boolean endsAreSpace) {
    this.text = text;
    this.endsAreSpace = endsAreSpace;
  }

  /** The nodes in the order of the file; nothing where the file has to be read with more care. */
  static Optional<List<Node>> of(String file, byte[] text) {
    boolean isLines = file.endsWith(".jsonl");
    var scan = new FleetScan(text, !isLines);
    var nodes = isLines ? scan.lines() : scan.document();
    return scan.isUsual ? Optional.of(nodes) : Optional.empty();
  }

  private List<Node> lines() {
    var nodes = new ArrayList<Node>();
    while (isUsual && at < text.length) {
      nodes.add(node());
      if (at < text.length) {
        take('\n');
      }
    }
    return nodes;
  }

  private List<Node> document() {
    var nodes = new ArrayList<Node>();
    take('{');
    var name = word();
    isUsual &= name.equals("nodes");
    take(':');
    take('[');
    do {
      nodes.add(node());
    } while (isNext(','));
    take(']');
    take('}');
    space();
    isUsual &= at == text.length;
    return nodes;
  }

  private Node node() {
    var id = "";
    var host = "";
    SortedMap<String, String> itsLabels = NO_LABELS;
    SortedMap<String, SemVer> itsVersions = NOTHING_INSTALLED;
    Optional<Sha256> key = Optional.empty();
    take('{');
    do {
      var name = word();
      take(':');
      switch (name) {
        case "id" -> id = once(id.isEmpty(), word());
        case "host" -> host = once(host.isEmpty(), word());
        case "labels" -> itsLabels = once(itsLabels.isEmpty(), labels());
        case "installed" -> itsVersions = once(itsVersions.isEmpty(), installed());
        case "key" -> {
          isUsual &= key.isEmpty();
          key = Sha256.parse(word());
          isUsual &= key.isPresent();
        }
        default -> isUsual = false;
      }
    } while (isNext(','));
    take('}');
    isUsual = isUsual && Grammar.isNodeId(id) && FleetReader.isHost(host);
    return new Node(id, host, itsLabels, itsVersions, key);
  }

  private <T> T once(boolean isFirst, T value) {
    isUsual &= isFirst;
    return value;
  }

  private SortedMap<String, String> labels() {
    var written = written();
    var known = labels.get(written);
    if (known != null) {
      at += written.length();
      return known;
    }
    var read = new TreeMap<String, String>();
    take('{');
    do {
      var name = word();
      take(':');
      var value = word();
      isUsual &= Grammar.isLabel(name) && Grammar.isLabel(value);
      isUsual &= read.put(name, value) == null;
    } while (isNext(','));
    take('}');
    var frozen = FrozenMap.copyOf(read);
    labels.put(written, frozen);
    return frozen;
  }

  private SortedMap<String, SemVer> installed() {
    space();
    if (at < text.length && text[at] == '"') {
      return version(word());
    }
    var written = written();
    var known = installed.get(written);
    if (known != null) {
      at += written.length();
      return known;
    }
    var read = new TreeMap<String, SemVer>();
    take('{');
    do {
      var name = word();
      take(':');
      var version = SemVer.parse(word());
      isUsual &= Grammar.isArtifactName(name) && version.isPresent();
      version.ifPresent(found -> isUsual &= read.put(name, found) == null);
    } while (isNext(','));
    take('}');
    var frozen = FrozenMap.copyOf(read);
    installed.put(written, frozen);
    return frozen;
  }

  private SortedMap<String, SemVer> version(String text) {
    var known = installed.get(text);
    if (known != null) {
      return known;
    }
    var version = SemVer.parse(text);
    isUsual &= version.isPresent();
    var read = new TreeMap<String, SemVer>();
    version.ifPresent(found -> read.put(Node.WHOLE, found));
    var frozen = FrozenMap.copyOf(read);
    installed.put(text, frozen);
    return frozen;
  }

  /** An object as it stands here. None that is usual has a brace in it. */
  private String written() {
    space();
    int end = at;
    while (end < text.length && text[end] != '}') {
      end++;
    }
    isUsual &= end < text.length && text[at] == '{';
    return ascii(at, Math.min(text.length, end + 1));
  }

  /** A string of characters that stand for themselves. */
  private String word() {
    take('"');
    int from = at;
    while (at < text.length && text[at] != '"') {
      isUsual &= text[at] >= ' ' && text[at] < 0x7F && text[at] != '\\';
      at++;
    }
    var word = ascii(from, at);
    take('"');
    return word;
  }

  private String ascii(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private void take(char wanted) {
    space();
    isUsual &= at < text.length && text[at] == wanted;
    // Past the end there is nothing to read, and nothing is usual.
    at = Math.min(text.length, at + 1);
  }

  private boolean isNext(char wanted) {
    space();
    if (!isUsual || at >= text.length || text[at] != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void space() {
    while (at < text.length && isSpace(text[at])) {
      at++;
    }
  }

  private boolean isSpace(byte character) {
    return character == ' '
        || character == '\t'
        || (endsAreSpace && (character == '\r' || character == '\n'));
  }
}

package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.document.Glob;

/**
 * Which nodes an entry list is about (FORMATS §6): entries with the same key are alternatives,
 * different keys must all hold, {@code *} is every node.
 */
public final class Match {
  /** Every node. */
  public static final Match EVERY = new Match(List.of());

  /** By key in byte order. */
  private final List<Alternatives> wanted;

  private Match(List<Alternatives> wanted) {
    this.wanted = List.copyOf(wanted);
  }

  /** What the value of a key may be; most are written out, and globs cost more. */
  private record Alternatives(String key, List<Glob> globs, Set<String> literals) {
    static Alternatives of(String key, List<Glob> globs) {
      return new Alternatives(
          key,
          List.copyOf(globs),
          globs.stream().filter(Glob::isLiteral).map(Glob::pattern).collect(Collectors.toSet()));
    }

    boolean matches(String value) {
      if (literals.contains(value)) {
        return true;
      }
      for (var glob : globs) {
        if (!glob.isLiteral() && glob.matches(value)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Reads entries {@code key:value}, split at the first colon; nothing where one is malformed. */
  public static Optional<Match> parse(List<String> entries) {
    if (entries.equals(List.of("*"))) {
      return Optional.of(EVERY);
    }
    var globs = new TreeMap<String, List<Glob>>();
    for (var entry : entries) {
      var colon = entry.indexOf(':');
      if (colon <= 0 || colon == entry.length() - 1) {
        return Optional.empty();
      }
      globs
          .computeIfAbsent(entry.substring(0, colon), key -> new ArrayList<>())
          .add(Glob.of(entry.substring(colon + 1)));
    }
    return globs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Match(
                globs.entrySet().stream()
                    .map(entry -> Alternatives.of(entry.getKey(), entry.getValue()))
                    .toList()));
  }

  /** Whether the node is meant. */
  public boolean matches(Node node) {
    return matches(node::matchable);
  }

  /** Whether something with these labels is meant; a missing label matches nothing. */
  public boolean matches(Map<String, String> labels) {
    return matches(key -> Optional.ofNullable(labels.get(key)));
  }

  private boolean matches(Function<String, Optional<String>> label) {
    for (var alternatives : wanted) {
      var value = label.apply(alternatives.key());
      if (value.isEmpty() || !alternatives.matches(value.get())) {
        return false;
      }
    }
    return true;
  }

  /** As a plan writes it. */
  @Override
  public String toString() {
    return wanted.isEmpty()
        ? "*"
        : wanted.stream()
            .flatMap(one -> one.globs().stream().map(glob -> one.key() + ":" + glob))
            .collect(Collectors.joining(" "));
  }

  /** The keys that it looks at. */
  List<String> keys() {
    return wanted.stream().map(Alternatives::key).toList();
  }
}

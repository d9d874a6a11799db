package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
  public static final Match EVERY = new Match(Map.of());

  private final SortedMap<String, List<Glob>> globs;

  private Match(Map<String, List<Glob>> globs) {
    this.globs = Collections.unmodifiableSortedMap(new TreeMap<>(globs));
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
    return globs.isEmpty() ? Optional.empty() : Optional.of(new Match(globs));
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
    for (var entry : globs.entrySet()) {
      var value = label.apply(entry.getKey());
      if (value.isEmpty()
          || entry.getValue().stream().noneMatch(glob -> glob.matches(value.get()))) {
        return false;
      }
    }
    return true;
  }

  /** As a plan writes it. */
  @Override
  public String toString() {
    return globs.isEmpty()
        ? "*"
        : globs.entrySet().stream()
            .flatMap(entry -> entry.getValue().stream().map(glob -> entry.getKey() + ":" + glob))
            .collect(Collectors.joining(" "));
  }

  /** The keys that it looks at. */
  List<String> keys() {
    return List.copyOf(globs.keySet());
  }
}

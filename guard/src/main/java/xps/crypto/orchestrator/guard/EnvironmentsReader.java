package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;

/** Reads a policy's {@code environments}: which are allowed, and which come before which. */
final class EnvironmentsReader {
  private static final String RULE = "the name of an environment";

  private EnvironmentsReader() {}

  /** What stands there. */
  record Environments(Optional<List<String>> allow, SortedMap<String, List<String>> after) {
    Environments {
      after = Collections.unmodifiableSortedMap(new TreeMap<>(after));
    }
  }

  static Environments read(Fields fields) {
    var allow = fields.optionalTexts("allow", Grammar::isId, RULE);
    var after =
        fields.optionalObject("after").map(EnvironmentsReader::after).orElseGet(TreeMap::new);
    fields.done();
    for (var name : after.keySet()) {
      circle(after, name)
          .ifPresent(path ->
              fields.problem(
                  "after",
                  "nothing can ever go to " + name + ": " + String.join(" after ", path),
                  "take one of them out"));
    }
    return new Environments(allow, after);
  }

  private static SortedMap<String, List<String>> after(Fields fields) {
    var after = new TreeMap<String, List<String>>();
    for (var name : List.copyOf(fields.value().members().keySet())) {
      var earlier = fields.texts(name, Grammar::isId, RULE);
      if (!Grammar.isId(name)) {
        fields.problem(name, "no environment can be called this", "write the name of one");
      } else if (earlier.isEmpty()) {
        fields.problem(
            name, "an empty list asks for nothing", "name an environment, or take it out");
      }
      after.put(name, earlier);
    }
    fields.done();
    return after;
  }

  /** The way round from that environment to itself. */
  private static Optional<List<String>> circle(SortedMap<String, List<String>> after, String from) {
    var seen = new HashSet<String>();
    var open = new ArrayList<List<String>>();
    open.add(List.of(from));
    while (!open.isEmpty()) {
      var path = open.removeLast();
      for (var next : after.getOrDefault(path.getLast(), List.of())) {
        var longer = new ArrayList<>(path);
        longer.add(next);
        if (next.equals(from)) {
          return Optional.of(longer);
        }
        if (seen.add(next)) {
          open.add(longer);
        }
      }
    }
    return Optional.empty();
  }
}

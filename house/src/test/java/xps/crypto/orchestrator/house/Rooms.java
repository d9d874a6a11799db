package xps.crypto.orchestrator.house;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The table of the architecture: each room, the rooms below it, and the libraries that are its own.
 *
 * <p>A room reaches what the rooms below it stand on, because evidence carries the values of the
 * rooms that it came from. It doesn't reach their libraries: those are each room's own business.
 */
enum Rooms {
  DOCUMENT("document", List.of(), "com.fasterxml.jackson.core..", "org.snakeyaml.engine.."),
  ATTEST("attest", List.of("document")),
  PLANNER("planner", List.of("attest")),
  AUDIT("audit", List.of("attest")),
  GUARD("guard", List.of("planner", "audit")),
  RULES_CEL("rulescel", List.of("guard"), "dev.cel..", "com.google.common..", "com.google.re2j.."),
  BIND("bind", List.of("guard", "audit")),
  PROBE_GRPC("probegrpc", List.of("bind"), "org.eclipse.jetty.."),
  WORKLOAD("workload", List.of(), "jdk.net.."),
  AGENT("agent", List.of("bind", "workload")),
  STORE("store", List.of("bind"), "org.sqlite.."),
  SERVER("server", List.of("bind", "store"), "org.eclipse.jetty..", "org.bouncycastle.."),
  CLI("cli", List.of("agent", "server"), "picocli.."),
  HASH_SERVICE("examples.hashservice", List.of("workload"), "com.sun.net.httpserver..");

  /** Rooms where the same values must always give the same answer. */
  static final Set<Rooms> PURE = new TreeSet<>(List.of(DOCUMENT, ATTEST, PLANNER, AUDIT, GUARD));

  /** Rooms that talk to people; all others hand values to them. */
  static final Set<Rooms> SPEAKING = new TreeSet<>(List.of(CLI, AGENT, HASH_SERVICE));

  private final String folder;
  private final List<String> below;
  private final List<String> libraries;

  Rooms(String folder, List<String> below, String... libraries) {
    this.folder = folder;
    this.below = below;
    this.libraries = List.of(libraries);
  }

  String packageUnder(String root) {
    return root + "." + folder + "..";
  }

  /** Everything that a class in this room may mention, as package patterns. */
  List<String> withinReach(String root) {
    var reach = new TreeSet<String>();
    var open = new ArrayDeque<Rooms>(List.of(this));
    while (!open.isEmpty()) {
      var room = open.pop();
      if (reach.add(room.packageUnder(root))) {
        room.below.stream().map(Rooms::named).forEach(open::push);
      }
    }
    reach.addAll(libraries);
    reach.addAll(List.of("java..", "javax..", "org.jspecify.."));
    return List.copyOf(reach);
  }

  private static Rooms named(String folder) {
    return List.of(values()).stream()
        .filter(room -> room.folder.equals(folder))
        .findFirst()
        .orElseThrow();
  }
}

package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * All installers of a node, each for the artifacts that are its own. Modules are swapped before
 * files are replaced: a workload that says no has changed nothing.
 */
final class Installers {
  private final List<NodeInstaller> all;

  Installers(List<NodeInstaller> all) {
    this.all = List.copyOf(all);
  }

  /** Those of a node's {@code agent.yaml}; what isn't a file is a module. */
  static Installers of(
      AgentConfig config, AgentStore store, Workload workload, Disk disk, boolean isCaged) {
    var files = new FileInstaller(config.files(), store.objects(), disk, FileInstaller.PATIENCE);
    var modules =
        new ModuleInstaller(
            workload,
            new TestProcess(store.root(), Hands.selfTestPatience(), isCaged),
            config.kinds().contains(Kind.MODULE),
            name -> !files.isFor(name));
    return new Installers(List.of(modules, files));
  }

  /** {@link NodeInstaller#stage}. */
  Optional<Problem> stage(SortedMap<String, Sha256> artifacts, Set<String> active) {
    for (var installer : all) {
      var problem = installer.stage(own(installer, artifacts), active);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /** {@link NodeInstaller#selfTest}. */
  Optional<Problem> selfTest(SortedMap<String, Sha256> artifacts) throws InterruptedException {
    for (var installer : all) {
      var problem = installer.selfTest(own(installer, artifacts));
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  /** {@link NodeInstaller#activate}, {@code rollBack} or {@code restore}. */
  Optional<NodeInstaller.Trouble> move(Effect.Activate order) throws InterruptedException {
    var from = order.previous().map(Installation::artifacts).orElseGet(TreeMap::new);
    for (var installer : all) {
      var move =
          new NodeInstaller.Move(
              order.to().generation(),
              own(installer, order.to().artifacts()),
              own(installer, from));
      var trouble =
          switch (order.way()) {
            case FORWARD -> installer.activate(move);
            case BACK -> installer.rollBack(move);
            case RIGHT -> installer.restore(move);
          };
      if (trouble.isPresent()) {
        return trouble;
      }
    }
    return Optional.empty();
  }

  /** {@link NodeInstaller#confirm}. */
  void confirm() throws IOException {
    for (var installer : all) {
      installer.confirm();
    }
  }

  /** {@link NodeInstaller#status}; dark as soon as one of them is. */
  Sight status(Set<String> names) {
    var seats = new TreeMap<String, Sight.Seat>();
    for (var installer : all) {
      var own = new TreeSet<>(names);
      own.removeIf(name -> !installer.isFor(name));
      switch (installer.status(own)) {
        case Sight.Dark dark -> {
          return dark;
        }
        case Sight.Seen(var seen) -> seats.putAll(seen);
      }
    }
    return new Sight.Seen(seats);
  }

  private static SortedMap<String, Sha256> own(
      NodeInstaller installer, SortedMap<String, Sha256> artifacts) {
    var own = new TreeMap<>(artifacts);
    own.keySet().removeIf(name -> !installer.isFor(name));
    return own;
  }
}

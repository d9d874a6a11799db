package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What an operator leaves on a node that was restored from an older state, after having looked
 * (NODE.md, "What a node remembers"): from then on it gets orders again.
 *
 * @param wasRestored whether there was something to look at
 * @param wanted what the disk calls active: taken as its owner's installation
 * @param mapped what the workload says it runs
 */
public record OperatorsLook(
    String node,
    boolean wasRestored,
    SortedMap<String, Sha256> wanted,
    SortedMap<String, Sha256> mapped) {

  /**
   * Takes what is active as it is, and keeps all that is remembered. The agent mustn't run
   * meanwhile: {@code AGENT_CONFIG_INVALID}.
   *
   * @param config path of {@code agent.yaml}
   */
  public static Outcome<OperatorsLook> at(Path config) throws IOException {
    return switch (AgentConfig.load(config)) {
      case Outcome.Refused<AgentConfig>(var problems) -> Outcome.refused(problems);
      case Outcome.Ok<AgentConfig>(var read, _) -> at(read);
    };
  }

  private static Outcome<OperatorsLook> at(AgentConfig config) throws IOException {
    var disk = new LocalDisk();
    var store = new AgentStore(config.store(), disk);
    try {
      store.makeFolders();
      return switch (StoreLock.take(store)) {
        case Outcome.Refused<StoreLock>(var problems) -> Outcome.refused(problems);
        case Outcome.Ok<StoreLock>(var lock, _) -> {
          try (lock) {
            yield at(config, store, disk);
          }
        }
      };
    } catch (IOException e) {
      return Outcome.refused(StoreProblem.of(e, store.root().toString()));
    }
  }

  private static Outcome<OperatorsLook> at(AgentConfig config, AgentStore store, Disk disk)
      throws IOException {
    var active = store.adopted();
    var highest = store.highestGeneration();
    return switch (store.journal()) {
      case Outcome.Refused<NodeJournal>(var problems) -> Outcome.refused(problems);
      case Outcome.Ok<NodeJournal>(var found, _) -> {
        var workload = new Workload(config.workloadSocket(), config.workloadUid());
        var sight = Installers.of(config, store, workload, disk, true).status(active.names());
        var state = AgentState.of(found, store.isAheadOf(found), sight);
        if (state.restored()) {
          store.persist(found.lookedAt(active, Math.max(highest, sight.highestGeneration())));
        }
        yield Outcome.ok(
            new OperatorsLook(
                config.node().node(), state.restored(), active.artifacts(), sight.mapped()));
      }
    };
  }
}

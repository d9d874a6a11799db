package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Where a node stands, read from beside its agent: from the journal on the disk, and from the
 * workload itself. It changes nothing, and needs no agent that runs.
 *
 * @param generation that the store calls active; 0 when nothing is
 * @param previous that the node could go back to; 0 when there is none
 * @param wanted digests that are to run, by the artifacts' names
 * @param mapped digests that the workload says it runs
 * @param workload why the workload doesn't answer, if it doesn't
 * @param body the patch that brought what runs, where one did
 * @param phase how far the last order has come; {@code IDLE} where there was none
 * @param rollout whose order that was; empty where there was none
 * @param problem what refused or undid it, if something did
 * @param check number of the check that refused it (NODE.md), if one did
 * @param brokenGlass whose word the last order stood on, where the glass was broken for this node
 * @param memory number of the memory's last change: it only grows
 * @param restored it is older than what it did: it gets nothing until an operator has looked
 * @param key SHA-256 of the public key that signs the node's reports, as a fleet names it
 */
public record AgentStatus(
    String node,
    long generation,
    long previous,
    SortedMap<String, Sha256> wanted,
    SortedMap<String, Sha256> mapped,
    Optional<Problem> workload,
    Optional<Sha256> body,
    NodePhase phase,
    String rollout,
    Optional<Problem> problem,
    OptionalInt check,
    Optional<BrokenBy> brokenGlass,
    long memory,
    boolean restored,
    Optional<Sha256> key) {

  /** Who has broken the glass, and the digest of the break-glass. */
  public record BrokenBy(String approver, Sha256 claim) {}

  /**
   * Reads the status of the node with that {@code agent.yaml}; refused where that, or the journal,
   * can't be read.
   */
  public static Outcome<AgentStatus> read(Path config) throws IOException {
    return switch (AgentConfig.load(config)) {
      case Outcome.Refused<AgentConfig>(var problems) -> Outcome.refused(problems);
      case Outcome.Ok<AgentConfig>(var read, _) -> of(read);
    };
  }

  private static Outcome<AgentStatus> of(AgentConfig config) throws IOException {
    var disk = new LocalDisk();
    var store = new AgentStore(config.store(), disk);
    var journal = store.journal();
    var socket = config.workloadSocket();
    var workload = new Workload(socket, config.workloadUid());
    return journal.map(known -> {
      var sight =
          Files.exists(socket, LinkOption.NOFOLLOW_LINKS)
              ? Installers.of(config, store, workload, disk, true).status(known.position().names())
              : new Sight.Dark(Workload.absent(socket));
      return of(config, known, sight);
    });
  }

  private static AgentStatus of(AgentConfig config, NodeJournal journal, Sight sight) {
    var position = journal.position();
    var errand = journal.errand();
    return new AgentStatus(
        config.node().node(),
        position.wanted().map(Installation::generation).orElse(0L),
        position.behind().filter(Installation::good).map(Installation::generation).orElse(0L),
        position.artifacts(),
        sight.mapped(),
        sight instanceof Sight.Dark(var why) ? Optional.of(why) : Optional.empty(),
        position.wanted().flatMap(Installation::body),
        errand.map(Errand::phase).orElse(NodePhase.IDLE),
        errand.map(Errand::rollout).orElse(""),
        errand.flatMap(Errand::problem),
        errand.map(Errand::check).orElse(OptionalInt.empty()),
        errand.flatMap(Errand::glass).map(glass -> new BrokenBy(glass.approver(), glass.claim())),
        journal.memory().generation(),
        journal.restored(),
        Identity.keyOf(config.chain()));
  }
}

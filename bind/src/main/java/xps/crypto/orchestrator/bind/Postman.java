package xps.crypto.orchestrator.bind;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.Event;
import xps.crypto.orchestrator.planner.NodeWord;

/** Turns what nodes and probes say into events of this rollout. */
final class Postman {

  private final String rollout;
  private final int attempt;
  private final Receipts receipts;
  private final TakenReports taken;
  private final List<Artifact> artifacts;
  private final Set<Sha256> digests;
  private final KnownNodes nodes;

  Postman(String rollout, int attempt, Course course, KnownNodes nodes) {
    Manifest patch = course.plan().patch().manifest();
    this.rollout = rollout;
    this.attempt = attempt;
    this.receipts = course.receipts();
    this.taken = course.takenReports();
    this.artifacts = patch.artifacts();
    this.digests = artifacts.stream().map(Artifact::sha256).collect(Collectors.toUnmodifiableSet());
    this.nodes = nodes;
  }

  /** Whether the journal hasn't got that report; who took it may have been killed since. */
  boolean isNews(String node, String boot, NodeReport report) {
    return taken.isNews(node, boot, report.seq());
  }

  /**
   * What is to be in the journal when all that follows from a batch is. The next batch of this turn
   * may have some of it again: a runner that can't write it takes no further turn.
   */
  Optional<JournalEntry.Heard> taken(String node, ReportBatch batch) {
    var heard =
        batch.reports().stream()
            .filter(report -> report.rollout().equals(rollout))
            .filter(report -> isNews(node, batch.boot(), report))
            .reduce((_, last) -> last)
            .map(last -> new JournalEntry.Heard(node, batch.boot(), last.seq()));
    heard.ifPresent(taken::add);
    return heard;
  }

  /** A report that was taken before says only that the node is there. */
  List<Event> there(String node, NodeReport report, Instant at) {
    return nodes.heard(node, report) ? List.of(new Event.Connected(at, node)) : List.of();
  }

  /** A canary node's word about this rollout that the journal hasn't yet. */
  Optional<JournalEntry> receipt(String node, NodeReport report) {
    return report
        .signed()
        .filter(word -> report.rollout().equals(rollout))
        .filter(word -> receipts.isNews(node, word, attempt))
        .map(word -> new JournalEntry.Received(node, word));
  }

  /** Reports about another rollout, or about none, only say where the node stands. */
  List<Event> reported(String node, NodeReport report, Instant at) {
    var events = new ArrayList<>(there(node, report, at));
    events.addAll(said(node, report, at));
    return events;
  }

  /** The words of a report about this rollout, whether its node is there or not. */
  List<Event> said(String node, NodeReport report, Instant at) {
    var events = new ArrayList<Event>();
    if (report.rollout().equals(rollout)) {
      word(report.state())
          .map(word ->
              new Event.Reported(
                  at, node, word, runsWanted(report.active()), code(report), detail(report)))
          .ifPresent(events::add);
    }
    return events;
  }

  Event.ProbeAnswered probed(String node, ProbeAnswer answer, Instant at) {
    return switch (answer) {
      case ProbeAnswer.Passed(var active) ->
          new Event.ProbeAnswered(
              at,
              node,
              true,
              isEvidence(node, active),
              isEvidence(node, active) ? "" : other(active));
      case ProbeAnswer.Failed(var problem) ->
          new Event.ProbeAnswered(
              at, node, false, false, problem.code() + ": " + problem.message());
    };
  }

  /**
   * Every digest that an answer names belongs to the patch; where it names none the workload's word
   * counts, as the agent has passed it on.
   */
  private boolean isEvidence(String node, Set<Sha256> named) {
    return named.isEmpty()
        ? nodes.active(node).map(this::runsWanted).orElse(false)
        : digests.containsAll(named);
  }

  private static String other(Set<Sha256> named) {
    return named.isEmpty()
        ? "the answer names no digest, and the node doesn't say that it runs the patch"
        : "the answer names another version";
  }

  private boolean runsWanted(SortedMap<String, Sha256> active) {
    return artifacts.stream()
        .allMatch(artifact -> artifact.sha256().equals(active.get(artifact.name())));
  }

  private static Optional<NodeWord> word(NodePhase phase) {
    return switch (phase) {
      case IDLE, STAGED -> Optional.empty();
      case REFUSED -> Optional.of(NodeWord.REFUSED);
      case STAGING -> Optional.of(NodeWord.STAGING);
      case ACTIVATING -> Optional.of(NodeWord.ACTIVATING);
      case ACTIVE -> Optional.of(NodeWord.ACTIVE);
      case HEALTHY -> Optional.of(NodeWord.HEALTHY);
      case FAILED -> Optional.of(NodeWord.FAILED);
      case ROLLING_BACK -> Optional.of(NodeWord.ROLLING_BACK);
      case ROLLED_BACK -> Optional.of(NodeWord.ROLLED_BACK);
      case ROLLBACK_FAILED -> Optional.of(NodeWord.ROLLBACK_FAILED);
    };
  }

  private static String code(NodeReport report) {
    return report.problem().map(problem -> problem.code().name()).orElse("");
  }

  private static String detail(NodeReport report) {
    var message = report.problem().map(problem -> problem.message()).orElse("");
    return report.check().isPresent()
        ? "check " + report.check().getAsInt() + ": " + message
        : message;
  }
}

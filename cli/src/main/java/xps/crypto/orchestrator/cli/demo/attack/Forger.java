package xps.crypto.orchestrator.cli.demo.attack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.guard.Envelope;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Permit;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.guard.WarrantDraft;

/**
 * Makes orders that look right in every way that the control plane's keys can make them. He works
 * on copies of the audit log, so that the true one keeps telling the truth.
 */
final class Forger implements AutoCloseable {
  private static final Duration LIFE = Duration.ofHours(1);

  private final Loot loot;
  private final Environment environment;
  private final InstantSource clock;
  private final AuditLog copied;
  private final AuditLog rewritten;

  private Forger(
      Loot loot,
      Environment environment,
      InstantSource clock,
      AuditLog copied,
      AuditLog rewritten) {
    this.loot = loot;
    this.environment = environment;
    this.clock = clock;
    this.copied = copied;
    this.rewritten = rewritten;
  }

  /**
   * Begins with two copies of the log: a true one, and one in which the first record about {@code
   * forget} never happened.
   */
  static Forger at(Path workshop, Loot loot, Environment environment, InstantSource clock)
      throws IOException {
    copy(loot.audit(), workshop.resolve("audit"));
    var copied = AuditLog.open(workshop.resolve("audit"), loot.log()).orThrow();
    var records = AuditReader.of(loot.audit()).records().orThrow();
    var kept = new ArrayList<>(records);
    kept.remove(0);
    var rewritten = AuditLog.open(workshop.resolve("rewritten"), loot.log()).orThrow();
    rewritten.append(kept);
    return new Forger(loot, environment, clock, copied, rewritten);
  }

  /** What to push to a node that has seen that much of the log. */
  Envelope forge(Attempt attempt, NodeReport.Seen seen) throws IOException {
    var plan = attempt.paper().plan();
    var permit =
        Guard.evaluate(
                attempt.gate(),
                plan,
                attempt.wave(),
                attempt.paper().approvals(),
                environment,
                clock.instant())
            .permit();
    var issue =
        new WarrantDraft.Issue(
            attempt.order().rollout(), attempt.order().sequence(), clock.instant(), LIFE);
    var warrant = WarrantDraft.forward(permit, issue).sign(loot.orchestrator(), loot.issuer());
    var record = gate(permit, warrant);
    var proof = prove(record, attempt.history(), seen);
    return new Envelope(
        warrant,
        plan.patch().manifest().document(),
        plan.plan().document(),
        plan.waveRoots(),
        position(attempt),
        record.line(),
        proof.inclusion(),
        proof.consistency());
  }

  private record Proof(String inclusion, Envelope.Consistency consistency) {}

  private AuditRecord gate(Permit permit, Warrant warrant) {
    return AuditRecord.of(clock.instant(), warrant.patch().id(), Action.GATE)
        .result(Result.SUCCESS)
        .wave(warrant.wave().name())
        .policy(permit.gate())
        .rollout(warrant.rollout())
        .warrant(warrant.digest())
        .build();
  }

  private Proof prove(AuditRecord record, History history, NodeReport.Seen seen)
      throws IOException {
    var log = history == History.REWRITTEN ? rewritten : copied;
    long index = history == History.UNWRITTEN ? 0 : log.append(List.of(record)).first();
    // A log that is shorter than what the node has seen would be too easy.
    while (log.size() <= seen.size()) {
      log.append(List.of(record));
    }
    var consistency = new Envelope.Consistency(seen.size(), log.consistency(seen.size()));
    return new Proof(log.inclusion(index).text(), consistency);
  }

  /** Where the node really stands; a node that stands nowhere claims the first place. */
  private static Envelope.Position position(Attempt attempt) {
    return attempt
        .paper()
        .plan()
        .membership(attempt.node())
        .map(member -> new Envelope.Position(member.index(), member.path()))
        .orElseGet(() -> new Envelope.Position(0, List.of()));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() throws IOException {
    copied.close();
    rewritten.close();
  }
}

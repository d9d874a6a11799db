package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.guard.Permit;

/** A control room with everything in it, on a fleet that is played. */
final class Theatre implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final Organisation organisation;
  final MovableClock clock = new MovableClock(Organisation.MONDAY);
  final ScriptedFleet fleet;
  final MemoryJournal journal = new MemoryJournal();
  final Repo repo;
  private final Path folder;
  AuditLog log;

  /** What the newest bulletin says. */
  volatile Optional<CurrentBulletin> news = Optional.empty();

  Theatre(Organisation organisation, Path folder) throws IOException {
    this.organisation = organisation;
    this.folder = folder;
    this.fleet = new ScriptedFleet(organisation, clock);
    this.repo = Repo.filesystem(folder.resolve("repo"));
    repo.push(organisation.manifest(), organisation.source()).orThrow();
    this.log = AuditLog.open(folder.resolve("audit"), organisation.logSigner()).orThrow();
  }

  Permit permit() {
    return organisation.permit(clock.instant());
  }

  ControlRoom room() {
    return room(journal, fleet);
  }

  ControlRoom room(Journal through, AgentGateway gateway) {
    var plan = organisation.plan();
    return new ControlRoom(
        gateway,
        through,
        log,
        new ControlRoom.Issuer("control", organisation.orchestrator),
        () ->
            xps.crypto.orchestrator.document.Outcome.ok(
                new RulesInForce.Rules(organisation.policy(), organisation.approvals(plan), news)),
        fleet,
        clock,
        clock::ticks,
        new SecureRandom());
  }

  Runner runner() {
    return new Runner(repo, Installer.dynamic(), room());
  }

  /** A runner that dies at the fuse's point; what it had written stays. */
  Runner runner(Fuse fuse) {
    var room = room(fuse.journal(journal), fuse.gateway(fleet));
    return new Runner(repo, Installer.dynamic(), room, fuse.trail(AuditTrail.of(log)));
  }

  /** A runner whose log takes nothing while that holds. */
  Runner runnerWithoutLogWhile(java.util.function.BooleanSupplier isFull) {
    var trail = AuditTrail.of(log);
    var failing =
        (AuditTrail)
            java.lang.reflect.Proxy.newProxyInstance(
                AuditTrail.class.getClassLoader(),
                List.of(AuditTrail.class).toArray(Class<?>[]::new),
                (_, method, arguments) -> {
                  if (method.getName().equals("append") && isFull.getAsBoolean()) {
                    throw new IOException("No space left on device");
                  }
                  return method.invoke(trail, arguments);
                });
    return new Runner(repo, Installer.dynamic(), room(), failing);
  }

  List<AuditRecord> records() throws IOException {
    return AuditReader.of(folder.resolve("audit")).records().orThrow();
  }

  /** Waits for something that happens on another thread. */
  static void until(String what, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  @Override
  public void close() throws IOException {
    fleet.close();
    log.close();
  }
}

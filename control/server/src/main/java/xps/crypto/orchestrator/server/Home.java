package xps.crypto.orchestrator.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import xps.crypto.orchestrator.attest.Orchestrator;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.TrustedLog;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.bind.ControlRoom;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Heard;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.store.SqliteJournal;

/**
 * What belongs to one orchestrator, in a folder: {@code orchestrator.key}, {@code log.key}, {@code
 * agents-ca.pem} and {@code .key}, {@code journal.db}, {@code audit/}, {@code heard.json}.
 *
 * <p>Names come from the trust store: the orchestrator and the log are called what the store calls
 * their public keys. A key that it doesn't know would sign what no node follows.
 */
public final class Home implements AutoCloseable {

  private static final String JOURNAL = "journal.db";
  private static final String AUDIT = "audit";
  private static final String ORCHESTRATOR = "orchestrator.key";
  private static final String LOG = "log.key";

  private final AgentCa agents;
  private final ControlRoom.Issuer issuer;
  private final Journal journal;
  private final AuditLog audit;
  private final HeardFile file;
  private final HeldRules held;
  private Heard heard;

  private Home(
      AgentCa agents,
      ControlRoom.Issuer issuer,
      Journal journal,
      AuditLog audit,
      HeardFile file,
      HeldRules held,
      Heard heard) {
    this.agents = agents;
    this.issuer = issuer;
    this.journal = journal;
    this.audit = audit;
    this.file = file;
    this.held = held;
    this.heard = heard;
  }

  /**
   * Opens a home, and makes what is missing in it.
   *
   * @return {@code TRUST_STORE_INVALID} when the store doesn't list one of the keys, with the entry
   *     to add; {@code KEY_FILE_UNSAFE} when others can read one; {@code ROLLOUT_CONFLICT} while
   *     another process has it open
   */
  public static Outcome<Home> open(
      Path folder, TrustStore trust, String environment, Instant now, SecureRandom chance)
      throws IOException, GeneralSecurityException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    var keys = Keys.open(folder, chance);
    if (keys instanceof Outcome.Refused<Keys>(var problems)) {
      return Outcome.refused(problems);
    }
    var issuer = keys.orThrow().issuer(trust, environment, now);
    var signer = keys.orThrow().logSigner(trust);
    var agents = AgentCa.open(folder, now, chance);
    var file = new HeardFile(folder);
    var heard = file.read();
    var problems = new ArrayList<Problem>(issuer.problems());
    problems.addAll(signer.problems());
    problems.addAll(agents.problems());
    problems.addAll(heard.problems());
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    var audit = AuditLog.open(folder.resolve(AUDIT), signer.orThrow());
    if (audit instanceof Outcome.Refused<AuditLog>(var reasons)) {
      return Outcome.refused(reasons);
    }
    var journal = SqliteJournal.open(folder.resolve(JOURNAL));
    if (journal instanceof Outcome.Refused<SqliteJournal>(var reasons)) {
      audit.orThrow().close();
      return Outcome.refused(reasons);
    }
    return Outcome.ok(
        new Home(
            agents.orThrow(),
            issuer.orThrow(),
            journal.orThrow(),
            audit.orThrow(),
            file,
            new HeldRules(folder),
            heard.orThrow()));
  }

  /**
   * Why there is nothing to be done in a folder that is no home: {@code NOT_FOUND}. To open one
   * makes it; who only came to stop or to close something must not make keys that somebody is then
   * advised to trust.
   */
  public static Optional<Problem> missing(Path folder) {
    return Files.isRegularFile(folder.resolve(ORCHESTRATOR))
        ? Optional.empty()
        : Optional.of(
            new Problem(
                Code.NOT_FOUND,
                "no control plane is at home here",
                folder.toString(),
                "name the folder that xps apply was given as --home"));
  }

  /**
   * The journal of a home alone, to look into from another process; {@code NOT_FOUND} where there
   * is none.
   */
  public static Outcome<? extends Journal> journalOf(Path folder) throws IOException {
    var file = folder.resolve(JOURNAL);
    return Files.isRegularFile(file)
        ? SqliteJournal.open(file)
        : Outcome.refused(
            new Problem(
                Code.NOT_FOUND,
                "no orchestrator has its journal here",
                folder.toString(),
                "name the folder that xps apply was given as --home"));
  }

  /** The log of a home, to look into from another process; nothing in it where none was begun. */
  public static AuditReader auditOf(Path folder) {
    return AuditReader.of(folder.resolve(AUDIT));
  }

  /** What a home has heard, to look at from another process. */
  public static Outcome<Heard> heardIn(Path folder) {
    return new HeardFile(folder).read();
  }

  /** The two keys of a home. */
  private record Keys(Path folder, SigningKey orchestrator, SigningKey log, Set<String> made) {

    static Outcome<Keys> open(Path folder, SecureRandom chance) throws IOException {
      var made =
          Stream.of(ORCHESTRATOR, LOG)
              .filter(file -> !Files.exists(folder.resolve(file)))
              .collect(Collectors.toUnmodifiableSet());
      var orchestrator = key(folder.resolve(ORCHESTRATOR), chance);
      var log = key(folder.resolve(LOG), chance);
      var problems = new ArrayList<Problem>(orchestrator.problems());
      problems.addAll(log.problems());
      return Outcome.unless(
          problems, () -> new Keys(folder, orchestrator.orThrow(), log.orThrow(), made));
    }

    private static Outcome<SigningKey> key(Path file, SecureRandom chance) throws IOException {
      if (Files.exists(file)) {
        return SigningKey.readPem(file);
      }
      var fresh = SigningKey.generate(chance);
      fresh.writePem(file);
      return Outcome.ok(fresh);
    }

    Outcome<ControlRoom.Issuer> issuer(TrustStore trust, String environment, Instant now) {
      var known =
          trust.orchestrators().stream()
              .filter(listed -> isSame(listed.key(), orchestrator))
              .findFirst();
      if (known.isEmpty()) {
        return unlisted("orchestrators", ORCHESTRATOR, "orchestrator-1", orchestrator);
      }
      return known
          .flatMap(listed -> unusable(listed, environment, now))
          .map(Outcome::<ControlRoom.Issuer>refused)
          .orElseGet(() -> Outcome.ok(new ControlRoom.Issuer(known.get().name(), orchestrator)));
    }

    private static Optional<Problem> unusable(
        Orchestrator listed, String environment, Instant now) {
      return listed
          .usableAt(now, environment)
          .map(problem ->
              new Problem(
                  Code.TRUST_STORE_INVALID,
                  problem.message(),
                  problem.where(),
                  "name a home whose orchestrator may, or have the trust store's owner admit this"
                      + " one"));
    }

    Outcome<LogSigner> logSigner(TrustStore trust) {
      return trust.logs().stream()
          .filter(listed -> isSame(listed.key(), log))
          .findFirst()
          .map(TrustedLog::name)
          .map(origin -> Outcome.ok(new LogSigner(origin, log)))
          .orElseGet(() -> unlisted("logs", LOG, "example.org/audit", log));
    }

    private static boolean isSame(VerifyingKey listed, SigningKey ours) {
      return listed.equals(ours.publicKey());
    }

    private <T> Outcome<T> unlisted(String list, String file, String name, SigningKey key) {
      return Outcome.refused(
          new Problem(
              Code.TRUST_STORE_INVALID,
              "the trust store's %s don't list %s"
                  .formatted(
                      list,
                      made.contains(file)
                          ? "the key that was made here just now"
                          : "the key of this home"),
              folder.resolve(file).toString(),
              "add {\"name\": \"%s\", \"ed25519\": \"%s\"} to %s in the trust store, on the nodes as well"
                  .formatted(name, key.publicKey().hex(), list)));
    }
  }

  /** Opens the agents' door. */
  public JettyAgentGateway listen(InetSocketAddress address, Repo repo, InstantSource clock)
      throws IOException, GeneralSecurityException {
    var host = address.getAddress().getHostAddress();
    var identity = agents.server(List.of(host), clock.instant());
    return JettyAgentGateway.listen(address, identity, agents, repo, clock);
  }

  /** In whose name warrants are signed here. */
  public ControlRoom.Issuer issuer() {
    return issuer;
  }

  public Journal journal() {
    return journal;
  }

  public AuditLog audit() {
    return audit;
  }

  /** What was heard from people outside before; whoever brings less is told so. */
  public synchronized Heard heard() {
    return heard;
  }

  /** Makes it what was heard, before anything is decided by it. */
  public synchronized void remember(Heard now) throws IOException {
    if (!now.equals(heard)) {
      file.write(now);
      heard = now;
    }
  }

  /**
   * Decides by these from now on in that environment, if they are what was held there, or its
   * successors as the roots have signed them; else {@code TRUST_STORE_INVALID} or {@code
   * POLICY_INVALID}. Nothing is asked of those that are local.
   */
  public synchronized Outcome<Policy> hold(String environment, TrustStore trust, Policy policy)
      throws IOException {
    var problems = held.hold(environment, trust, policy);
    return Outcome.unless(problems, () -> policy);
  }

  @Override
  public void close() throws IOException {
    try (audit) {
      journal.close();
    }
  }
}

package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import xps.crypto.orchestrator.bind.HealthProbe;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * The field agent: it runs beside a workload, and is the only hand that changes what that runs.
 *
 * <p>It may be killed at any instruction: when it starts again it finishes what it began, or has
 * done nothing.
 */
public final class FieldAgent {
  /** The longest wait between two tries to reach the control plane. */
  public static final Duration MAX_BACKOFF = Duration.ofSeconds(30);

  private static final int BOOT_BYTES = 16;

  private final AgentConfig config;
  private final NodeRules rules;
  private final Identity identity;
  private final SSLContext tls;
  private final Duration maxBackoff;
  private final Disk disk;
  private final PrintStream err;
  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();

  private FieldAgent(
      AgentConfig config,
      NodeRules rules,
      Identity identity,
      SSLContext tls,
      Duration maxBackoff,
      Disk disk,
      PrintStream err) {
    this.config = config;
    this.rules = rules;
    this.identity = identity;
    this.tls = tls;
    this.maxBackoff = maxBackoff;
    this.disk = disk;
    this.err = err;
  }

  /**
   * Runs an agent until its process is told to end, or its thread is interrupted.
   *
   * @param config path of {@code agent.yaml}
   * @param out gets one line when the agent is up: {@code agent ID is up}
   * @param err gets a line for everything that is refused or fails
   * @return why it didn't start; empty when it has run
   */
  public static List<Problem> run(
      Path config, Duration maxBackoff, PrintStream out, PrintStream err) {
    return run(config, maxBackoff, new LocalDisk(), out, err);
  }

  /** The same on another disk, of which a test counts the steps. */
  static List<Problem> run(
      Path config, Duration maxBackoff, Disk disk, PrintStream out, PrintStream err) {
    var agent =
        AgentConfig.load(config)
            .flatMap(read ->
                OwnersChoice.rules(read)
                    .flatMap(rules ->
                        Identity.load(read.chain(), read.key(), read.serverCa())
                            .flatMap(identity ->
                                OwnersChoice.probeTrust(read)
                                    .map(tls ->
                                        new FieldAgent(
                                            read, rules, identity, tls, maxBackoff, disk, err)))));
    return switch (agent) {
      case Outcome.Refused<FieldAgent>(var problems) -> problems;
      case Outcome.Ok<FieldAgent>(var ready, _) -> ready.run(out);
    };
  }

  private List<Problem> run(PrintStream out) {
    var store = new AgentStore(config.store(), disk);
    try {
      store.makeFolders();
      return switch (StoreLock.take(store)) {
        case Outcome.Refused<StoreLock>(var problems) -> problems;
        case Outcome.Ok<StoreLock>(var lock, _) -> {
          try (lock) {
            yield run(out, store);
          }
        }
      };
    } catch (IOException e) {
      return List.of(StoreProblem.of(e, store.root().toString()));
    }
  }

  private List<Problem> run(PrintStream out, AgentStore store) throws IOException {
    return switch (store.journal()) {
      case Outcome.Refused<NodeJournal>(var problems) -> problems;
      case Outcome.Ok<NodeJournal>(var journal, _) -> {
        var succession = new Succession(config, store, this::say, this::complain);
        yield switch (succession.recall(rules)) {
          case Outcome.Refused<NodeRules>(var problems) -> problems;
          case Outcome.Ok<NodeRules>(var now, _) -> run(out, store, journal, succession, now);
        };
      }
    };
  }

  private List<Problem> run(
      PrintStream out, AgentStore store, NodeJournal found, Succession succession, NodeRules now)
      throws IOException {
    var adoption = new Adoption(store, disk, config, this::complain);
    var homeless = adoption.homeless(found);
    if (homeless.isPresent()) {
      return List.of(homeless.get());
    }
    var journal = adoption.adopt(found);
    var workload = new Workload(config.workloadSocket(), config.workloadUid());
    var installers = Installers.of(config, store, workload, disk, rules.isCaged());
    var sight = installers.status(journal.position().names());
    var state = AgentState.of(journal, store.isAheadOf(journal), sight);
    var news = new Semaphore(0);
    var reports = new ReportJournal(store, disk);
    var happenings = new Happenings();
    var remembered = new AtomicLong(found.memory().generation());
    try (var outbox = Outbox.open(boot(), reports, news::release, this::say, this::complain);
        var server = new Server(config.server(), identity, clock);
        var shell =
            new Shell(
                new OwnersFiles(config, succession, now, clock, this::complain),
                state,
                store,
                hands(store, server, installers),
                outbox,
                identity.signer(),
                NodeClock.of(clock, config.clock()),
                happenings,
                remembered,
                this::say,
                this::complain)) {
      var link =
          happenings.thread(
              "agent-link",
              new Link(
                  server,
                  outbox,
                  news,
                  remembered::get,
                  clock,
                  new Backoff(maxBackoff, random),
                  happenings::happened,
                  this::say));
      var keeper = happenings.thread("agent-reports", outbox::keep);
      happenings.happened(new Event.Started(clock.instant()));
      keeper.start();
      link.start();
      out.println("agent " + rules.node().node() + " is up");
      out.flush();
      try {
        shell.run();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        link.interrupt();
        keeper.interrupt();
      }
    }
    return List.of();
  }

  private Hands hands(AgentStore store, Server server, Installers installers) {
    var download =
        new Download(
            server::object,
            new StagedObjects(store.objects(), disk),
            clock,
            new Backoff(maxBackoff, random));
    return new Hands(
        store,
        download,
        installers,
        new LocalView(
            config.probes(), rules.words(), HealthProbe.network(tls, HealthProbe.Loopback.ALLOWED)),
        clock);
  }

  private String boot() {
    var bytes = new byte[BOOT_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void complain(Problem problem) {
    say(problem.toString());
  }

  private void say(String line) {
    err.println("agent " + rules.node().node() + ": " + line);
  }
}

package xps.crypto.orchestrator.cli.demo.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.bind.AgentGateway;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.server.JettyAgentGateway;

/** Sits where the control plane sat, and pushes. The agents can't tell the difference. */
public final class HostileRunner implements AutoCloseable {
  /** Above every generation that an honest runner has used. */
  private static final long FIRST_GENERATION = 1L << 52;

  /** A node that isn't refusing by then isn't going to. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Forger forger;
  private final JettyAgentGateway gateway;
  private final Confessions confessions = new Confessions();
  private long generation = FIRST_GENERATION;

  private HostileRunner(Forger forger, JettyAgentGateway gateway) {
    this.forger = forger;
    this.gateway = gateway;
    gateway.attach(confessions);
  }

  /**
   * Takes the control plane's place.
   *
   * @param address where the agents look for it
   * @param workshop a folder to work in
   */
  public static HostileRunner at(
      InetSocketAddress address,
      Loot loot,
      Repo repo,
      Environment environment,
      Path workshop,
      InstantSource clock)
      throws IOException, GeneralSecurityException {
    var identity =
        loot.agents().server(List.of(address.getAddress().getHostAddress()), clock.instant());
    var forger = Forger.at(workshop, loot, environment, clock);
    try {
      return new HostileRunner(
          forger, JettyAgentGateway.listen(address, identity, loot.agents(), repo, clock));
    } catch (IOException | GeneralSecurityException e) {
      forger.close();
      throw e;
    }
  }

  /** Tries, and waits for what the node says. */
  public Verdict push(Attempt attempt) throws IOException, InterruptedException {
    var hello = confessions.await(attempt.node(), _ -> true, PATIENCE);
    if (hello.isEmpty()) {
      return new Verdict(attempt, Optional.empty());
    }
    var envelope = forger.forge(attempt, hello.get().checkpoint());
    long pushed = ++generation;
    gateway.publish(
        attempt.node(),
        new Desired(pushed, Direction.FORWARD, attempt.order().rollout(), envelope.toJson()),
        objects(attempt));
    return new Verdict(
        attempt,
        confessions.await(
            attempt.node(),
            report -> report.generation() == pushed && Confessions.isSettled(report),
            PATIENCE));
  }

  private static Set<Sha256> objects(Attempt attempt) {
    return AgentGateway.objectsOf(attempt.paper().plan().patch().manifest());
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    forger.close();
  }
}

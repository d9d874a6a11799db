package xps.crypto.orchestrator.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import xps.crypto.orchestrator.bind.AgentGateway;
import xps.crypto.orchestrator.bind.AgentListener;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The agents' door over HTTPS: mutual TLS, a few routes, and no thread for who waits.
 *
 * <p>A waiting agent is an entry in a map and a timer; threads work only while bytes move.
 */
public final class JettyAgentGateway implements AgentGateway, AutoCloseable {

  /** How long an agent waits for news before it is told that there is none. */
  public static final Duration LONG_POLL = Duration.ofSeconds(60);

  // Two polls that never came: the agent, its machine or the network is gone.
  private static final Duration SILENCE = LONG_POLL.dividedBy(2);
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final Duration IDLE = LONG_POLL.plusSeconds(30);
  private static final int MIN_THREADS = 3;
  private static final int MAX_THREADS = 32;
  private static final int THREAD_IDLE_MS = 60_000;
  private static final int MAX_HEADER_BYTES = 4 * 1024;
  private static final int BACKLOG = 1_024;

  private final Server server;
  private final ServerConnector connector;
  private final Assignments assignments = new Assignments();
  private final Presence presence = new Presence();
  private final List<AgentListener> listeners = new CopyOnWriteArrayList<>();

  private JettyAgentGateway(
      InetSocketAddress listen,
      TlsIdentity identity,
      AgentCa agents,
      Repo repo,
      InstantSource clock,
      Duration longPoll)
      throws GeneralSecurityException {
    // A queue of the JDK's: Jetty's own starts the whole of JMX to find out how wide a cache is.
    var threads =
        new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_IDLE_MS, new LinkedBlockingQueue<>());
    threads.setName("agent-gateway");
    threads.setDaemon(true);
    this.server = new Server(threads);
    this.connector = connector(server, listen, identity, agents);
    server.addConnector(connector);
    server.setHandler(new AgentRoutes(this, agents.certificate(), repo, clock, longPoll));
  }

  /** Listens from now on; port 0 takes a free one. */
  public static JettyAgentGateway listen(
      InetSocketAddress address,
      TlsIdentity identity,
      AgentCa agents,
      Repo repo,
      InstantSource clock)
      throws IOException, GeneralSecurityException {
    return listen(address, identity, agents, repo, clock, LONG_POLL);
  }

  /** The same with a shorter wait for {@code GET desired}; at most {@link #LONG_POLL}. */
  public static JettyAgentGateway listen(
      InetSocketAddress address,
      TlsIdentity identity,
      AgentCa agents,
      Repo repo,
      InstantSource clock,
      Duration longPoll)
      throws IOException, GeneralSecurityException {
    if (longPoll.compareTo(LONG_POLL) > 0 || !longPoll.isPositive()) {
      throw new IllegalArgumentException("a poll lasts 60 s at most");
    }
    var gateway = new JettyAgentGateway(address, identity, agents, repo, clock, longPoll);
    try {
      gateway.server.start();
    } catch (IOException e) {
      gateway.close();
      throw e;
    } catch (Exception e) {
      gateway.close();
      throw new IOException("the agent gateway can't listen on " + address + ": " + e, e);
    }
    gateway.sweepLater();
    return gateway;
  }

  private static ServerConnector connector(
      Server server, InetSocketAddress listen, TlsIdentity identity, AgentCa agents)
      throws GeneralSecurityException {
    var tls = new SslContextFactory.Server();
    tls.setSslContext(identity.context(agents.certificate()));
    tls.setNeedClientAuth(true);
    tls.setIncludeProtocols("TLSv1.3");
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setRelativeRedirectAllowed(false);
    // No check of the name that the client asked for: agents may call by address.
    http.addCustomizer(new SecureRequestCustomizer(false));
    var connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(tls, "http/1.1"),
            new HttpConnectionFactory(http));
    connector.setHost(listen.getAddress().getHostAddress());
    connector.setPort(listen.getPort());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(IDLE.toMillis());
    return connector;
  }

  /** Where agents reach this gateway: their {@code server}. */
  public URI uri() {
    String host = connector.getHost();
    String name = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("https://" + name + ":" + connector.getLocalPort() + "/");
  }

  @Override
  public void publish(String node, Desired desired, Set<Sha256> objects) {
    assignments.publish(node, desired, objects);
  }

  @Override
  public void attach(AgentListener listener) {
    listeners.add(listener);
    presence.connected().forEach(listener::connected);
    presence.lastReports().forEach(listener::reported);
  }

  @Override
  public void detach(AgentListener listener) {
    listeners.remove(listener);
  }

  /** Who is connected now. */
  public List<String> connected() {
    return presence.connected();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the agent gateway didn't stop", e);
    }
  }

  /** Threads in use now: none of them waits for an agent. */
  int threads() {
    return server.getThreadPool().getThreads();
  }

  Assignments assignments() {
    return assignments;
  }

  /** Notes a sign of life. */
  void seen(String node) {
    if (presence.seen(node, System.nanoTime())) {
      listeners.forEach(listener -> listener.connected(node));
    }
  }

  /**
   * Done, with the number to acknowledge, when every listener has the reports for good. A node's
   * batches are taken one after the other: one that is sent again, because the answer was long in
   * coming, is judged by what became of the first.
   */
  CompletionStage<Long> take(String node, ReportBatch batch) {
    return presence.inTurn(node, () -> takeNow(node, batch));
  }

  private CompletionStage<Long> takeNow(String node, ReportBatch batch) {
    var fresh = presence.fresh(node, batch);
    if (fresh.isEmpty()) {
      return CompletableFuture.completedFuture(presence.taken(node, batch));
    }
    var durable =
        listeners.stream()
            .map(listener -> listener.reported(node, fresh.get()).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(durable).thenApply(_ -> presence.taken(node, batch));
  }

  /** Runs something later on the server's timer; the result tells whether it could be stopped. */
  org.eclipse.jetty.util.thread.Scheduler.Task later(Duration delay, Runnable work) {
    return connector.getScheduler().schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void sweepLater() {
    later(
        SWEEP,
        () -> {
          for (String node : presence.gone(System.nanoTime(), SILENCE, assignments::isWaiting)) {
            listeners.forEach(listener -> listener.disconnected(node));
          }
          if (server.isRunning()) {
            sweepLater();
          }
        });
  }
}

package xps.crypto.orchestrator.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Envelope;
import xps.crypto.orchestrator.server.AgentCa;

/**
 * Agents over real TLS that believe everything they are told, and one small server that answers
 * probes for all of them under {@code /<node>}. Judging is tested elsewhere, and with real agents.
 */
final class PlayedNodes implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long AGAIN_NANOS = 50_000_000;

  private final int gateway;
  private final AgentCa authority;
  private final ServerSocket probes;
  private final Map<String, SortedMap<String, Sha256>> active = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  final Set<String> sick = ConcurrentHashMap.newKeySet();
  final Map<String, Integer> activations = new ConcurrentHashMap<>();

  /** Who has been listened to. */
  private final Set<String> heard = ConcurrentHashMap.newKeySet();

  PlayedNodes(AgentCa authority, int gateway) throws IOException {
    this.authority = authority;
    this.gateway = gateway;
    this.probes = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.add(Thread.ofVirtual().start(this::answerProbes));
  }

  int probePort() {
    return probes.getLocalPort();
  }

  /** How many nodes have been listened to. */
  int calls() {
    return heard.size();
  }

  void start(String node) throws Exception {
    var identity = authority.node(node, Instant.now(), AgentCa.MAX_NODE_LIFE);
    var client =
        HttpClient.newBuilder()
            .sslContext(identity.context(authority.certificate()))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    threads.add(Thread.ofVirtual().start(() -> new Agent(node, client).live()));
  }

  private void answerProbes() {
    while (!probes.isClosed()) {
      try (var socket = probes.accept()) {
        answer(socket);
      } catch (IOException _) {
        // Closed, or a prober that has hung up.
      }
    }
  }

  private void answer(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    var node = head.substring("GET /".length(), head.indexOf(" HTTP"));
    // It is the patch that makes them sick.
    boolean isSick = sick.contains(node) && active.containsKey(node);
    var answer = new StringBuilder(isSick ? "HTTP/1.1 500 no\r\n" : "HTTP/1.1 200 OK\r\n");
    active
        .getOrDefault(node, new TreeMap<>())
        .values()
        .forEach(digest -> answer.append("XPS-Active: ").append(digest.hex()).append("\r\n"));
    socket.getOutputStream().write(answer.append("\r\n").toString().getBytes(US_ASCII));
  }

  @Override
  public void close() throws IOException {
    probes.close();
    threads.forEach(Thread::interrupt);
  }

  /** One agent; it calls again and again until somebody listens. */
  private final class Agent {
    private final String node;
    private final HttpClient client;
    private final String boot;
    private long seq;
    private long generation;
    private String rollout = "";
    private NodePhase phase = NodePhase.IDLE;

    Agent(String node, HttpClient client) {
      this.node = node;
      this.client = client;
      this.boot = Sha256.of(node.getBytes(US_ASCII)).hex().substring(0, 16);
    }

    void live() {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          report(phase);
          while (true) {
            poll();
          }
        } catch (IOException _) {
          LockSupport.parkNanos(AGAIN_NANOS);
        } catch (InterruptedException _) {
          return;
        }
      }
    }

    private void poll() throws IOException, InterruptedException {
      var answer = send(request("desired?after=" + generation).GET());
      if (answer.statusCode() == 200) {
        var desired = Desired.parse(answer.body()).orThrow();
        generation = desired.generation();
        rollout = desired.rollout();
        if (desired.direction() == Direction.ROLLBACK) {
          active.remove(node);
          report(NodePhase.ROLLED_BACK);
        } else if (phase == NodePhase.HEALTHY) {
          report(phase);
        } else {
          install(Envelope.parse(desired.envelope()).orThrow());
        }
      }
    }

    private void install(Envelope envelope) throws IOException, InterruptedException {
      report(NodePhase.STAGING);
      var manifest =
          xps.crypto.orchestrator.attest.Manifest.parse(
                  "manifest",
                  xps.crypto.orchestrator.document.Json.compact(envelope.manifest())
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .orThrow();
      var fetched = new TreeMap<String, Sha256>();
      for (var artifact : manifest.artifacts()) {
        var object = send(request("objects/" + artifact.sha256().hex()).GET());
        if (!Sha256.of(object.body()).equals(artifact.sha256())) {
          throw new IllegalStateException("another object: " + object.statusCode());
        }
        fetched.put(artifact.name(), artifact.sha256());
      }
      report(NodePhase.ACTIVATING);
      active.put(node, fetched);
      activations.merge(node, 1, Integer::sum);
      report(NodePhase.ACTIVE);
      report(NodePhase.HEALTHY);
    }

    private void report(NodePhase next) throws IOException, InterruptedException {
      phase = next;
      var report =
          new NodeReport(
              ++seq,
              Instant.now(),
              rollout,
              phase,
              generation,
              active.getOrDefault(node, new TreeMap<>()),
              Optional.empty(),
              Optional.<Problem>empty(),
              OptionalInt.empty(),
              NodeReport.Seen.NOTHING,
              Set.of());
      var batch = new ReportBatch(boot, List.of(report));
      var answer =
          send(
              request("reports")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(batch.toJson().toArray())));
      if (answer.statusCode() != 200) {
        throw new IOException(new String(answer.body(), US_ASCII));
      }
      heard.add(node);
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + gateway + "/" + path))
          .timeout(PATIENCE);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request)
        throws IOException, InterruptedException {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }
}

package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * The control plane's routes, as an agent calls them: TLS 1.3 with both ends' certificates, no
 * redirect, every answer within a bound of bytes and of time.
 */
final class Server implements AutoCloseable {
  /** A long poll is answered after 60 s at the latest. */
  private static final Duration POLL = Duration.ofSeconds(90);

  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** What is said beside an object or a desired state. */
  private static final int SMALL_BYTES = 64 * 1024;

  private static final int HTTPS_PORT = 443;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  private final HttpClient client;
  private final URI server;
  private final Identity identity;
  private final InstantSource clock;

  Server(URI server, Identity identity, InstantSource clock) {
    this.server = server;
    this.identity = identity;
    this.clock = clock;
    var parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    this.client =
        HttpClient.newBuilder()
            .sslContext(identity.tls())
            .sslParameters(parameters)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
  }

  /** An authority that is out of date vouches for nobody, whatever the JDK says. */
  void checkAuthority() throws IOException {
    try {
      identity.authority().checkValidity(Date.from(clock.instant()));
    } catch (CertificateException e) {
      throw new IOException("the authority's certificate is out of date: " + e.getMessage(), e);
    }
  }

  /**
   * Whether anybody takes a connection there. A control plane may be away for weeks: to find that
   * out by the first request costs a node many times as much.
   */
  void knock() throws IOException {
    knock(server);
  }

  static void knock(URI server) throws IOException {
    try (var socket = new Socket()) {
      int port = server.getPort() < 0 ? HTTPS_PORT : server.getPort();
      var there = new InetSocketAddress(server.getHost(), port);
      if (there.isUnresolved()) {
        throw new UnknownHostException(server.getHost());
      }
      socket.connect(there, (int) CONNECT.toMillis());
    }
  }

  /** Asks for what is above a generation; the answer may take a minute. */
  CompletableFuture<HttpResponse<byte[]>> poll(long after) {
    return client
        .sendAsync(get("desired?after=" + after).build(), bounded(Desired.MAX_BYTES))
        .orTimeout(POLL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What a poll was answered: a desired state that can be read, none, or why it can't. */
  static Optional<Outcome<Desired>> desired(HttpResponse<byte[]> answer) throws IOException {
    if (answer.statusCode() == NO_CONTENT) {
      return Optional.empty();
    }
    expect(OK, answer.statusCode());
    return Optional.of(Desired.parse(answer.body()));
  }

  /** Posts reports; the number up to which they were taken. */
  long post(ReportBatch batch) throws IOException, InterruptedException {
    var body = batch.toJson().toArray();
    var request =
        HttpRequest.newBuilder(server.resolve("/reports"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    var answer = send(request, SMALL_BYTES);
    expect(OK, answer.statusCode());
    return switch (Json.parse("acked", answer.body(), Code.USAGE)) {
      case Outcome.Ok<Value>(var value, _) -> acked(value);
      case Outcome.Refused<Value>(var problems) -> throw new IOException(problems.toString());
    };
  }

  private static long acked(Value value) throws IOException {
    var problems = new ArrayList<Problem>();
    long acked =
        new Fields(value, Code.USAGE, problems, "the answer")
            .integer("acked", 0, Value.LARGEST_INTEGER);
    if (!problems.isEmpty()) {
      throw new IOException(problems.toString());
    }
    return acked;
  }

  /** Some bytes of an object, from an offset on, and how many it has in all. */
  ObjectWay.Answer object(String object, long from, int maxBytes)
      throws IOException, InterruptedException {
    var range = "bytes=" + from + "-" + (from + maxBytes - 1);
    var answer = send(get("objects/" + object).header("Range", range).build(), maxBytes);
    return new ObjectWay.Answer(
        answer.statusCode(),
        answer.headers().firstValue("Content-Range").orElse(""),
        Bytes.copyOf(answer.body()));
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(server.resolve("/" + path));
  }

  private HttpResponse<byte[]> send(HttpRequest request, int maxBytes)
      throws IOException, InterruptedException {
    var answer = client.sendAsync(request, bounded(maxBytes));
    try {
      return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + ANSWER.toSeconds() + "s", e);
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()), e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  /** The answer of a poll that is done. */
  static HttpResponse<byte[]> take(CompletableFuture<HttpResponse<byte[]>> poll)
      throws IOException, InterruptedException {
    try {
      return poll.get();
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()), e.getCause());
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "no reason given";
    }
    var message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static HttpResponse.BodyHandler<byte[]> bounded(int maxBytes) {
    return BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBytes);
  }

  private static void expect(int status, int found) throws IOException {
    if (found != status) {
      throw new IOException("the control plane answered " + found);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

package xps.crypto.orchestrator.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import xps.crypto.orchestrator.bind.ReportBatch;

/** The HTTP side of an agent, as thin as it goes. */
final class TestAgent implements AutoCloseable {

  private static final Duration PATIENT = Duration.ofSeconds(60);

  private final HttpClient client;
  private final URI server;

  TestAgent(SSLContext tls, URI server) {
    this.client =
        HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
    this.server = server;
  }

  HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return client.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  CompletableFuture<HttpResponse<byte[]>> getLater(String path) {
    return client.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> post(String path, byte[] body) throws IOException, InterruptedException {
    var request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> post(ReportBatch batch) throws IOException, InterruptedException {
    return post("reports", batch.toJson().toArray());
  }

  CompletableFuture<HttpResponse<byte[]>> postLater(ReportBatch batch) {
    var body = HttpRequest.BodyPublishers.ofByteArray(batch.toJson().toArray());
    return client.sendAsync(
        request("reports").POST(body).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var builder = HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENT);
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

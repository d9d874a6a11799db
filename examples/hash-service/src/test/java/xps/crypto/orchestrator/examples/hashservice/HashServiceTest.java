package xps.crypto.orchestrator.examples.hashservice;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.workload.ObjectDigest;
import xps.crypto.orchestrator.workload.Refusal;

/** The service as its clients, the probe and the agent see it: over TLS and the control socket. */
class HashServiceTest {
  private static final long SEED = 321;

  private record Response(int status, List<String> active, String body) {}

  @TempDir Path folder;
  private Node node;
  private SSLContext client;
  private HashService service;

  @BeforeEach
  void install() throws IOException, GeneralSecurityException {
    node = Node.in(folder);
    client = node.certificate();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void start() throws IOException {
    service = Settings.load(node.settings()).then(HashService::start).value().orElseThrow();
    assertThat(service.refusals()).isEmpty();
  }

  @Test
  void it_hashes_with_what_the_store_calls_active_and_names_it() throws Exception {
    var sha256 = node.module(Node.SHA256, "3.2.1");
    var shake256 = node.module(Node.SHAKE256, "3.2.1");
    node.link(4, Node.SHA256, sha256);
    node.link(4, Node.SHAKE256, shake256);
    start();

    for (var length : List.of(0, 1, 55, 64, 5_000, HashService.MAX_BODY_BYTES)) {
      var message = message(length);
      assertThat(post(message))
          .isEqualTo(new Response(200, List.of(sha256.hex()), jdkSha256(message)));
    }
    assertThat(get("/healthz"))
        .isEqualTo(new Response(200, List.of(sha256.hex(), shake256.hex()), "ok"));
  }

  @Test
  void without_a_module_it_waits_for_the_agent() throws Exception {
    start();
    assertThat(post(message(3)).status).isEqualTo(503);
    assertThat(get("/healthz").status).isEqualTo(503);

    var sha256 = node.module(Node.SHA256, "3.2.1");
    activate(1, sha256);

    assertThat(post(message(3)).active).containsExactly(sha256.hex());
    assertThat(get("/healthz")).isEqualTo(new Response(200, List.of(sha256.hex()), "ok"));
  }

  /** The demo's bad patch: nothing on the node finds it but the probe. */
  @Test
  void healthz_finds_the_module_that_its_self_test_and_the_known_answers_let_through()
      throws Exception {
    var good = node.module(Node.SHA256, "3.2.1");
    node.link(1, Node.SHA256, good);
    start();
    var bad = node.module(Node.SHA256, "3.2.2", "-DXPS_BAD_DIGEST");

    activate(2, bad);
    assertThat(post(message(55)).body).isNotEqualTo(jdkSha256(message(55)));
    assertThat(post(message(56)).body).isEqualTo(jdkSha256(message(56)));
    assertThat(get("/healthz"))
        .isEqualTo(new Response(500, List.of(bad.hex()), "SHA-256 of 55 bytes is wrong"));

    activate(1, good);
    assertThat(get("/healthz")).isEqualTo(new Response(200, List.of(good.hex()), "ok"));
  }

  @Test
  void no_request_is_lost_or_wrong_while_modules_are_swapped() throws Exception {
    var one = node.module(Node.SHA256, "3.2.1");
    var two = node.module(Node.SHA256, "3.2.3");
    node.link(1, Node.SHA256, one);
    start();
    var going = new AtomicBoolean(true);
    var answered = new AtomicInteger();
    var wrong = new ConcurrentLinkedQueue<String>();
    var callers =
        List.of(1, 2, 3).stream()
            .map(seed -> Thread.ofVirtual().start(() -> call(seed, going, answered, wrong)))
            .toList();

    try (var agent = node.agent()) {
      for (var generation = 2; generation <= 300 || answered.get() < 300; generation++) {
        var activation = agent.activate(generation, Node.only(generation % 2 == 0 ? two : one));
        assertThat(activation.refusal()).isEmpty();
      }
    }
    going.set(false);
    for (var caller : callers) {
      caller.join();
    }

    assertThat(wrong).isEmpty();
  }

  private void call(
      int seed, AtomicBoolean going, AtomicInteger answered, ConcurrentLinkedQueue<String> wrong) {
    var random = new Random(SEED + seed);
    while (going.get()) {
      var message = message(random.nextInt(2_000));
      try {
        var response = post(message);
        if (response.status != 200 || !response.body.equals(jdkSha256(message))) {
          wrong.add(message.length + " bytes: " + response);
        }
      } catch (IOException | GeneralSecurityException e) {
        wrong.add(message.length + " bytes: " + e);
      }
      answered.incrementAndGet();
    }
  }

  @Test
  void what_is_not_a_request_is_refused_and_the_next_one_served() throws Exception {
    node.link(1, Node.SHA256, node.module(Node.SHA256, "3.2.1"));
    start();

    assertThat(post(message(HashService.MAX_BODY_BYTES + 1)).status).isEqualTo(413);
    assertThat(get("/hash").status).isEqualTo(405);
    assertThat(get("/hash/more").status).isEqualTo(404);
    assertThat(get("/").status).isEqualTo(404);
    assertThat(post(message(1)).status).isEqualTo(200);
  }

  @Test
  void a_module_of_the_store_that_is_not_what_it_was_is_reported_and_not_served() throws Exception {
    var sha256 = node.module(Node.SHA256, "3.2.1");
    node.link(1, Node.SHA256, sha256);
    Files.writeString(folder.resolve("store/objects").resolve(sha256.hex()), "other bytes");

    service = Settings.load(node.settings()).then(HashService::start).value().orElseThrow();

    assertThat(service.refusals())
        .extracting(Refusal::code)
        .containsExactly(Refusal.Code.DIGEST_MISMATCH);
    assertThat(post(message(1)).status).isEqualTo(503);
  }

  private void activate(long generation, ObjectDigest sha256) {
    try (var agent = node.agent()) {
      assertThat(agent.activate(generation, Node.only(sha256)).refusal()).isEmpty();
    }
  }

  private Response post(byte[] message) throws IOException {
    var connection = connect("/hash");
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(message.length);
    try (var out = connection.getOutputStream()) {
      out.write(message);
    }
    return response(connection);
  }

  private Response get(String path) throws IOException {
    return response(connect(path));
  }

  private HttpsURLConnection connect(String path) throws IOException {
    var connection = (HttpsURLConnection) service.address().resolve(path).toURL().openConnection();
    connection.setSSLSocketFactory(client.getSocketFactory());
    connection.setReadTimeout(20_000);
    return connection;
  }

  private static Response response(HttpsURLConnection connection) throws IOException {
    var status = connection.getResponseCode();
    try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      var active = connection.getHeaderFields().getOrDefault("Xps-active", List.of());
      return new Response(status, active, new String(body.readAllBytes(), US_ASCII));
    }
  }

  private static byte[] message(int length) {
    var message = new byte[length];
    new Random(SEED + length).nextBytes(message);
    return message;
  }

  private static String jdkSha256(byte[] message) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
  }
}

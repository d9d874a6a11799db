package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.document.Code.PROBE_FAILED;
import static xps.crypto.orchestrator.document.Code.PROBE_HOST_NOT_ALLOWED;
import static xps.crypto.orchestrator.document.Code.PROBE_TIMEOUT;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

class NetworkProbeTest {

  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration IMPATIENT = Duration.ofMillis(300);
  private static final Sha256 DIGEST = Sha256.of(new byte[] {7});

  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  @TempDir private Path folder;

  @AfterEach
  void close() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
  }

  @Test
  void a_node_that_answers_200_is_well_and_says_what_it_runs() throws Exception {
    int port = server(answering("HTTP/1.1 200 OK\r\nxPs-AcTiVe:  " + DIGEST.hex() + "\r\n\r\nhi"));

    assertThat(ask(http(port), PATIENT)).isEqualTo(passed(DIGEST));
  }

  @Test
  void a_node_that_names_no_digest_is_well_and_proves_nothing() throws Exception {
    int port = server(answering("HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"));

    assertThat(ask(http(port), PATIENT)).isEqualTo(passed());
  }

  @Test
  void a_redirect_is_a_failure_and_is_not_followed() throws Exception {
    int target = server(answering("HTTP/1.1 200 OK\r\n\r\n"));
    int port =
        server(
            answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + target + "/\r\n\r\n"));

    assertThat(problem(ask(http(port), PATIENT)).message()).contains("302");
    assertThat(connections).hasValue(1);
  }

  @Test
  void a_node_with_two_modules_names_both() throws Exception {
    var other = Sha256.of(new byte[] {1});
    int port = server(answering(okWith(DIGEST.hex(), other.hex())));

    assertThat(ask(http(port), PATIENT)).isEqualTo(passed(DIGEST, other));
  }

  @Test
  void what_is_no_digest_is_a_failure_beside_one_that_is() throws Exception {
    int port = server(answering(okWith(DIGEST.hex(), "none")));

    assertThat(problem(ask(http(port), PATIENT)).code()).isEqualTo(PROBE_FAILED);
  }

  @Test
  void a_node_that_names_more_digests_than_a_program_has_modules_is_a_failure() throws Exception {
    var many =
        IntStream.range(0, 65)
            .mapToObj(i -> Sha256.of(new byte[] {(byte) i}).hex())
            .toArray(String[]::new);
    int port = server(answering(okWith(many)));

    assertThat(problem(ask(http(port), PATIENT)).code()).isEqualTo(PROBE_FAILED);
  }

  private static String okWith(String... active) {
    var head = new StringBuilder("HTTP/1.1 200 OK\r\n");
    for (var digest : active) {
      head.append("XPS-Active: ").append(digest).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  @Test
  void an_answer_that_is_not_http_is_a_failure() throws Exception {
    int port = server(answering("SSH-2.0-OpenSSH_9.9\r\n\r\n"));

    assertThat(problem(ask(http(port), PATIENT)).message()).contains("HTTP/1.1");
  }

  @Test
  void a_head_without_end_is_left_after_64_kib() throws Exception {
    var isHungUp = new CountDownLatch(1);
    int port =
        server(socket -> {
          var out = socket.getOutputStream();
          out.write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
          try {
            while (true) {
              out.write("X-Filler: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n".getBytes(US_ASCII));
            }
          } catch (IOException _) {
            isHungUp.countDown();
          }
        });

    assertThat(problem(ask(http(port), PATIENT)).message()).contains("64 KiB");
    isHungUp.await();
  }

  @Test
  void a_server_that_says_nothing_is_left_at_the_timeout() throws Exception {
    int port = server(socket -> socket.getInputStream().readAllBytes());

    assertThat(problem(ask(http(port), IMPATIENT)).code()).isEqualTo(PROBE_TIMEOUT);
  }

  @Test
  void a_server_that_sends_a_byte_now_and_then_does_not_outlive_the_timeout() throws Exception {
    int port =
        server(socket -> {
          var wait = new CountDownLatch(1);
          while (!wait.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
            socket.getOutputStream().write('H');
          }
        });

    assertThat(problem(ask(http(port), IMPATIENT)).code()).isEqualTo(PROBE_TIMEOUT);
  }

  @Test
  void a_closed_port_is_a_failure() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(problem(ask(http(port), PATIENT)).code()).isEqualTo(PROBE_FAILED);
  }

  @Test
  void this_machine_is_not_even_connected_to_without_leave() throws Exception {
    int port = server(answering("HTTP/1.1 200 OK\r\n\r\n"));
    var probe = HealthProbe.network(SSLContext.getDefault(), HealthProbe.Loopback.REFUSED);

    assertThat(problem(probe.ask(http(port), PATIENT)).code()).isEqualTo(PROBE_HOST_NOT_ALLOWED);
    assertThat(connections).hasValue(0);
  }

  @Test
  void a_port_that_takes_connections_is_enough_for_tcp() throws Exception {
    int port = server(socket -> {});

    assertThat(ask(target(ProbeTarget.Scheme.TCP, port, ""), PATIENT)).isEqualTo(passed());
  }

  @Test
  void https_under_the_plans_authority_is_well() throws Exception {
    var identity = TestIdentity.make(folder, "SAN=ip:127.0.0.1", 2);
    int port = tlsServer(identity, answering("HTTP/1.1 200 OK\r\n\r\n"));

    assertThat(ask(https(port), PATIENT, ProbeTrust.only(identity.pem()).orThrow()))
        .isInstanceOf(ProbeAnswer.Passed.class);
    assertThat(
            ask(
                target(ProbeTarget.Scheme.TLS, port, ""),
                PATIENT,
                ProbeTrust.only(identity.pem()).orThrow()))
        .isInstanceOf(ProbeAnswer.Passed.class);
  }

  @Test
  void a_certificate_of_somebody_elses_authority_is_told_as_that() throws Exception {
    var identity = TestIdentity.make(folder, "SAN=ip:127.0.0.1", 2);
    int port = tlsServer(identity, answering("HTTP/1.1 200 OK\r\n\r\n"));

    assertThat(problem(ask(https(port), PATIENT, SSLContext.getDefault())).message())
        .isEqualTo("TLS: its certificate isn't signed by health_check.ca");
  }

  @Test
  void a_certificate_for_another_name_is_told_as_that() throws Exception {
    var identity = TestIdentity.make(folder, "SAN=ip:127.0.0.2,dns:localhost", 2);
    int port = tlsServer(identity, answering("HTTP/1.1 200 OK\r\n\r\n"));

    assertThat(
            problem(ask(https(port), PATIENT, ProbeTrust.only(identity.pem()).orThrow())).message())
        .isEqualTo("TLS: its certificate is for another name");
  }

  @Test
  void an_expired_certificate_is_told_as_that() throws Exception {
    var identity = TestIdentity.make(folder, "SAN=ip:127.0.0.1", -1);
    int port = tlsServer(identity, answering("HTTP/1.1 200 OK\r\n\r\n"));

    assertThat(
            problem(ask(https(port), PATIENT, ProbeTrust.only(identity.pem()).orThrow())).message())
        .isEqualTo("TLS: its certificate has expired");
  }

  @Test
  void a_server_without_tls_is_a_failure_of_tls() throws Exception {
    int port =
        server(socket ->
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)));

    assertThat(problem(ask(https(port), PATIENT)).message()).startsWith("TLS: ");
  }

  private static ProbeTarget http(int port) {
    return target(ProbeTarget.Scheme.HTTP, port, "/healthz");
  }

  private static ProbeTarget https(int port) {
    return target(ProbeTarget.Scheme.HTTP_TLS, port, "/healthz");
  }

  private static ProbeTarget target(ProbeTarget.Scheme scheme, int port, String path) {
    return new ProbeTarget(scheme, "127.0.0.1", port, path);
  }

  private static ProbeAnswer ask(ProbeTarget target, Duration timeout) throws Exception {
    return ask(target, timeout, SSLContext.getDefault());
  }

  private static ProbeAnswer ask(ProbeTarget target, Duration timeout, SSLContext tls) {
    return HealthProbe.network(tls, HealthProbe.Loopback.ALLOWED).ask(target, timeout);
  }

  private static ProbeAnswer passed(Sha256... active) {
    return new ProbeAnswer.Passed(new TreeSet<>(List.of(active)));
  }

  private static Problem problem(ProbeAnswer answer) {
    return switch (answer) {
      case ProbeAnswer.Failed(var problem) -> problem;
      case ProbeAnswer.Passed passed -> throw new AssertionError("passed: " + passed);
    };
  }

  private interface Conversation {
    void with(Socket socket) throws Exception;
  }

  private static Conversation answering(String text) {
    return socket -> {
      var in = socket.getInputStream();
      for (int last4 = 0; last4 != 0x0d0a0d0a; ) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        last4 = last4 << 8 | next;
      }
      socket.getOutputStream().write(text.getBytes(US_ASCII));
    };
  }

  private int server(Conversation conversation) throws IOException {
    return serve(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), conversation);
  }

  private int tlsServer(TestIdentity identity, Conversation conversation) throws Exception {
    return serve(
        identity
            .context()
            .getServerSocketFactory()
            .createServerSocket(0, 5, InetAddress.getLoopbackAddress()),
        conversation);
  }

  private int serve(ServerSocket server, Conversation conversation) {
    open.add(server);
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (var socket = server.accept()) {
              connections.incrementAndGet();
              conversation.with(socket);
            } catch (Exception _) {
              // The client judges; a test that closes its server ends here.
            }
          }
        });
    return server.getLocalPort();
  }
}

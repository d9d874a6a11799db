package xps.crypto.orchestrator.probegrpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.document.Code.PROBE_FAILED;
import static xps.crypto.orchestrator.document.Code.PROBE_HOST_NOT_ALLOWED;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xps.crypto.orchestrator.bind.HealthProbe;
import xps.crypto.orchestrator.bind.ProbeAnswer;
import xps.crypto.orchestrator.bind.ProbeTarget;
import xps.crypto.orchestrator.bind.ProbeTrust;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** The whole probe, found as a plan's is, against a server that shares no line with it. */
@Timeout(60)
class GrpcCheckTest {
  private static final Map<String, String> GRPC = Map.of("content-type", "application/grpc+proto");
  private static final Map<String, String> OK = Map.of("grpc-status", "0");
  private static final byte[] SERVING = {0, 0, 0, 0, 2, 8, 1};
  private static final Sha256 ONE = Sha256.of(new byte[] {1});
  private static final Sha256 OTHER = Sha256.of(new byte[] {2});

  private static TestIdentity good;
  private TestIdentity identity = good;
  private GrpcServer server;

  @BeforeAll
  static void makeIdentity(@TempDir Path folder) throws Exception {
    good = TestIdentity.make(folder, "SAN=ip:127.0.0.1", 2);
  }

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  private void serve(byte[] body, Map<String, String> fields, Map<String, String> trailers)
      throws Exception {
    serve(GrpcServer.Reply.of(body, fields, trailers));
  }

  private void serve(GrpcServer.Reply reply) throws Exception {
    server = new GrpcServer(identity, reply, false);
  }

  private ProbeAnswer ask(String path) throws Exception {
    return ask(path, ProbeTrust.only(identity.pem()).orThrow(), HealthProbe.Loopback.ALLOWED);
  }

  private ProbeAnswer ask(String path, SSLContext tls, HealthProbe.Loopback loopback) {
    return ask(path, server.port(), tls, loopback);
  }

  private static ProbeAnswer ask(
      String path, int port, SSLContext tls, HealthProbe.Loopback loopback) {
    var probe = "grpc+tls://{host}:" + port + path;
    var target = ProbeTarget.of(probe, Map.of("host", "127.0.0.1"), Set.of("127.0.0.1")).orThrow();
    return HealthProbe.network(tls, loopback).ask(target, Duration.ofSeconds(20));
  }

  private static String why(ProbeAnswer answer) {
    return problem(answer).message();
  }

  private static Problem problem(ProbeAnswer answer) {
    return switch (answer) {
      case ProbeAnswer.Failed(var problem) -> problem;
      case ProbeAnswer.Passed passed -> throw new AssertionError("passed: " + passed);
    };
  }

  private static ProbeAnswer passed(Sha256... active) {
    return new ProbeAnswer.Passed(new TreeSet<>(List.of(active)));
  }

  @Test
  void a_server_that_serves_is_well_and_is_asked_for_itself() throws Exception {
    serve(SERVING, GRPC, OK);

    assertThat(ask("")).isEqualTo(passed());
    assertThat(server.asked.take())
        .isEqualTo(
            new GrpcServer.Asked(
                "/grpc.health.v1.Health/Check", GrpcServer.boxed(new byte[] {0, 0, 0, 0, 0})));
  }

  @Test
  void the_path_names_the_service_that_is_asked_for() throws Exception {
    serve(SERVING, GRPC, OK);

    assertThat(ask("/my.Service")).isEqualTo(passed());
    assertThat(server.asked.take().message())
        .isEqualTo(GrpcServer.boxed("\0\0\0\0\14\n\nmy.Service".getBytes(US_ASCII)));
  }

  @Test
  void what_it_runs_may_stand_in_the_head_or_behind_the_message() throws Exception {
    serve(
        SERVING,
        Map.of("content-type", "application/grpc", "xps-active", ONE.hex()),
        Map.of("grpc-status", "0", "xps-active", OTHER.hex()));

    assertThat(ask("")).isEqualTo(passed(ONE, OTHER));
  }

  @Test
  void what_is_no_digest_is_a_failure() throws Exception {
    serve(SERVING, GRPC, Map.of("grpc-status", "0", "xps-active", "none"));

    assertThat(why(ask(""))).contains("XPS-Active");
  }

  @Test
  void a_server_that_pings_before_it_answers_gets_its_answer() throws Exception {
    server = new GrpcServer(identity, GrpcServer.Reply.of(SERVING, GRPC, OK), true);

    assertThat(ask("")).isEqualTo(passed());
  }

  @ParameterizedTest
  @CsvSource({"0,UNKNOWN", "2,NOT_SERVING", "3,SERVICE_UNKNOWN", "4,something"})
  void any_other_word_is_a_failure_and_is_told(byte status, String word) throws Exception {
    serve(new byte[] {0, 0, 0, 0, 2, 8, status}, GRPC, OK);

    assertThat(problem(ask("")).code()).isEqualTo(PROBE_FAILED);
    assertThat(why(ask(""))).startsWith("it says " + word);
  }

  @Test
  void a_service_that_it_does_not_know_is_told_with_number_and_message() throws Exception {
    serve(
        new byte[0],
        Map.of(
            "content-type",
            "application/grpc",
            "grpc-status",
            "5",
            "grpc-message",
            "no such%20service%1b[2J"),
        Map.of());

    assertThat(why(ask("/nobody"))).isEqualTo("gRPC status 5: no such service<U+001B>[2J");
  }

  @Test
  void a_status_behind_a_message_counts_however_well_the_message_sounds() throws Exception {
    serve(SERVING, GRPC, Map.of("grpc-status", "13"));

    assertThat(why(ask(""))).isEqualTo("gRPC status 13");
  }

  @Test
  void an_answer_without_a_status_of_grpc_is_a_failure() throws Exception {
    serve(SERVING, GRPC, Map.of("x-other", "0"));

    assertThat(why(ask(""))).isEqualTo("the answer has no grpc-status");
  }

  @Test
  void a_redirect_is_a_failure_and_is_not_followed() throws Exception {
    serve(new GrpcServer.Reply(302, Map.of("location", "/"), ByteBuffer.allocate(0), Map.of()));

    assertThat(why(ask(""))).isEqualTo("the answer was 302");
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void a_web_page_is_not_grpc() throws Exception {
    serve(SERVING, Map.of("content-type", "text/html"), OK);

    assertThat(why(ask(""))).isEqualTo("the answer isn't gRPC");
  }

  @Test
  void a_body_that_is_no_message_is_a_failure() throws Exception {
    serve(new byte[] {1, 0, 0, 0, 2, 8, 1}, GRPC, OK);

    assertThat(why(ask(""))).isEqualTo("the answer isn't a message about health");
  }

  @Test
  void a_body_over_64_kib_is_left() throws Exception {
    serve(new byte[200_000], GRPC, OK);

    assertThat(why(ask(""))).isEqualTo("the answer is over 64 KiB");
  }

  @Test
  void headers_over_what_is_let_in_are_a_failure() throws Exception {
    serve(
        SERVING,
        Map.of(
            "content-type",
            "application/grpc",
            "x",
            "y".repeat(6_000),
            "z",
            "w".repeat(7_900),
            "v",
            "u".repeat(7_900)),
        OK);

    assertThat(problem(ask("")).code()).isEqualTo(PROBE_FAILED);
  }

  @Test
  void the_ways_in_which_tls_fails_are_told_apart(@TempDir Path folder) throws Exception {
    serve(SERVING, GRPC, OK);
    assertThat(why(ask("", SSLContext.getDefault(), HealthProbe.Loopback.ALLOWED)))
        .isEqualTo("TLS: its certificate isn't signed by health_check.ca");
    server.stop();

    identity =
        TestIdentity.make(Files.createDirectory(folder.resolve("expired")), "SAN=ip:127.0.0.1", -1);
    serve(SERVING, GRPC, OK);
    assertThat(why(ask(""))).isEqualTo("TLS: its certificate has expired");
    server.stop();

    identity =
        TestIdentity.make(Files.createDirectory(folder.resolve("other")), "SAN=ip:127.0.0.2", 2);
    serve(SERVING, GRPC, OK);
    assertThat(why(ask(""))).isEqualTo("TLS: its certificate is for another name");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void this_machine_is_not_even_connected_to_without_leave() throws Exception {
    serve(SERVING, GRPC, OK);
    var tls = ProbeTrust.only(identity.pem()).orThrow();

    assertThat(problem(ask("", tls, HealthProbe.Loopback.REFUSED)).code())
        .isEqualTo(PROBE_HOST_NOT_ALLOWED);
    assertThat(server.asked).isEmpty();
  }

  @Test
  void a_closed_port_is_a_failure() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(why(ask("", port, SSLContext.getDefault(), HealthProbe.Loopback.ALLOWED)))
        .contains("refused");
  }
}

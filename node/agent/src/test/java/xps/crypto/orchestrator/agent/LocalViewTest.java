package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import xps.crypto.orchestrator.bind.HealthProbe;
import xps.crypto.orchestrator.bind.ProbeTrust;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** What a node sees of itself, by commands and by sockets that are real. */
@Timeout(30)
class LocalViewTest {
  private static final Duration PATIENT = Duration.ofSeconds(20);

  private static final Sha256 RUNS = Sha256.of("the new version".getBytes(US_ASCII));

  private final TreeMap<String, OwnCommand> commands = new TreeMap<>();
  private final TreeMap<String, String> words = new TreeMap<>(Map.of("host", "127.0.0.1"));

  private Optional<Problem> ask(String probe, Duration patience) throws InterruptedException {
    var network = HealthProbe.network(ProbeTrust.ofThisMachine(), HealthProbe.Loopback.ALLOWED);
    return new LocalView(commands, words, network)
        .ask(new OwnProbe(probe, patience, List.of()), Set.of(RUNS));
  }

  private static Optional<Code> code(Optional<Problem> problem) {
    return problem.map(Problem::code);
  }

  @Test
  void a_command_of_the_owners_says_whether_the_node_is_well() throws Exception {
    commands.put("good", new OwnCommand(List.of("/bin/true")));
    commands.put("bad", new OwnCommand(List.of("/bin/false")));

    assertThat(ask("exec:good", PATIENT)).isEmpty();
    assertThat(ask("exec:bad", PATIENT))
        .hasValueSatisfying(problem -> {
          assertThat(problem.code()).isEqualTo(Code.PROBE_FAILED);
          assertThat(problem.message()).isEqualTo("the probe bad ended with 1");
        });
  }

  @Test
  void a_command_that_hangs_makes_the_node_ill_when_its_time_is_up() throws Exception {
    commands.put("slow", new OwnCommand(List.of("/bin/sleep", "600")));

    assertThat(ask("exec:slow", Duration.ofMillis(200)))
        .hasValueSatisfying(problem -> assertThat(problem.message()).contains("within 200ms"));
  }

  @Test
  void a_command_that_the_owner_has_not_named_is_never_run() throws Exception {
    assertThat(code(ask("exec:good", PATIENT))).contains(Code.PROBE_FAILED);
  }

  @Test
  void the_nodes_own_address_is_asked_and_nobody_elses() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server));
      var port = server.getLocalPort();

      assertThat(ask("http://{host}:" + port + "/healthz", PATIENT)).isEmpty();
      assertThat(ask("tcp://{host}:" + port, PATIENT)).isEmpty();
      assertThat(code(ask("tcp://127.0.0.2:" + port, PATIENT)))
          .contains(Code.PROBE_HOST_NOT_ALLOWED);
    }
  }

  @Test
  void a_port_that_nobody_listens_at_is_said_to_refuse() throws Exception {
    int port;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }

    assertThat(ask("tcp://{host}:" + port, PATIENT))
        .hasValueSatisfying(problem -> assertThat(problem.message()).contains("refused"));
  }

  @Test
  void a_grpc_server_is_asked_by_what_is_found_for_it() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server));

      // This one speaks no TLS; what does is asked in the adapter's own tests.
      assertThat(ask("grpc+tls://{host}:" + server.getLocalPort() + "/my.Service", PATIENT))
          .hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(Code.PROBE_FAILED);
            assertThat(problem.message()).startsWith("TLS: ");
          });
    }
  }

  @Test
  void an_answer_that_names_another_version_than_the_one_that_is_active_is_none() throws Exception {
    assertThat(named(RUNS)).isEmpty();
    assertThat(named(Sha256.of("the old version".getBytes(US_ASCII))))
        .hasValueSatisfying(problem ->
            assertThat(problem.message())
                .isEqualTo("the answer names another version than the one that is active"));
  }

  private Optional<Problem> named(Sha256 version) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server, "XPS-Active: " + version.hex() + "\r\n"));
      return ask("http://{host}:" + server.getLocalPort() + "/healthz", PATIENT);
    }
  }

  private static void answer(ServerSocket server) {
    answer(server, "");
  }

  private static void answer(ServerSocket server, String header) {
    try (var socket = server.accept()) {
      socket.getOutputStream().write(("HTTP/1.1 200 OK\r\n" + header + "\r\n").getBytes(US_ASCII));
      socket.getOutputStream().flush();
      socket.getInputStream().readNBytes(1);
    } catch (IOException _) {
      // The test is over.
    }
  }
}

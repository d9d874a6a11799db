package xps.crypto.orchestrator.cli.field;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.field.LyingServer.acked;
import static xps.crypto.orchestrator.cli.field.LyingServer.answer;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.agent.FieldAgent;
import xps.crypto.orchestrator.cli.organisation.Charter;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.server.AgentCa;

/** An agent whose control plane redirects, sends without end, talks nonsense, or is another. */
@Timeout(120)
class LyingServerTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final Duration MAX_BACKOFF = Duration.ofMillis(200);

  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Machine machine =
      Machine.of("api-1", "127.0.1.44", "api", "eu-central", "a", "canary");
  private Organisation organisation;
  private Thread agent = new Thread(() -> {});

  @BeforeEach
  void anOrganisation() throws Exception {
    var charter = Charter.usual(Instant.now()).withMachines(List.of(machine));
    organisation =
        Organisation.found(folder.resolve("org"), charter, Instant.now(), new SecureRandom())
            .orThrow();
  }

  @AfterEach
  void end() throws Exception {
    agent.interrupt();
    agent.join();
  }

  private LyingServer listen(AgentCa authority, LyingServer.Lie lie) throws Exception {
    var identity = authority.server(List.of("127.0.0.1"), Instant.now());
    return LyingServer.listen(identity.context(authority.certificate()), lie);
  }

  private void start(int port) throws Exception {
    var node =
        NodeFolder.mint(organisation, machine, NodeFolder.Site.onThisMachine(port), Instant.now());
    agent =
        Thread.ofPlatform()
            .start(() ->
                FieldAgent.run(
                    node.agentConfig(),
                    MAX_BACKOFF,
                    new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                    new PrintStream(said, true, UTF_8)));
  }

  private void await(BooleanSupplier condition) {
    var deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(said.toString(UTF_8)).isLessThan(deadline);
      assertThat(agent.isAlive()).as(said.toString(UTF_8)).isTrue();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private static boolean isReport(String request) {
    return request.startsWith("POST /reports");
  }

  /** It tries again and again, with a report first each time. */
  private void comesBack(LyingServer server) {
    await(() -> server.requests.stream().filter(LyingServerTest::isReport).count() >= 3);
    await(() -> said.toString(UTF_8).contains("no connection to the control plane"));
    assertThat(server.requests.getFirst()).startsWith("POST /reports");
  }

  @Test
  void a_redirect_is_not_followed() throws Exception {
    try (var elsewhere = listen(organisation.agentsCa(), (_, out) -> out.write(acked()));
        var server =
            listen(
                organisation.agentsCa(),
                (request, out) ->
                    out.write(
                        isReport(request)
                            ? acked()
                            : answer(
                                "302 Found",
                                "Location: https://127.0.0.1:"
                                    + elsewhere.port()
                                    + "/desired\r\nContent-Length: 0\r\n",
                                "")))) {
      start(server.port());

      comesBack(server);
      assertThat(elsewhere.requests).isEmpty();
    }
  }

  @Test
  void an_answer_without_end_is_left() throws Exception {
    try (var server =
        listen(
            organisation.agentsCa(),
            (request, out) -> {
              if (isReport(request)) {
                out.write(acked());
                return;
              }
              out.write(answer("200 OK", "Transfer-Encoding: chunked\r\n", ""));
              var chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(UTF_8);
              while (true) {
                out.write(chunk);
              }
            })) {
      start(server.port());

      comesBack(server);
    }
  }

  @Test
  void what_is_no_desired_state_is_refused_with_check_1() throws Exception {
    try (var server =
        listen(
            organisation.agentsCa(),
            (request, out) ->
                out.write(
                    isReport(request)
                        ? acked()
                        : answer("200 OK", "Content-Length: 2\r\n", "{}")))) {
      start(server.port());

      comesBack(server);
      await(() -> said.toString(UTF_8).contains("WARRANT_INVALID"));
    }
  }

  @Test
  void a_generation_driven_to_the_highest_there_is_binds_no_later_connection() throws Exception {
    var desired =
        "{\"generation\":9007199254740991,\"direction\":\"forward\",\"rollout\":\"a\",\"envelope\":{}}";
    try (var server =
        listen(
            organisation.agentsCa(),
            (request, out) ->
                out.write(
                    isReport(request)
                        ? acked()
                        : answer(
                            "200 OK",
                            "Connection: close\r\nContent-Length: " + desired.length() + "\r\n",
                            request.contains("after=0 ") ? desired : "")))) {
      start(server.port());

      await(() -> server.requests.stream().anyMatch(it -> it.contains("after=9007199254740991")));
      await(() -> server.requests.stream().filter(it -> it.contains("after=0 ")).count() >= 2);
    }
  }

  @Test
  void a_server_under_another_authority_hears_nothing() throws Exception {
    var other = AgentCa.create("somebody else", Instant.now(), new SecureRandom());
    try (var server = listen(other, (_, out) -> out.write(acked()))) {
      start(server.port());

      await(() -> said.toString(UTF_8).contains("no connection to the control plane"));
      assertThat(server.requests).isEmpty();
    }
  }

  @Test
  void two_agents_do_not_share_a_store() throws Exception {
    try (var server = listen(organisation.agentsCa(), (_, out) -> out.write(acked()))) {
      start(server.port());
      await(() -> !server.requests.isEmpty());

      var config = organisation.folder().resolve("nodes/api-1/agent.yaml");
      var nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
      var problems = FieldAgent.run(config, MAX_BACKOFF, nowhere, nowhere);

      assertThat(problems).singleElement().asString().contains("another agent uses this store");
    }
  }

  @Test
  void a_key_that_others_can_read_is_not_used() throws Exception {
    var node =
        NodeFolder.mint(organisation, machine, NodeFolder.Site.onThisMachine(1), Instant.now());
    Files.setPosixFilePermissions(
        node.folder().resolve("identity/key.pem"),
        java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    var nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);

    var problems = FieldAgent.run(node.agentConfig(), MAX_BACKOFF, nowhere, nowhere);

    assertThat(problems).singleElement().asString().contains("KEY_FILE_UNSAFE");
  }
}

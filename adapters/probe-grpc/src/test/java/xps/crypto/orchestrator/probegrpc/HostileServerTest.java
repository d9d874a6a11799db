package xps.crypto.orchestrator.probegrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.document.Code.PROBE_FAILED;
import static xps.crypto.orchestrator.document.Code.PROBE_TIMEOUT;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.bind.GrpcHealth;
import xps.crypto.orchestrator.bind.HealthProbe;
import xps.crypto.orchestrator.bind.ProbeAnswer;
import xps.crypto.orchestrator.bind.ProbeTarget;
import xps.crypto.orchestrator.bind.ProbeTrust;
import xps.crypto.orchestrator.document.Problem;

/** Servers that keep to nothing but TLS. */
@Timeout(60)
class HostileServerTest {
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration IMPATIENT = Duration.ofMillis(700);
  private static final byte[] SETTINGS = HexFormat.of().parseHex("000000040000000000");

  private static TestIdentity identity;
  private SSLServerSocket server;

  @BeforeAll
  static void makeIdentity(@TempDir Path folder) throws Exception {
    identity = TestIdentity.make(folder, "SAN=ip:127.0.0.1", 2);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  private interface Conversation {
    void with(SSLSocket socket) throws Exception;
  }

  private Problem ask(Duration patience, String[] protocols, Conversation conversation)
      throws Exception {
    server =
        (SSLServerSocket)
            identity
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    var parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    server.setSSLParameters(parameters);
    Thread.ofVirtual()
        .start(() -> {
          try (var socket = (SSLSocket) server.accept()) {
            conversation.with(socket);
          } catch (Exception _) {
            // The client judges.
          }
        });
    var probe = "grpc+tls://{host}:" + server.getLocalPort();
    var target = ProbeTarget.of(probe, Map.of("host", "127.0.0.1"), Set.of("127.0.0.1")).orThrow();
    var network =
        HealthProbe.network(
            ProbeTrust.only(identity.pem()).orThrow(), HealthProbe.Loopback.ALLOWED);
    return switch (network.ask(target, patience)) {
      case ProbeAnswer.Failed(var problem) -> problem;
      case ProbeAnswer.Passed passed -> throw new AssertionError("passed: " + passed);
    };
  }

  private Problem ask(Duration patience, Conversation conversation) throws Exception {
    return ask(patience, new String[] {"h2"}, conversation);
  }

  @Test
  void a_server_that_says_nothing_is_left_at_the_timeout() throws Exception {
    var problem = ask(IMPATIENT, socket -> socket.getInputStream().readAllBytes());

    assertThat(problem.code()).isEqualTo(PROBE_TIMEOUT);
  }

  @Test
  void a_server_that_sends_a_frame_now_and_then_does_not_outlive_the_timeout() throws Exception {
    var problem =
        ask(
            IMPATIENT,
            socket -> {
              var wait = new CountDownLatch(1);
              while (!wait.await(20, TimeUnit.MILLISECONDS)) {
                socket.getOutputStream().write(SETTINGS);
              }
            });

    assertThat(problem.code()).isEqualTo(PROBE_TIMEOUT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "000000040000000000", // settings
        "0000080600000000000102030405060708", // a ping
        "00000899000000000101020304050607ff", // of a kind that nobody knows
        "0000040800000000000000ffff", // a wider window
      })
  void a_server_that_never_ends_is_left_after_64_kib(String frame) throws Exception {
    var isHungUp = new CountDownLatch(1);
    var problem =
        ask(
            PATIENT,
            socket -> {
              Thread.ofVirtual().start(() -> swallow(socket));
              socket.getOutputStream().write(SETTINGS);
              var frames = HexFormat.of().parseHex(frame.repeat(500));
              try {
                while (true) {
                  socket.getOutputStream().write(frames);
                }
              } catch (IOException _) {
                isHungUp.countDown();
              }
            });

    assertThat(problem.code()).isEqualTo(PROBE_FAILED);
    assertThat(problem.message()).isEqualTo("the answer is over 64 KiB");
    isHungUp.await();
  }

  private static void swallow(SSLSocket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // It has hung up.
    }
  }

  @Test
  void a_server_that_only_speaks_http_1_is_told_as_that() throws Exception {
    var silent = ask(PATIENT, new String[0], socket -> socket.startHandshake());
    assertThat(silent.message()).contains("HTTP/2", "ALPN");
    server.close();

    var other = ask(PATIENT, new String[] {"http/1.1"}, socket -> socket.startHandshake());
    assertThat(other.message()).startsWith("TLS: ").contains("no_application_protocol");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing at all
        "485454502f312e3120323030204f4b0d0a0d0a", // HTTP/1.1 200 OK
        "ffffffffffffffffffffffffffffffffffffff", // garbage
        "000001010500000001ff", // headers before settings, in no compression
        "000000040000000000" + "0000010105000000013f", // a table that grows without end
        "000000040000000000" + "00000101050000000388", // of a call that nobody made
        "000000040000000000" + "000007000100000001" + "00000000020801", // data without a head
        "000000040000000000" + "00000105040000000188", // pushed
        "000000040000000000" + "00000403000000000100000002", // broken off
        "000000040000000000" + "0000080700000000000000000000000001", // gone away
        "000000040000000000" + "00000101040000000188" + "00000101040000000188", // two heads
      })
  void frames_that_can_not_be_are_a_failure(String frames) throws Exception {
    var problem =
        ask(
            PATIENT,
            socket -> {
              socket.getInputStream().readNBytes(24);
              socket.getOutputStream().write(HexFormat.of().parseHex(frames));
              socket.shutdownOutput();
              swallow(socket);
            });

    assertThat(problem.code()).isEqualTo(PROBE_FAILED);
    assertThat(problem.message())
        .matches("the answer (isn't HTTP/2: .+|ended in its middle)|it (broke|goes) .+");
  }

  @Test
  void no_bytes_make_it_throw_anything_but_that_the_connection_broke() throws Exception {
    server = (SSLServerSocket) identity.context().getServerSocketFactory().createServerSocket();
    var good =
        HexFormat.of()
            .parseHex(
                "000000040000000000"
                    + "00001301040000000188"
                    + "5f106170706c69636174696f6e2f67727063"
                    + "000007000000000001"
                    + "00000000020801"
                    + "00000f010500000001"
                    + "000b677270632d7374617475730130");
    assertThat(check(good)).isEqualTo(new GrpcHealth.Answer.Serving(List.of()));
    for (int seed = 0; seed < 5_000; seed++) {
      var random = new Random(seed);
      var bytes = good.clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        check(bytes);
      } catch (IOException _) {
        // A peer may break a connection; nothing else may come out.
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static GrpcHealth.Answer check(byte[] answer) throws IOException {
    return new GrpcCheck()
        .check(new ByteArrayInputStream(answer), OutputStream.nullOutputStream(), "node:50051", "");
  }
}

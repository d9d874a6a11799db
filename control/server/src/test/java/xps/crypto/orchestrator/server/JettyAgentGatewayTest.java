package xps.crypto.orchestrator.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Direction;

/** Over real TLS: what the door lets in, and what it hands to whom. */
class JettyAgentGatewayTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Bytes MODULE = TwoObjects.MODULE;
  private static final Sha256 OBJECT = MODULE.sha256();
  private static final Bytes OTHER_MODULE = TwoObjects.OTHER_MODULE;
  private static final String BOOT = "0123456789abcdef";

  private final SecureRandom random = new SecureRandom();
  private final Instant now = Instant.now();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Heard heard = new Heard();
  private AgentCa ca;
  private JettyAgentGateway gateway;

  @BeforeEach
  void listen() throws Exception {
    ca = AgentCa.create("agents", now, random);
    gateway = gateway(Duration.ofSeconds(60));
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : open) {
      closeable.close();
    }
  }

  @Test
  void a_node_is_told_what_it_should_be() throws Exception {
    var desired = desired(1);
    gateway.publish("api-1", desired, Set.of(OBJECT));

    var answer = agent("api-1").get("desired?after=0");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Desired.parse(answer.body()).orThrow()).isEqualTo(desired);
  }

  @Test
  void a_node_that_waits_is_told_in_the_moment_something_is_published() throws Exception {
    var agent = agent("api-1");
    gateway.attach(heard);
    var waiting = agent.getLater("desired?after=1");
    assertThat(heard.next()).isEqualTo("connected api-1");

    gateway.publish("api-1", desired(1), Set.of(OBJECT));
    gateway.publish("api-2", desired(9), Set.of(OBJECT));
    gateway.publish("api-1", desired(2), Set.of(OBJECT));

    assertThat(Desired.parse(waiting.get().body()).orThrow().generation()).isEqualTo(2);
  }

  @Test
  void a_node_that_has_everything_is_told_so_after_the_poll() throws Exception {
    gateway = gateway(Duration.ofMillis(100));
    gateway.publish("api-1", desired(5), Set.of(OBJECT));

    assertThat(agent("api-1").get("desired?after=5").statusCode()).isEqualTo(204);
  }

  @Test
  void an_older_generation_never_replaces_a_newer_one() throws Exception {
    gateway.publish("api-1", desired(5), Set.of(OBJECT));
    gateway.publish("api-1", desired(4), Set.of(OBJECT));

    var answer = agent("api-1").get("desired?after=0");
    assertThat(Desired.parse(answer.body()).orThrow().generation()).isEqualTo(5);
  }

  @Test
  void a_client_without_a_certificate_gets_nothing() throws Exception {
    gateway.publish("api-1", desired(1), Set.of(OBJECT));
    var nobody = client(anonymous(), gateway);

    assertThatThrownBy(() -> nobody.get("desired?after=0")).isInstanceOf(IOException.class);
  }

  @Test
  void a_client_of_a_foreign_authority_gets_nothing() throws Exception {
    gateway.publish("api-1", desired(1), Set.of(OBJECT));
    var foreign = AgentCa.create("agents", now, random);
    var stranger = client(foreign.node("api-1", now, DAY).context(ca.certificate()), gateway);

    assertThatThrownBy(() -> stranger.get("desired?after=0")).isInstanceOf(IOException.class);
  }

  @Test
  void a_certificate_of_ours_that_names_no_node_is_turned_away_by_the_handler() throws Exception {
    gateway.publish("api-1", desired(1), Set.of(OBJECT));
    // Signed by the right authority, but for a server that happens to be called like the node.
    var server = client(ca.server(List.of("api-1"), now).context(ca.certificate()), gateway);

    HttpResponse<byte[]> answer;
    try {
      answer = server.get("desired?after=0");
    } catch (IOException _) {
      return; // The TLS layer was faster: as good.
    }
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(text(answer)).contains("UNAUTHENTICATED");
  }

  @Test
  void an_expired_certificate_is_turned_away() throws Exception {
    var identity = ca.node("api-1", now.minus(Duration.ofDays(3)), DAY);
    var late = client(identity.context(ca.certificate()), gateway);

    assertThatThrownBy(() -> late.get("desired?after=0")).isInstanceOf(IOException.class);
  }

  @Test
  void a_node_learns_nothing_of_another_nodes_state() throws Exception {
    gateway = gateway(Duration.ofMillis(100));
    gateway.publish("api-1", desired(1), Set.of(OBJECT));

    var answer = agent("api-2").get("desired?after=0");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void an_object_of_another_node_is_as_if_it_did_not_exist() throws Exception {
    gateway.publish("api-1", desired(1), Set.of(OBJECT));
    gateway.publish("api-2", desired(1), Set.of(OTHER_MODULE.sha256()));

    var others = agent("api-2").get("objects/" + OBJECT.hex());
    var unknown = agent("api-2").get("objects/" + Sha256.of(new byte[] {9}).hex());

    assertThat(others.statusCode()).isEqualTo(404);
    assertThat(others.body()).isEqualTo(unknown.body());
    assertThat(agent("api-1").get("objects/" + OBJECT.hex()).body()).isEqualTo(MODULE.toArray());
  }

  @Test
  void the_leaves_of_a_nodes_own_trees_are_its_own_and_nobody_elses() throws Exception {
    gateway.publish("api-1", desired(1), Set.of(OBJECT, TwoObjects.ROOT));
    gateway.publish("api-2", desired(1), Set.of(OBJECT));
    var path = "objects/" + TwoObjects.ROOT.hex() + ".leaves";

    assertThat(text(agent("api-1").get(path))).isEqualTo(TwoObjects.LEAVES.text());
    assertThat(text(agent("api-1").get(path, "Range", "bytes=0-5"))).isEqualTo("hashes");
    assertThat(agent("api-2").get(path).statusCode()).isEqualTo(404);
    assertThat(agent("api-1").get("objects/" + TwoObjects.ROOT.hex()).statusCode()).isEqualTo(404);
    assertThat(agent("api-1").get("objects/" + OBJECT.hex() + ".leaves").statusCode())
        .isEqualTo(404);
    assertThat(agent("api-1").get("objects/..leaves").statusCode()).isEqualTo(404);
  }

  @Test
  void a_node_may_read_the_objects_of_its_previous_state_and_no_older_ones() throws Exception {
    var agent = agent("api-1");
    gateway.publish("api-1", desired(1), Set.of(OBJECT));
    gateway.publish("api-1", desired(2), Set.of(OTHER_MODULE.sha256()));
    assertThat(agent.get("objects/" + OBJECT.hex()).statusCode()).isEqualTo(200);

    // The same state said anew (another warrant) pushes nothing out.
    gateway.publish("api-1", desired(3), Set.of(OTHER_MODULE.sha256()));
    assertThat(agent.get("objects/" + OBJECT.hex()).statusCode()).isEqualTo(200);

    gateway.publish("api-1", desired(4), Set.of());
    assertThat(agent.get("objects/" + OBJECT.hex()).statusCode()).isEqualTo(404);
  }

  @Test
  void a_fetch_that_was_cut_off_goes_on_where_it_stopped() throws Exception {
    gateway.publish("api-1", desired(1), Set.of(OBJECT));
    var agent = agent("api-1");
    String path = "objects/" + OBJECT.hex();

    var rest = agent.get(path, "Range", "bytes=4-");
    assertThat(rest.statusCode()).isEqualTo(206);
    assertThat(text(rest)).isEqualTo("456789");
    assertThat(rest.headers().firstValue("Content-Range")).contains("bytes 4-9/10");
    assertThat(text(agent.get(path, "Range", "bytes=2-3"))).isEqualTo("23");
    assertThat(text(agent.get(path, "Range", "bytes=-3"))).isEqualTo("789");
    assertThat(agent.get(path, "Range", "bytes=10-").statusCode()).isEqualTo(416);
    assertThat(agent.get(path, "Range", "lines=1-").statusCode()).isEqualTo(200);
  }

  @Test
  void reports_are_acknowledged_when_they_are_durable_and_taken_once() throws Exception {
    gateway.attach(heard);
    var agent = agent("api-1");

    var batch = new ReportBatch(BOOT, List.of(report(1), report(2)));
    assertThat(text(agent.post(batch))).isEqualTo("{\"acked\":2}");
    assertThat(text(agent.post(batch))).isEqualTo("{\"acked\":2}");
    var next = new ReportBatch(BOOT, List.of(report(2), report(3)));
    assertThat(text(agent.post(next))).isEqualTo("{\"acked\":3}");
    var reborn = new ReportBatch("fedcba9876543210", List.of(report(1)));
    assertThat(text(agent.post(reborn))).isEqualTo("{\"acked\":1}");

    assertThat(heard.next()).isEqualTo("connected api-1");
    assertThat(heard.next()).isEqualTo("api-1 [1, 2]");
    assertThat(heard.next()).isEqualTo("api-1 [3]");
    assertThat(heard.next()).isEqualTo("api-1 [1]");
  }

  @Test
  void reports_that_become_durable_later_are_acknowledged_then() throws Exception {
    var durable = new CompletableFuture<String>();
    gateway.attach(heard.keepingUntil(durable));
    var agent = agent("api-1");

    var answer = agent.postLater(new ReportBatch(BOOT, List.of(report(1))));
    assertThat(heard.next()).isEqualTo("connected api-1");
    assertThat(heard.next()).isEqualTo("api-1 [1]");
    assertThat(answer).isNotDone();
    durable.complete("durable");

    assertThat(text(answer.get())).isEqualTo("{\"acked\":1}");
  }

  @Test
  void reports_that_are_sent_again_before_they_are_durable_are_taken_once() throws Exception {
    var durable = new CompletableFuture<String>();
    gateway.attach(heard.keepingUntil(durable));
    var batch = new ReportBatch(BOOT, List.of(report(1)));
    var answer = agent("api-1").postLater(batch);
    assertThat(heard.next()).isEqualTo("connected api-1");
    assertThat(heard.next()).isEqualTo("api-1 [1]");

    // The agent was killed, and started anew.
    var again = agent("api-1").postLater(batch);
    durable.complete("durable");
    assertThat(text(answer.get())).isEqualTo("{\"acked\":1}");
    assertThat(text(again.get())).isEqualTo("{\"acked\":1}");
    agent("api-1").post(new ReportBatch(BOOT, List.of(report(2))));
    assertThat(heard.next()).isEqualTo("api-1 [2]");
  }

  @Test
  void reports_that_could_not_be_kept_are_not_acknowledged() throws Exception {
    heard.failFromNowOn(new IOException("disk full"));
    gateway.attach(heard);
    var agent = agent("api-1");
    var batch = new ReportBatch(BOOT, List.of(report(1)));

    assertThat(agent.post(batch).statusCode()).isEqualTo(503);
    heard.recover();
    assertThat(text(agent.post(batch))).isEqualTo("{\"acked\":1}");
  }

  @Test
  void who_comes_late_hears_who_is_there_and_what_they_said_last() throws Exception {
    agent("api-1").post(new ReportBatch(BOOT, List.of(report(1), report(2))));

    gateway.attach(heard);

    assertThat(heard.next()).isEqualTo("connected api-1");
    assertThat(heard.next()).isEqualTo("api-1 [2]");
  }

  @Test
  void a_body_without_end_is_refused() throws Exception {
    var answer = agent("api-1").post("reports", new byte[ReportBatch.MAX_BYTES + 1]);

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void nonsense_is_refused_with_its_reason() throws Exception {
    var agent = agent("api-1");

    assertThat(agent.post("reports", "{}".getBytes(UTF_8)).statusCode()).isEqualTo(400);
    assertThat(agent.get("desired").statusCode()).isEqualTo(400);
    assertThat(agent.get("desired?after=-1").statusCode()).isEqualTo(400);
    assertThat(agent.get("elsewhere").statusCode()).isEqualTo(404);
    assertThat(agent.get("objects/../desired").statusCode()).isNotEqualTo(500);
    assertThat(text(agent.post("enrol", new byte[0]))).contains("ENROLMENT_REFUSED");
  }

  @Test
  void many_agents_wait_without_a_thread_for_each() throws Exception {
    int agents = 40;
    var polls = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
    gateway.attach(heard);
    for (int i = 0; i < agents; i++) {
      polls.add(agent("n-" + i).getLater("desired?after=0"));
    }
    for (int i = 0; i < agents; i++) {
      heard.next();
    }
    assertThat(gateway.threads()).isLessThan(agents / 2);
    for (int i = 0; i < agents; i++) {
      gateway.publish("n-" + i, desired(1), Set.of());
    }
    for (var poll : polls) {
      assertThat(poll.get().statusCode()).isEqualTo(200);
    }
  }

  private JettyAgentGateway gateway(Duration longPoll) throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var identity = ca.server(List.of("127.0.0.1"), now);
    var made =
        JettyAgentGateway.listen(
            address, identity, ca, new TwoObjects(), InstantSource.system(), longPoll);
    open.add(made);
    return made;
  }

  private TestAgent agent(String node) throws Exception {
    return client(ca.node(node, now, DAY).context(ca.certificate()), gateway);
  }

  private TestAgent client(SSLContext tls, JettyAgentGateway server) {
    var agent = new TestAgent(tls, server.uri());
    open.add(agent);
    return agent;
  }

  private SSLContext anonymous() throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate authority = ca.certificate();
    store.setCertificateEntry("ca", authority);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static Desired desired(long generation) {
    return new Desired(generation, Direction.FORWARD, "r1", Bytes.utf8("{\"warrant\":{}}"));
  }

  private static NodeReport report(long seq) {
    return new NodeReport(
        seq,
        Instant.parse("2026-03-04T20:31:00Z"),
        "r1",
        NodePhase.STAGING,
        1,
        new TreeMap<>(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        NodeReport.Seen.NOTHING,
        Set.of());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }
}

package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;

/** Goal: make a node forget. Nothing that it remembers ever gets lower. */
class NodeMemoryTest {
  private static final Sha256 BODY = Sha256.of(new byte[] {1});

  private static NodeMemory full() {
    var node = ANode.honest();
    return NodeMemory.fresh()
        .afterAdmitted(node.admitted(node.warrant(0, 7)))
        .afterActivation(node.plan.patch())
        .afterLeaving(BODY, "prod", 3);
  }

  @Test
  void a_fresh_memory_knows_nothing() {
    var fresh = NodeMemory.fresh();

    assertThat(fresh.generation()).isZero();
    assertThat(fresh.spent(BODY, "prod")).isZero();
    assertThat(fresh.order(ANode.ROLLOUT)).isEmpty();
    assertThat(fresh.log("example.org/audit")).isEmpty();
    assertThat(fresh.timeFloor()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void an_admitted_warrant_is_remembered_with_its_log_and_its_time() {
    var node = ANode.honest();
    var warrant = node.warrant(0, 7);

    var memory = NodeMemory.fresh().afterAdmitted(node.admitted(warrant));

    assertThat(memory.order(ANode.ROLLOUT))
        .contains(new NodeMemory.Order(7, warrant.digest(), warrant.expires()));
    assertThat(memory.log("example.org/audit").orElseThrow().size()).isEqualTo(1);
    assertThat(memory.timeFloor()).isEqualTo(NOON);
    assertThat(memory.generation()).isEqualTo(1);
  }

  @Test
  void every_change_raises_the_generation() {
    var memory = full();
    long before = memory.generation();

    assertThat(memory.afterSeeing(Instant.EPOCH).generation()).isEqualTo(before + 1);
    assertThat(memory.afterLeaving(BODY, "prod", 1).generation()).isEqualTo(before + 1);
    assertThat(memory.afterActivation(ANode.honest().plan.patch()).generation())
        .isEqualTo(before + 1);
  }

  @Test
  void a_mark_never_gets_lower() {
    var newer = AChange.honest().version("3.3.0").plan().patch();
    var older = AChange.honest().version("3.2.9").plan().patch();

    var memory = NodeMemory.fresh().afterActivation(newer).afterActivation(older);

    assertThat(memory.marks().get(AChange.MODULE))
        .isEqualTo(
            new NodeMemory.Mark(SemVer.parse("3.3.0").orElseThrow(), Sha256.of(AChange.CODE)));
  }

  @Test
  void a_spent_attempt_never_gets_lower_and_is_of_one_body_and_environment() {
    var memory = NodeMemory.fresh().afterLeaving(BODY, "prod", 4).afterLeaving(BODY, "prod", 2);

    assertThat(memory.spent(BODY, "prod")).isEqualTo(4);
    assertThat(memory.spent(BODY, "staging")).isZero();
    assertThat(memory.spent(Sha256.of(new byte[] {2}), "prod")).isZero();
  }

  @Test
  void the_time_floor_never_gets_lower() {
    var memory = NodeMemory.fresh().afterSeeing(NOON).afterSeeing(NOON.minusSeconds(1));

    assertThat(memory.timeFloor()).isEqualTo(NOON);
    assertThat(memory.afterSeeing(NOON.plusSeconds(1)).timeFloor()).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  void a_sequence_never_gets_lower() {
    var node = ANode.honest();
    var high = NodeMemory.fresh().afterOrderedBack(new OrderedBack(node.back(9), false));

    var memory = high.afterOrderedBack(new OrderedBack(node.back(3), false));

    assertThat(memory.order(ANode.ROLLOUT).orElseThrow().sequence()).isEqualTo(9);
    assertThat(memory.order(ANode.ROLLOUT).orElseThrow().warrant())
        .isEqualTo(node.back(9).digest());
  }

  @Test
  void beyond_a_thousand_rollouts_those_that_expire_first_are_forgotten() {
    var node = ANode.honest();
    var orders = new TreeMap<String, NodeMemory.Order>();
    for (int i = 0; i < NodeMemory.MOST_ORDERS; i++) {
      orders.put(rollout(i), new NodeMemory.Order(1, BODY, NOON.plusSeconds(10_000 - i)));
    }
    var full =
        new NodeMemory(
            1, new TreeMap<>(), new TreeMap<>(), orders, new TreeMap<>(), NOON, Heard.nothing());

    var memory = full.afterOrderedBack(new OrderedBack(shortLived(node, 2_000), false));

    assertThat(memory.orders()).hasSize(NodeMemory.MOST_ORDERS);
    assertThat(memory.order(rollout(2_000))).as("the newest, though it expires first").isPresent();
    assertThat(memory.order(rollout(999))).as("expired first of the others").isEmpty();
    assertThat(memory.order(rollout(0))).isPresent();
  }

  private static Warrant shortLived(ANode node, int rollout) {
    var issue = new WarrantDraft.Issue(rollout(rollout), 1, NOON, Duration.ofMinutes(2));
    return WarrantDraft.rollback(node.plan, 0, BODY, Environment.of("prod"), issue)
        .sign(People.CONTROL.key(), "control");
  }

  private static String rollout(int number) {
    var digits = new StringBuilder();
    for (int left = number; digits.length() < 26; left /= 26) {
      digits.append((char) ('a' + left % 26));
    }
    return digits.toString();
  }

  private static Outcome<NodeMemory> read(String json) {
    return NodeMemory.parse("memory.json", json.getBytes(UTF_8));
  }

  private static String json() {
    return new String(full().toJson().toArray(), UTF_8);
  }

  @Test
  void what_was_written_is_read_back() {
    assertThat(read(json()).orThrow()).isEqualTo(full());
    assertThat(NodeMemory.parse("m", NodeMemory.fresh().toJson().toArray()).orThrow())
        .isEqualTo(NodeMemory.fresh());
  }

  @Test
  void a_memory_that_lacks_a_part_is_refused() {
    for (var name :
        new String[] {"type", "generation", "marks", "attempts", "orders", "logs", "time_floor"}) {
      var without = read(json().replaceFirst("\"" + name + "\"", "\"x_" + name + "\""));

      assertThat(Codes.of(without)).as(name).containsOnly(Code.AGENT_CONFIG_INVALID);
    }
  }

  @Test
  void a_memory_with_something_else_in_it_is_refused() {
    assertThat(read(json().replace("xps-node-memory/v1", "xps-node-memory/v2")).isOk()).isFalse();
    assertThat(read(json().replace("\"attempt\": 3", "\"attempt\": 0")).isOk()).isFalse();
    assertThat(read(json().replace("\"attempt\": 3", "\"attempt\": 1000")).isOk()).isFalse();
    assertThat(read(json().replace("\"sequence\": 7", "\"sequence\": 0")).isOk()).isFalse();
    assertThat(read(json().replace("\"3.2.1\"", "\"3.2\"")).isOk()).isFalse();
    assertThat(read(json() + "{}").isOk()).isFalse();
    assertThat(read("").isOk()).isFalse();
  }

  @Test
  void an_entry_that_stands_there_twice_is_refused() {
    var entry =
        "{\"body\": \"%s\", \"environment\": \"prod\", \"attempt\": 1}".formatted(BODY.hex());
    var twice =
        """
        {"type": "xps-node-memory/v1", "generation": 1, "marks": [], "attempts": [%s, %s],
         "orders": [], "logs": [], "time_floor": "2026-03-02T12:00:00Z"}
        """
            .formatted(entry, entry);

    assertThat(read(twice).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("twice"));
  }

  @Test
  void no_memory_that_was_cut_off_is_read() {
    var honest = json().getBytes(UTF_8);
    var chance = new Random(7);
    for (int i = 0; i < 300; i++) {
      var cut = Arrays.copyOf(honest, chance.nextInt(honest.length - 2));
      assertThat(NodeMemory.parse("m", cut).isOk()).as("cut to %d", cut.length).isFalse();
    }
  }
}

package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Code;

/** Nodes of which something is wrong that a rollout didn't bring. */
@Timeout(60)
class RestoredNodeRolloutTest {
  private static final String NODE = "validator-2";

  @TempDir Path folder;
  private Theatre theatre;

  @BeforeEach
  void open() throws Exception {
    theatre = new Theatre(new Organisation(), folder);
  }

  @AfterEach
  void close() throws Exception {
    theatre.close();
  }

  /** What was heard of it in an earlier rollout. */
  private void heardBefore(long memory) {
    var at = theatre.clock.instant().minus(Duration.ofHours(1));
    theatre.journal.mark(new TreeMap<>(Map.of(NODE, new NodeMark(memory, at, ""))));
  }

  private void looked() {
    var mark = NodeMark.lookedAt(theatre.clock.instant(), "ops: the disk is yesterday's");
    theatre.journal.mark(new TreeMap<>(Map.of(NODE, mark)));
  }

  private String picture() {
    var rollouts = theatre.journal.rollouts();
    return rollouts.isEmpty()
        ? ""
        : theatre.journal.picture(rollouts.getFirst().rollout()).orElse("");
  }

  private void othersAreHealthy() throws Exception {
    Theatre.until(
        "the others are healthy", () -> picture().split("\"stage\":\"healthy\"", -1).length == 4);
  }

  private List<AuditRecord> probes() throws Exception {
    return theatre.records().stream()
        .filter(record -> record.action() == Action.PROBE)
        .filter(record -> record.node().equals(java.util.Optional.of(NODE)))
        .toList();
  }

  @Test
  void a_node_that_remembers_less_than_it_had_told_gets_nothing_until_somebody_has_looked()
      throws Exception {
    heardBefore(7);
    var running = theatre.runner().apply(theatre.permit());
    othersAreHealthy();

    assertThat(picture()).contains("\"flags\":[\"restored\"]");
    assertThat(theatre.fleet.node(NODE).sequences()).isEmpty();
    looked();

    assertThat(running.await().healthy()).isEqualTo(4);
    assertThat(probes().getFirst().code()).contains(Code.VERSION_ROLLBACK);
    assertThat(probes().getFirst().result()).isEqualTo(Result.FAILURE);
    assertThat(probes().get(1).detail())
        .contains("restored: somebody has looked, ops: the disk is yesterday's");
  }

  @Test
  void nobody_who_is_restored_is_waited_for_longer_than_for_a_node_that_is_away() throws Exception {
    heardBefore(7);
    var running = theatre.runner().apply(theatre.permit());
    othersAreHealthy();

    theatre.clock.pass(Duration.ofMinutes(31));

    var result = running.await();
    assertThat(result.skipped()).isEqualTo(1);
    assertThat(theatre.fleet.node(NODE).sequences()).isEmpty();
  }

  @Test
  void a_node_that_goes_on_growing_is_left_alone() throws Exception {
    heardBefore(0);

    assertThat(theatre.runner().apply(theatre.permit()).await().healthy()).isEqualTo(4);
    assertThat(theatre.journal.mark(NODE).orElseThrow().memory()).isPositive();
  }

  @Test
  void a_node_that_is_restored_while_it_waits_is_no_longer_there() throws Exception {
    theatre.fleet.away.add(NODE);
    var running = theatre.runner().apply(theatre.permit());
    othersAreHealthy();
    theatre.fleet.node(NODE).flag(NodeReport.Flag.RESTORED);
    theatre.fleet.connect(NODE);
    Theatre.until("it is seen", () -> picture().contains("\"flags\":[\"restored\"]"));

    theatre.fleet.node(NODE).flag();
    theatre.fleet.connect(NODE);

    assertThat(running.await().healthy()).isEqualTo(4);
  }

  @Test
  void a_node_that_has_gone_meanwhile_is_not_there_when_somebody_has_looked() throws Exception {
    heardBefore(7);
    var running = theatre.runner().apply(theatre.permit());
    othersAreHealthy();
    theatre.fleet.disconnect(NODE);
    looked();
    var asked = theatre.clock.asked();
    Theatre.until("some turns have passed", () -> theatre.clock.asked() > asked + 200);
    assertThat(theatre.fleet.node(NODE).sequences()).isEmpty();
    assertThat(picture()).contains("\"connected\":false");

    theatre.fleet.connect(NODE);

    assertThat(running.await().healthy()).isEqualTo(4);
  }

  @Test
  void drift_is_told_and_recorded_when_it_begins_and_when_it_ends() throws Exception {
    theatre.fleet.node(NODE).flag(NodeReport.Flag.DRIFT, NodeReport.Flag.UNMEASURED_CLOCK);
    theatre.fleet.away.add("validator-1");
    var running = theatre.runner().apply(theatre.permit());
    Theatre.until("it is seen", () -> picture().contains("\"flags\":[\"drift\"]"));

    theatre.fleet.node(NODE).flag();
    theatre.fleet.connect(NODE);
    Theatre.until("it is over", () -> !picture().contains("\"drift\""));
    theatre.fleet.connect("validator-1");

    assertThat(running.await().healthy()).isEqualTo(4);
    var drift =
        probes().stream().filter(record -> record.detail().orElse("").startsWith("drift")).toList();
    assertThat(drift)
        .extracting(AuditRecord::result)
        .containsExactly(Result.FAILURE, Result.SUCCESS);
  }

  @Test
  void what_was_noted_is_still_known_to_whoever_takes_the_rollout_over() throws Exception {
    heardBefore(7);
    var running = theatre.runner().apply(theatre.permit());
    othersAreHealthy();
    running.stop();
    assertThat(running.outcome().isOk()).isFalse();

    var next = theatre.runner().apply(theatre.permit());
    Theatre.until("it is there", () -> picture().contains("\"flags\":[\"restored\"]"));
    looked();

    assertThat(next.await().healthy()).isEqualTo(4);
    assertThat(probes().stream().filter(it -> it.result() == Result.FAILURE)).hasSize(1);
  }
}

package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.planner.RolloutResult;

@Timeout(60)
class RunnerTest {

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

  @Test
  void every_node_gets_the_patch_and_admits_its_waves_envelope() throws Exception {
    var lines = new ArrayList<String>();
    var running = theatre.runner().apply(theatre.permit()).watch(lines::add);

    var result = running.await();

    assertThat(result.kind())
        .as("%s %s", lines, theatre.fleet.nodes())
        .isEqualTo(RolloutResult.Kind.DONE);
    assertThat(result.healthy()).isEqualTo(4);
    for (var node : theatre.fleet.nodes()) {
      assertThat(node.activations()).isEqualTo(1);
      assertThat(node.refusals()).isZero();
    }
    assertThat(lines)
        .contains("canary begins, 1 nodes")
        .anyMatch(line -> line.endsWith("is healthy"));
    assertThat(theatre.journal.rollouts().getFirst().result()).isEqualTo("DONE");
  }

  @Test
  void the_log_tells_the_whole_chain_in_order() throws Exception {
    theatre.runner().apply(theatre.permit()).await();

    var records = theatre.records();
    assertThat(records.subList(0, 5).stream().map(AuditRecord::action))
        .containsExactly(Action.ATTEST, Action.PLAN, Action.APPROVE, Action.APPROVE, Action.GATE);
    assertThat(with(records, Action.GATE)).hasSize(3);
    assertThat(with(records, Action.APPLY))
        .hasSize(4 * 2)
        .allMatch(record -> record.result() == Result.SUCCESS && record.duration().isPresent());
    assertThat(with(records, Action.STAGE)).hasSize(4);
    assertThat(with(records, Action.PROBE)).hasSize(4 + 1);
    assertThat(records.getLast())
        .as("how it ended, about nobody in particular")
        .matches(record -> record.node().isEmpty() && record.result() == Result.SUCCESS)
        .matches(record -> record.detail().orElseThrow().startsWith("the end, DONE: 4 healthy"));
    assertThat(records.get(1).detail().orElseThrow())
        .contains(theatre.organisation.plan().simulate().digest().hex());
  }

  @Test
  void a_bad_canary_goes_back_and_nobody_else_is_touched() throws Exception {
    theatre.fleet.sick.add("api-1");
    theatre.fleet.sick.add("validator-1");
    theatre.fleet.sick.add("api-2");
    theatre.fleet.sick.add("validator-2");

    var result = theatre.runner().apply(theatre.permit()).await();

    assertThat(result.kind()).isEqualTo(RolloutResult.Kind.ROLLED_BACK);
    assertThat(theatre.fleet.nodes()).noneMatch(ScriptedNode::runsPatch);
    assertThat(theatre.fleet.nodes().stream().mapToInt(ScriptedNode::activations).sum()).isOne();
    var records = theatre.records();
    assertThat(with(records, Action.GATE)).hasSize(1);
    assertThat(with(records, Action.PROBE))
        .hasSize(1 + 1)
        .allMatch(record -> record.result() == Result.FAILURE);
    assertThat(with(records, Action.ROLLBACK))
        .singleElement()
        .matches(record ->
            record.result() == Result.SUCCESS && record.seq().equals(java.util.Optional.of(2L)));
  }

  private static List<AuditRecord> with(List<AuditRecord> records, Action action) {
    return records.stream().filter(record -> record.action() == action).toList();
  }
}

package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.ApprovalDraft;
import xps.crypto.orchestrator.guard.Decision;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.planner.RolloutResult;

/**
 * A rollout that has lasted for longer than the horizon of its plan is taken back, on nodes that
 * judge every order themselves.
 */
@Timeout(60)
class BackAfterTheHorizonRolloutTest {
  private static final String LAST = "validator-2";

  @TempDir Path folder;
  private final Organisation organisation = new Organisation();

  /** Everywhere but on one node, which is away; and a day has passed since. */
  private RunningRollout committed(Theatre theatre) throws Exception {
    theatre.fleet.away.add(LAST);
    var running = theatre.runner().apply(theatre.permit());
    Theatre.until(
        "the others are healthy",
        () -> picture(theatre).split("\"stage\":\"healthy\"", -1).length == 4);
    theatre.clock.pass(Duration.ofHours(25));
    Theatre.until("it goes on under a new warrant", () -> gates(theatre).count() == 4);
    return running;
  }

  private Theatre theatre() throws Exception {
    organisation.plan =
        Organisation.PLAN.replace("strategy:\n", "strategy:\n  offline: {wait: 3d, then: fail}\n");
    return new Theatre(organisation, folder);
  }

  private static String picture(Theatre theatre) {
    return theatre.journal.picture(rollout(theatre)).orElse("");
  }

  private static String rollout(Theatre theatre) {
    return theatre.journal.rollouts().getFirst().rollout();
  }

  private static Stream<AuditRecord> gates(Theatre theatre) throws Exception {
    return theatre.records().stream().filter(record -> record.action() == Action.GATE);
  }

  private Stream<ScriptedNode> others(Theatre theatre) {
    return theatre.fleet.nodes().stream().filter(node -> !node.id().equals(LAST));
  }

  private Approval back(Theatre theatre, String who, SigningKey key) {
    var plan = organisation.plan();
    var now = theatre.clock.instant();
    return new ApprovalDraft(
            who,
            Decision.APPROVE,
            Direction.ROLLBACK,
            plan.patch().bodyDigest(),
            plan.digest(),
            "prod",
            1,
            now.minusSeconds(60),
            now.plus(Duration.ofDays(2)))
        .sign(key)
        .orThrow();
  }

  private void approve(Theatre theatre, Approval... more) {
    var said = new ArrayList<>(organisation.approvals(organisation.plan()));
    said.addAll(List.of(more));
    theatre.rules = Optional.of(new RulesInForce.Rules(organisation.policy(), said));
  }

  private static RolloutResult wantedBack(Theatre theatre, RunningRollout running)
      throws Exception {
    theatre.journal.ask(rollout(theatre), new Wish(Wish.Kind.ROLL_BACK, "", "olga", "it leaks"));
    return running.await();
  }

  @Test
  void an_operator_whom_a_quorum_backs_sends_committed_nodes_back() throws Exception {
    try (var theatre = theatre()) {
      var running = committed(theatre);
      approve(
          theatre,
          back(theatre, "ann", organisation.officer),
          back(theatre, "bob", organisation.manager));

      assertThat(wantedBack(theatre, running).kind()).isEqualTo(RolloutResult.Kind.ROLLED_BACK);

      assertThat(others(theatre)).allMatch(ScriptedNode::isBack).noneMatch(ScriptedNode::runsPatch);
      assertThat(gates(theatre))
          .filteredOn(gate -> gate.detail().orElse("").startsWith("the way back"))
          .isNotEmpty()
          .allMatch(gate -> gate.policy().orElseThrow().rbac());
      assertThat(theatre.records())
          .filteredOn(record -> record.action() == Action.ROLLBACK && record.node().isPresent())
          .hasSize(3)
          .allMatch(record -> record.result() == Result.SUCCESS);
    }
  }

  @Test
  void an_operator_alone_or_with_one_of_two_sends_nobody_back_who_is_committed() throws Exception {
    try (var theatre = theatre()) {
      var running = committed(theatre);
      approve(theatre, back(theatre, "ann", organisation.officer));

      wantedBack(theatre, running);

      assertThat(others(theatre)).allMatch(ScriptedNode::runsPatch);
      assertThat(theatre.records())
          .filteredOn(record -> record.action() == Action.ROLLBACK && record.node().isPresent())
          .hasSize(3)
          .allMatch(record -> record.result() == Result.SKIPPED);
    }
  }

  @Test
  void a_runner_that_was_killed_on_the_way_back_goes_on_with_it() throws Exception {
    try (var theatre = theatre()) {
      var first = committed(theatre);
      approve(
          theatre,
          back(theatre, "ann", organisation.officer),
          back(theatre, "bob", organisation.manager));
      others(theatre).forEach(node -> theatre.fleet.disconnect(node.id()));
      theatre.journal.ask(rollout(theatre), new Wish(Wish.Kind.ROLL_BACK, "", "olga", "it leaks"));
      Theatre.until("it is on its way", () -> picture(theatre).contains("rolling_back"));
      first.close();

      var again = theatre.runner().takeUp(organisation.plan(), organisation.environment());
      others(theatre).forEach(node -> theatre.fleet.connect(node.id()));

      assertThat(again.await().kind()).isEqualTo(RolloutResult.Kind.ROLLED_BACK);
      assertThat(others(theatre)).noneMatch(ScriptedNode::runsPatch);
    }
  }
}

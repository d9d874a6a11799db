package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.Decision;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.RolloutResult;

/**
 * What was allowed when a rollout began may not be allowed in its middle: then no new node starts,
 * everybody can read why, and what runs already goes back where the plan says so.
 */
@Timeout(60)
class NoLongerAllowedTest {
  private static final String LAST = "validator-2";

  @TempDir Path folder;
  private final Organisation organisation = new Organisation();

  /** A rollout that has begun everywhere but on one node of its last wave, which is away. */
  private RunningRollout begun(Theatre theatre) throws Exception {
    var canary = theatre.permit().plan().waves().getFirst().nodes();
    assertThat(canary).doesNotContain(LAST);
    theatre.fleet.away.add(LAST);
    var running = theatre.runner().apply(theatre.permit());
    // Healthy, and not just active: whoever isn't by its deadline goes back for that.
    Theatre.until(
        "the others are healthy",
        () -> picture(theatre).split("\"stage\":\"healthy\"", -1).length == 4);
    Theatre.until("it waits for the last", () -> picture(theatre).contains("no connection"));
    return running;
  }

  private static java.util.stream.Stream<ScriptedNode> others(Theatre theatre) {
    return theatre.fleet.nodes().stream().filter(node -> !node.equals(theatre.fleet.node(LAST)));
  }

  private static String picture(Theatre theatre) {
    return theatre.journal.picture(theatre.journal.rollouts().getFirst().rollout()).orElse("");
  }

  private void rules(Theatre theatre, List<Approval> approvals) {
    theatre.rules = Optional.of(new RulesInForce.Rules(organisation.policy(), approvals));
  }

  private List<Approval> withdrawn(Theatre theatre) {
    var plan = organisation.plan();
    var said = new ArrayList<>(organisation.approvals(plan));
    var now = theatre.clock.instant();
    said.add(
        Organisation.said(
            "ann", organisation.officer, plan, Decision.WITHDRAW, now, now.plusSeconds(600)));
    return said;
  }

  /** Time goes by in which guard is asked again, and it says no. */
  private void saysNo(Theatre theatre, String why) throws Exception {
    theatre.clock.pass(Duration.ofSeconds(2));
    Theatre.until("why says so", () -> picture(theatre).contains(why));
  }

  @Test
  void a_withdrawn_approval_starts_nobody_any_more_until_somebody_approves_again()
      throws Exception {
    try (var theatre = new Theatre(organisation, folder)) {
      var running = begun(theatre);
      rules(theatre, withdrawn(theatre));
      saysNo(theatre, "RBAC_MISSING: 1 of 2");
      theatre.fleet.connect(LAST);
      theatre.clock.pass(Duration.ofSeconds(11));
      Theatre.until("it is there and waits", () -> !picture(theatre).contains("no connection"));
      assertThat(theatre.fleet.node(LAST).sequences()).isEmpty();
      assertThat(others(theatre)).as("nobody goes back").allMatch(ScriptedNode::runsPatch);

      var again = new ArrayList<>(withdrawn(theatre));
      var now = theatre.clock.instant().plusSeconds(1);
      again.add(
          Organisation.said(
              "ann",
              organisation.officer,
              organisation.plan(),
              Decision.APPROVE,
              now,
              now.plusSeconds(600)));
      rules(theatre, again);
      theatre.clock.pass(Duration.ofSeconds(11));

      assertThat(running.await().kind()).isEqualTo(RolloutResult.Kind.DONE);
      assertThat(theatre.records())
          .anyMatch(record ->
              record.action() == Action.GATE
                  && record.result() == Result.DENIED
                  && record.code().equals(Optional.of(Code.RBAC_MISSING)));
    }
  }

  @Test
  void an_approval_that_expires_starts_nobody_any_more() throws Exception {
    try (var theatre = new Theatre(organisation, folder)) {
      var running = begun(theatre);
      var plan = organisation.plan();
      var soon = theatre.clock.instant().plus(Duration.ofMinutes(10));
      Instant begin = Organisation.MONDAY.minusSeconds(60);
      rules(
          theatre,
          List.of(
              organisation.approvals(plan).getLast(),
              Organisation.said("ann", organisation.officer, plan, Decision.APPROVE, begin, soon)));
      theatre.clock.pass(Duration.ofMinutes(10));

      saysNo(theatre, "APPROVAL_EXPIRED");
      theatre.fleet.connect(LAST);
      theatre.clock.pass(Duration.ofSeconds(11));
      Theatre.until("it is there and waits", () -> !picture(theatre).contains("no connection"));

      assertThat(theatre.fleet.node(LAST).sequences()).isEmpty();
      running.close();
    }
  }

  private static Policy stricter(Organisation organisation) {
    var yaml =
        """
        rbac:
          required_approvals: 2
          roles:
            - {name: release_manager, approve: [minor]}
          approvers:
            - {name: ann, role: release_manager, ed25519: "%s"}
            - {name: bob, role: release_manager, ed25519: "%s"}
        risk: {max_score: 9}
        """
            .formatted(
                organisation.officer.publicKey().hex(), organisation.manager.publicKey().hex());
    return Policy.parse("policy.yaml", yaml.getBytes(UTF_8)).orThrow();
  }

  @Test
  void a_policy_that_changed_starts_nobody_any_more() throws Exception {
    try (var theatre = new Theatre(organisation, folder)) {
      var running = begun(theatre);
      theatre.rules =
          Optional.of(
              new RulesInForce.Rules(
                  stricter(organisation), organisation.approvals(organisation.plan())));

      saysNo(theatre, "RBAC_MISSING: 0 of 2");

      assertThat(theatre.fleet.node(LAST).sequences()).isEmpty();
      running.close();
    }
  }

  @Test
  void where_the_plan_says_so_what_the_wave_has_changed_goes_back_and_no_other() throws Exception {
    organisation.plan = Organisation.PLAN.replace("on: [", "on: [policy_violation, ");
    try (var theatre = new Theatre(organisation, folder)) {
      var running = begun(theatre);
      rules(theatre, withdrawn(theatre));
      theatre.clock.pass(Duration.ofSeconds(2));

      var result = running.await();

      assertThat(result.reason()).contains("RBAC_MISSING");
      var waves = organisation.plan().waves();
      for (var wave : waves) {
        for (var id : wave.nodes()) {
          var node = theatre.fleet.node(id);
          var goesBack = wave.name().equals(waves.getLast().name());
          assertThat(node.runsPatch()).as(id).isEqualTo(!goesBack && !id.equals(LAST));
        }
      }
      assertThat(theatre.fleet.node(LAST).sequences()).isEmpty();
    }
  }

  @Test
  void a_window_that_ends_was_foreseeable_and_takes_nobody_back() throws Exception {
    organisation.plan = Organisation.PLAN.replace("on: [", "on: [policy_violation, ");
    organisation.windows =
        "windows: {cutoff: 1s, allowed: [{days: [Mon], start: \"11:00\", end: \"12:05\", tz: UTC}]}\n";
    try (var theatre = new Theatre(organisation, folder)) {
      var running = begun(theatre);
      theatre.clock.pass(Duration.ofMinutes(6));

      saysNo(theatre, "WINDOW_VIOLATION");

      assertThat(others(theatre)).allMatch(ScriptedNode::runsPatch);
      running.close();
    }
  }
}

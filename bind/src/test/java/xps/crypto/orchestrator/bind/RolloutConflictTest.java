package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.RolloutResult;

/** More than one rollout of a home: side by side, in each other's way, one after the other. */
@Timeout(60)
class RolloutConflictTest {
  private static final String NORTH =
      """
      strategy:
        unmatched: skip
        waves: [{name: north, match: ["region:north"], concurrency: 10}]
      health_check:
        probe: "http+tls://{host}:8443/healthz"
        interval: 200ms
      rollback: {on: [probe_timeout], strategy: immediate}
      """;

  private static final String SOUTH = NORTH.replace("north", "south");

  private static final String TOLERANT =
      NORTH
          .replace("[\"region:north\"]", "[\"*\"]")
          .replace("unmatched: skip", "abort: [{on: [any], count: 4}]");

  @TempDir Path folder;
  private final Organisation organisation = new Organisation();
  private Theatre theatre;

  @BeforeEach
  void open() throws Exception {
    theatre = new Theatre(organisation, folder);
  }

  @AfterEach
  void close() throws Exception {
    theatre.close();
  }

  private RunningRollout apply(String plan) {
    organisation.plan = plan;
    return theatre.runner().apply(theatre.permit());
  }

  @Test
  void two_rollouts_that_share_nodes_are_not_run_at_the_same_time() throws Exception {
    theatre.fleet.away.add("api-1");
    try (var first = apply(NORTH)) {
      var second = apply(Organisation.PLAN).outcome();

      assertThat(second.problems()).extracting(Problem::code).containsOnly(Code.ROLLOUT_CONFLICT);
      assertThat(second.problems().getFirst().message())
          .contains(first.id(), "2 of these nodes, api-1 the first of them");
    }
  }

  @Test
  void two_rollouts_that_share_none_run_side_by_side() throws Exception {
    theatre.fleet.away.add("api-1");
    try (var first = apply(NORTH)) {
      assertThat(apply(SOUTH).await().healthy()).isEqualTo(2);

      theatre.fleet.connect("api-1");
      assertThat(first.await().healthy()).isEqualTo(2);
    }
  }

  @Test
  void a_rollout_is_not_gone_on_with_on_another_fleet_than_it_was_begun_on() throws Exception {
    theatre.fleet.away.add("api-1");
    apply(NORTH).close();
    organisation.fleet = Organisation.FLEET.replace("api-2.example", "elsewhere.example");

    assertThat(apply(NORTH).outcome().problems())
        .extracting(Problem::code)
        .containsExactly(Code.ROLLOUT_CONFLICT);
    organisation.fleet = Organisation.FLEET;
    theatre.fleet.away.clear();
    assertThat(apply(NORTH).await().kind()).isEqualTo(RolloutResult.Kind.DONE);
  }

  @Test
  void an_attempt_that_was_taken_back_is_over() throws Exception {
    theatre.fleet.sick.addAll(List.of("api-1", "api-2"));
    assertThat(apply(NORTH).await().kind()).isEqualTo(RolloutResult.Kind.ROLLED_BACK);

    var again = apply(NORTH).outcome().problems();

    assertThat(again).extracting(Problem::code).containsExactly(Code.ROLLED_BACK);
    assertThat(again.getFirst().remedy()).contains("--attempt 2");
    assertThat(apply(SOUTH).outcome().problems())
        .as("by another plan as well")
        .extracting(Problem::code)
        .containsExactly(Code.ROLLED_BACK);
  }

  @Test
  void what_is_done_is_not_done_again() throws Exception {
    apply(NORTH).await();

    assertThat(apply(NORTH).await().healthy()).isEqualTo(2);

    assertThat(theatre.fleet.node("api-1").activations()).isOne();
    assertThat(theatre.fleet.node("api-1").sequences()).hasSize(1);
  }

  @Test
  void a_retry_leaves_out_who_failed_and_starts_who_never_was() throws Exception {
    theatre.fleet.sick.add("validator-1");
    theatre.fleet.away.add("api-2");
    try (var first = apply(TOLERANT)) {
      Theatre.until("validator-1 is back", () -> theatre.fleet.node("validator-1").isBack());
      Theatre.until("api-2 alone is left", () -> waits("api-2"));
      theatre.clock.pass(Duration.ofMinutes(31));
      assertThat(first.await().skipped()).isOne();
    }
    theatre.fleet.connect("api-2");
    theatre.fleet.sick.clear();

    var second = apply(TOLERANT).await();

    assertThat(second.healthy()).isEqualTo(3);
    assertThat(theatre.fleet.node("validator-1").activations()).isOne();
    assertThat(theatre.journal.picture(theatre.journal.rollouts().getFirst().rollout()).orElse(""))
        .contains("this attempt failed on it in the rollout");
  }

  private boolean waits(String node) {
    var picture = theatre.journal.picture(theatre.journal.rollouts().getFirst().rollout());
    return picture.orElse("").split("\"stage\":\"waiting\"", -1).length == 2
        && picture.orElse("").contains("\"stage\":\"rolled_back\"")
        && picture.orElse("").contains("\"id\":\"" + node + "\"");
  }

  @Test
  void a_node_that_was_unhealthy_before_is_told_of_and_ends_nothing() throws Exception {
    theatre.fleet.unwell.add("api-2");
    try (var running =
        apply(TOLERANT.replace("abort: [{on: [any], count: 4}]", "unmatched: skip"))) {
      var result = running.await();

      assertThat(result.kind()).isEqualTo(RolloutResult.Kind.DONE);
      assertThat(result.healthy()).isEqualTo(3);
    }
    assertThat(theatre.records())
        .filteredOn(record -> record.detail().orElse("").startsWith("before it was touched"))
        .singleElement()
        .matches(record -> record.node().orElse("").equals("api-2"));
  }

  @Test
  void a_freeze_that_begins_meanwhile_stops_new_starts_at_once() throws Exception {
    organisation.plan = NORTH.replace("concurrency: 10", "concurrency: 1");
    theatre.fleet.away.add("api-1");
    var permit = theatre.permit();
    try (var running = theatre.runner().apply(permit)) {
      Theatre.until("api-2 is done", () -> theatre.fleet.node("api-2").runsPatch());
      organisation.windows =
          """
          windows: {freeze: [{from: "2026-03-02T11:00:00Z", to: "2026-03-02T13:00:00Z", reason: "year's end"}]}
          """;
      theatre.clock.pass(Duration.ofSeconds(2));
      Theatre.until(
          "it says no",
          () -> theatre.journal.picture(running.id()).orElse("").contains("\"state\":\"denied\""));
      theatre.fleet.connect("api-1");
      Theatre.until(
          "api-1 is seen",
          () -> theatre.journal.picture(running.id()).orElse("").contains("FREEZE"));

      assertThat(theatre.fleet.node("api-1").runsPatch()).isFalse();
    }
  }
}

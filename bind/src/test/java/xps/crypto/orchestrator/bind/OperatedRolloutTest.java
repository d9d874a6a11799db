package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinCheck;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.planner.RolloutResult;

/** Rollouts that take longer than a moment: operators, windows, warrants, nodes that are away. */
@Timeout(60)
class OperatedRolloutTest {

  @TempDir Path folder;

  private Theatre theatre(Organisation organisation) throws Exception {
    return new Theatre(organisation, folder);
  }

  private static String rollout(Theatre theatre) {
    return theatre.journal.rollouts().getFirst().rollout();
  }

  private static String picture(Theatre theatre) {
    return theatre.journal.picture(rollout(theatre)).orElse("");
  }

  @Test
  void a_wave_that_outlives_its_warrant_gets_a_new_one_with_the_next_number() throws Exception {
    try (var theatre = theatre(new Organisation())) {
      theatre.fleet.away.add("validator-2");
      var running = theatre.runner().apply(theatre.permit());
      Theatre.until("the others are healthy", () -> theatre.fleet.node("validator-1").runsPatch());
      theatre.clock.pass(Duration.ofHours(24));
      Theatre.until("it is skipped or waits", () -> picture(theatre).contains("validator-2"));
      theatre.fleet.connect("validator-2");

      running.await();

      var gates = theatre.records().stream().filter(r -> r.action() == Action.GATE).toList();
      assertThat(gates.stream().map(gate -> gate.seq().orElseThrow()))
          .startsWith(1L, 2L, 3L)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void a_clock_that_is_put_forward_gives_up_nobody_who_is_waited_for() throws Exception {
    try (var theatre = theatre(new Organisation())) {
      theatre.fleet.away.add("validator-2");
      var running = theatre.runner().apply(theatre.permit());
      Theatre.until(
          "the others are healthy",
          () -> picture(theatre).split("\"stage\":\"healthy\"", -1).length == 4);
      theatre.clock.set(Duration.ofHours(5));
      var asked = theatre.clock.asked();
      Theatre.until("some turns have seen it", () -> theatre.clock.asked() > asked + 20);
      theatre.fleet.connect("validator-2");

      assertThat(running.await().healthy()).isEqualTo(4);
    }
  }

  @Test
  void a_node_that_is_started_after_a_day_follows_the_new_warrant() throws Exception {
    var organisation = new Organisation();
    organisation.plan =
        Organisation.PLAN.replace("strategy:\n", "strategy:\n  offline: {wait: 3d, then: fail}\n");
    try (var theatre = theatre(organisation)) {
      theatre.fleet.away.add("validator-2");
      var running = theatre.runner().apply(theatre.permit());
      Theatre.until(
          "the others are healthy",
          () -> picture(theatre).split("\"stage\":\"healthy\"", -1).length == 4);
      theatre.clock.pass(Duration.ofHours(25));
      Theatre.until(
          "there is a fourth warrant",
          () -> theatre.records().stream().filter(r -> r.action() == Action.GATE).count() == 4);
      theatre.fleet.connect("validator-2");

      assertThat(running.await().kind()).isEqualTo(RolloutResult.Kind.DONE);
      assertThat(theatre.fleet.node("validator-2").sequences()).containsExactly(4L);
      assertThat(theatre.fleet.node("validator-1").sequences()).hasSize(1);
    }
  }

  @Test
  void a_rollout_that_left_everybody_out_is_no_success_in_the_log() throws Exception {
    var organisation = new Organisation();
    organisation.plan =
        Organisation.PLAN
            .replace("strategy:\n", "strategy:\n  offline: {wait: 1s, then: skip}\n")
            .replace("percentage: 25", "percentage: 0");
    try (var theatre = theatre(organisation)) {
      theatre.fleet.nodes().forEach(node -> theatre.fleet.away.add(node.id()));
      var running = theatre.runner().apply(theatre.permit());
      Theatre.until(
          "it has ended",
          () -> {
            theatre.clock.pass(Duration.ofSeconds(5));
            return picture(theatre).contains("\"finished\"");
          });

      assertThat(running.await().healthy()).isZero();
      assertThat(theatre.records())
          .filteredOn(record -> record.detail().orElse("").startsWith("the end, DONE"))
          .singleElement()
          .matches(record -> record.result() == Result.SKIPPED);
    }
  }

  @Test
  void a_pause_lets_what_is_under_way_end_and_a_resume_goes_on_from_there() throws Exception {
    try (var theatre = theatre(new Organisation())) {
      theatre.fleet.away.addAll(List.of("api-1", "api-2", "validator-1", "validator-2"));
      var running = theatre.runner().apply(theatre.permit());
      theatre.journal.ask(rollout(theatre), new Wish(Wish.Kind.PAUSE, "", "olga", "lunch"));

      assertThat(running.outcome().problems())
          .extracting(p -> p.code())
          .containsExactly(Code.CANCELLED);
      theatre.fleet.away.clear();
      assertThat(theatre.runner().apply(theatre.permit()).outcome().isOk()).isFalse();
      theatre.journal.ask(rollout(theatre), new Wish(Wish.Kind.RESUME, "", "olga", ""));

      assertThat(theatre.runner().apply(theatre.permit()).await().kind())
          .isEqualTo(RolloutResult.Kind.DONE);
      assertThat(theatre.records())
          .filteredOn(record -> record.action() == Action.PAUSE)
          .singleElement()
          .matches(record -> record.actor().orElse("").equals("olga"));
      assertThat(theatre.records()).filteredOn(r -> r.action() == Action.RESUME).hasSize(1);
    }
  }

  @Test
  void a_node_that_was_told_forward_and_had_done_nothing_counts_as_back() throws Exception {
    try (var theatre = theatre(new Organisation())) {
      var running = theatre.runner().apply(theatre.permit());
      theatre.journal.ask(rollout(theatre), new Wish(Wish.Kind.ROLL_BACK, "", "olga", "wrong one"));

      var result = running.await();

      assertThat(result.needPerson()).isZero();
      assertThat(theatre.fleet.nodes()).noneMatch(ScriptedNode::runsPatch);
    }
  }

  @Test
  void guards_no_is_recorded_once_however_often_it_is_asked() throws Exception {
    var organisation = new Organisation();
    try (var theatre = theatre(organisation)) {
      theatre.fleet.away.add("api-1");
      var permit = theatre.permit();
      organisation.windows =
          "windows: {allowed: [{days: [Sun], start: \"01:00\", end: \"02:00\", tz: UTC}]}\n";
      var running = theatre.runner().apply(permit);
      for (int round = 0; round < 3; round++) {
        int entries = theatre.journal.load(rollout(theatre)).size();
        theatre.clock.pass(Duration.ofSeconds(11));
        Theatre.until(
            "guard was asked again", () -> theatre.journal.load(rollout(theatre)).size() > entries);
      }
      running.close();

      assertThat(theatre.records())
          .filteredOn(record -> record.action() == Action.GATE)
          .singleElement()
          .matches(record -> record.result() == Result.DENIED)
          .matches(record -> record.code().equals(java.util.Optional.of(Code.WINDOW_VIOLATION)));
    }
  }

  @Test
  void while_the_log_is_full_nothing_new_starts_and_a_rollback_goes_on() throws Exception {
    try (var theatre = theatre(new Organisation())) {
      var isFull = new java.util.concurrent.atomic.AtomicBoolean();
      theatre.fleet.away.add("api-2");
      var running = theatre.runnerWithoutLogWhile(isFull::get).apply(theatre.permit());
      Theatre.until(
          "the canary runs it",
          () ->
              theatre.fleet.node("api-1").runsPatch()
                  || theatre.fleet.node("validator-1").runsPatch()
                  || theatre.fleet.node("validator-2").runsPatch());
      Theatre.until(
          "it waits for api-2", () -> picture(theatre).contains("its agent has no connection"));
      isFull.set(true);
      theatre.journal.ask(rollout(theatre), new Wish(Wish.Kind.SKIP, "api-2", "olga", "broken"));
      Theatre.until("there is trouble", () -> picture(theatre).contains("No space left"));
      long started = theatre.fleet.nodes().stream().filter(ScriptedNode::runsPatch).count();
      theatre.journal.ask(rollout(theatre), new Wish(Wish.Kind.ROLL_BACK, "", "olga", "no log"));
      Theatre.until(
          "all are back", () -> theatre.fleet.nodes().stream().noneMatch(ScriptedNode::runsPatch));
      assertThat(theatre.fleet.nodes().stream().mapToInt(ScriptedNode::activations).sum())
          .isEqualTo((int) started);
      isFull.set(false);

      assertThat(running.await().kind()).isEqualTo(RolloutResult.Kind.ROLLED_BACK);
      assertThat(theatre.records()).filteredOn(r -> r.action() == Action.SKIP).hasSize(1);
      assertThat(theatre.records())
          .filteredOn(r -> r.action() == Action.ROLLBACK && r.node().isPresent())
          .hasSize((int) started);
    }
  }

  @Test
  void the_second_of_two_runners_stops_and_the_first_finishes() throws Exception {
    try (var theatre = theatre(new Organisation())) {
      theatre.fleet.away.addAll(List.of("api-1", "api-2", "validator-1", "validator-2"));
      var first = theatre.runner().apply(theatre.permit());
      Theatre.until("it has begun", () -> !picture(theatre).isEmpty());
      // Takes the rollout up in the journal: the first runner's next entry collides.
      var second = theatre.runner().apply(theatre.permit());
      Theatre.until("both listen", () -> theatre.fleet.published.get() == 0);
      theatre.clock.pass(Duration.ofMinutes(31));

      var outcomes = List.of(first.outcome(), second.outcome());

      assertThat(
              outcomes.stream()
                  .filter(outcome -> !outcome.isOk())
                  .flatMap(o -> o.problems().stream()))
          .extracting(problem -> problem.code())
          .contains(Code.ROLLOUT_CONFLICT);
    }
  }

  @Test
  void a_canary_whose_requests_are_dropped_never_passes_and_nobody_else_begins() throws Exception {
    try (var theatre = theatre(new Organisation())) {
      var canary = theatre.permit().plan().waves().getFirst().nodes();
      theatre.fleet.away.addAll(canary);
      var running = theatre.runner().apply(theatre.permit());
      Theatre.until(
          "it has been asked to begin", () -> !theatre.journal.load(rollout(theatre)).isEmpty());
      theatre.clock.pass(Duration.ofMinutes(29));
      Theatre.until("it waits", () -> picture(theatre).contains(canary.getFirst()));
      assertThat(theatre.fleet.nodes()).noneMatch(ScriptedNode::runsPatch);

      theatre.clock.pass(Duration.ofMinutes(2));
      Theatre.until("it is given up", () -> picture(theatre).contains("\"stage\":\"skipped\""));

      assertThat(theatre.fleet.nodes()).noneMatch(ScriptedNode::runsPatch);
      assertThat(picture(theatre)).doesNotContain("\"stage\":\"healthy\"");
      running.close();
    }
  }

  @Test
  void a_bulletin_that_freezes_holds_what_has_not_begun_until_one_comes_that_does_not()
      throws Exception {
    try (var theatre = theatre(new Organisation())) {
      var permit = theatre.permit();
      theatre.news = Optional.of(freeze());
      var running = theatre.runner().apply(permit);
      Theatre.until(
          "guard has said no",
          () ->
              theatre.records().stream()
                  .anyMatch(record -> record.code().equals(Optional.of(Code.FREEZE_ACTIVE))));
      assertThat(theatre.fleet.nodes()).noneMatch(ScriptedNode::runsPatch);

      theatre.news = Optional.empty();
      theatre.clock.pass(Duration.ofSeconds(11));

      assertThat(running.await().kind()).isEqualTo(RolloutResult.Kind.DONE);
    }
  }

  private static CurrentBulletin freeze() {
    var newsdesk = SigningKey.generate(new SecureRandom());
    var now = Organisation.MONDAY;
    var draft =
        new BulletinDraft(
            "prod",
            1,
            0,
            0,
            List.of(),
            List.of(),
            Optional.of(new Bulletin.Freeze(now, "an incident")),
            now,
            now.plus(Duration.ofDays(7)));
    var store =
        """
        {"trusted_signers": [{"name": "a", "ed25519": "%s"}], "min_required_signatures": 1,
         "bulletins": [{"name": "newsdesk", "ed25519": "%s"}]}
        """
            .formatted(new Organisation().release.publicKey().hex(), newsdesk.publicKey().hex());
    var trust = TrustStore.parse("trust_store.json", store.getBytes(UTF_8)).orThrow();
    var text = Json.compact(draft.sign(newsdesk).orThrow()).getBytes(UTF_8);
    return new BulletinCheck(trust, "prod", Optional.empty(), Duration.ZERO)
        .judge(Bulletin.parse("bulletin.json", text).orThrow(), now)
        .orThrow();
  }
}

package xps.crypto.orchestrator.planner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told who ask why a node or a wave isn't further. */
class WhyTest {
  private static final String ONE_AFTER_THE_OTHER =
      """
      strategy:
        deadline: 12m
        waves:
          - {name: first, match: ["region:a"], concurrency: 1, bake: 10m}
          - {name: second, match: ["*"], concurrency: 5}
      health_check: {probe: "http://{host}:80/", deadline: 60s}
      """;

  private static ARollout oneAfterTheOther() {
    return new ARollout(ARollout.validate(ONE_AFTER_THE_OTHER).orThrow());
  }

  @Test
  void a_wave_says_what_it_waits_for_at_every_stage() {
    var rollout = oneAfterTheOther();
    assertThat(wave(rollout, "first")).containsExactly("guard is being asked about first");
    assertThat(wave(rollout, "second")).containsExactly("waits for first (0 of 2 healthy)");

    rollout.deny(0);
    assertThat(wave(rollout, "first")).containsExactly("guard says no: WINDOW_VIOLATION: closed");
    rollout.pass(Rollout.ASK_AGAIN).tick().allow(0);
    assertThat(wave(rollout, "first"))
        .containsExactly("0 of 2 are healthy", "1 under way: a-1", "first has 1 of 1 in flight");

    rollout.healthy("a-1").healthy("a-2");
    assertThat(wave(rollout, "first"))
        .containsExactly("first is done, and is being watched until 2026-03-02T12:10:10Z");
    rollout.pass(Duration.ofMinutes(10)).tick();
    assertThat(wave(rollout, "first")).containsExactly("first has passed");
    assertThat(wave(rollout, "third")).containsExactly("third is no wave of this rollout");
  }

  @Test
  void an_open_wave_names_those_without_a_connection_and_what_holds_the_others_up() {
    var rollout = ARollout.planned4("", "concurrency: 4, max_unavailable: {per: region, count: 1}");
    rollout.take(new Event.Disconnected(rollout.now(), "b-2")).allow(0);

    assertThat(wave(rollout, "all"))
        .containsExactly(
            "0 of 4 are healthy",
            "1 under way: a-1",
            "1 without a connection: b-2",
            "region a has 1 of 1 unavailable",
            "region b has 1 of 1 unavailable");
  }

  @Test
  void a_no_without_a_reason_is_told_as_one() {
    var rollout = oneAfterTheOther();
    rollout.take(new Event.GateAnswered(rollout.now(), 0, false, List.of()));

    assertThat(Rollout.why(rollout.state(), "a-1"))
        .containsExactly("guard says no: it didn't say why");
  }

  @Test
  void who_is_under_way_has_until_then() {
    var rollout = oneAfterTheOther().allow(0);
    assertThat(Rollout.why(rollout.state(), "a-1"))
        .containsExactly(
            "a-1 was told to start and hasn't reported that it runs the new version",
            "its time is up at 2026-03-02T12:01:00Z");

    rollout.says("a-1", NodeWord.ACTIVE, true);
    assertThat(Rollout.why(rollout.state(), "a-1"))
        .containsExactly(
            "the runner's probe has 0 of 1 successes in a row",
            "the node itself hasn't reported that it is healthy",
            "its time is up at 2026-03-02T12:01:00Z");
    rollout.take(new Event.PauseAsked(rollout.now(), "olga", "lunch"));
    assertThat(Rollout.why(rollout.state(), "a-1"))
        .contains("its time stands still while the rollout is paused");
  }

  @Test
  void a_rollout_past_its_deadline_says_so_and_one_that_was_paused_before_that_it_will() {
    var rollout = oneAfterTheOther().allow(0).healthy("a-1").healthy("a-2");
    rollout.pass(Duration.ofMinutes(13));
    rollout.take(new Event.PauseAsked(rollout.now(), "olga", "lunch"));
    assertThat(Rollout.why(rollout.state(), "b-1"))
        .containsExactly(
            "the rollout is paused: olga: lunch",
            "the deadline of 720 s has passed as well",
            "waits for first to have baked for 600 s");

    rollout.take(new Event.ResumeAsked(rollout.now(), "olga"));
    assertThat(Rollout.why(rollout.state(), "b-1"))
        .contains("the rollout is paused: the deadline of 720 s has passed");
  }

  @Test
  void who_goes_back_after_others_is_told_after_whom() {
    var rollout = ARollout.planned4("", "concurrency: 1").allow(0);
    rollout.healthy("a-1").healthy("a-2").healthy("b-1");

    rollout.take(new Event.RollbackAsked(rollout.now(), "olga", "customers complain"));

    assertThat(Rollout.why(rollout.state(), "a-1")).containsExactly("a-1 goes back after a-2");
    assertThat(Rollout.why(rollout.state(), "b-1"))
        .containsExactly("b-1 goes back next: all has 1 of 1 in flight");
    assertThat(Rollout.why(rollout.state(), "b-2").getFirst()).startsWith("b-2 is on its way back");
  }

  @Test
  void who_waits_when_the_rollout_is_over_is_told_that_it_is() {
    var rollout = oneAfterTheOther();
    rollout.take(new Event.CancelAsked(rollout.now(), "olga", "another day"));

    assertThat(Rollout.why(rollout.state(), "a-1"))
        .startsWith("the rollout is over: olga: another day");
  }

  @Test
  void one_question_about_everybody_is_answered_like_one_about_each() {
    var state = ARollout.planned4("", "concurrency: 1").allow(0).healthy("a-1").state();

    assertThat(Rollout.why(state))
        .hasSize(4)
        .allSatisfy((id, reasons) -> assertThat(reasons).isEqualTo(Rollout.why(state, id)));
  }

  private static List<String> wave(ARollout rollout, String name) {
    return Rollout.whyWave(rollout.state(), name);
  }
}

package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Guard;

/** A node that is started right before a window closes would be refused halfway, by itself. */
class CutoffTest {
  private static final Instant CLOSES = Organisation.MONDAY.plus(Duration.ofHours(1));

  private final Organisation organisation = new Organisation();

  CutoffTest() {
    organisation.windows = window("");
  }

  private static String window(String cutoff) {
    return """
    windows:
      allowed:
        - {days: [Mon], start: "12:00", end: "13:00", tz: UTC}
    %s
    """
        .formatted(cutoff);
  }

  @Test
  void the_gate_is_open_to_the_very_end_of_its_window() {
    assertThat(gate(CLOSES.minusSeconds(1)).window()).isTrue();
    assertThat(gate(CLOSES).window()).isFalse();
  }

  @Test
  void a_wave_is_begun_only_while_there_is_time_for_a_node() {
    var node = organisation.plan().plan().expectedNodeDuration();

    assertThat(wave(CLOSES.minus(node)).window()).isTrue();
    assertThat(wave(CLOSES.minus(node).plusSeconds(1)).window()).isFalse();
  }

  @Test
  void the_policys_own_cutoff_counts_instead() {
    organisation.windows = window("  cutoff: 10m");

    assertThat(wave(CLOSES.minus(Duration.ofMinutes(10))).window()).isTrue();
    assertThat(wave(CLOSES.minus(Duration.ofMinutes(9))).window()).isFalse();
  }

  private GateResult gate(Instant now) {
    var plan = organisation.plan();
    return Guard.evaluate(
        organisation.policy(), plan, organisation.approvals(plan), organisation.environment(), now);
  }

  private GateResult wave(Instant now) {
    var plan = organisation.plan();
    return Guard.evaluate(
        organisation.policy(),
        plan,
        0,
        organisation.approvals(plan),
        organisation.environment(),
        now);
  }
}

package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** When a wave may start at the earliest: from the latest approval on. */
class EarliestStartTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  @Test
  void the_latest_approval_counts() {
    var approvals = List.of(at(NOON.minusSeconds(60)), at(NOON), at(NOON.minusSeconds(5)));

    assertThat(EarliestStart.of(Duration.ofMinutes(3), approvals, Optional.empty()))
        .isEqualTo(NOON.plus(Duration.ofMinutes(3)));
  }

  /**
   * A hostile plan's bakes made a time that nobody could write, and the node's agent died of it.
   */
  @Test
  void bakes_that_add_up_beyond_every_calendar_end_at_the_last_time_that_can_be_written() {
    var start =
        EarliestStart.of(
            Duration.ofDays(36_500).multipliedBy(10_000), List.of(at(NOON)), Optional.empty());

    assertThat(Grammar.time(start)).isEqualTo("9999-12-31T23:59:59Z");
  }

  private static Approval at(Instant time) {
    var anything = Sha256.of(new byte[0]);
    return new Approval(
        "anna",
        Decision.APPROVE,
        Direction.FORWARD,
        anything,
        anything,
        "prod",
        1,
        time,
        time.plusSeconds(1),
        new StatementSignature.Raw("ed25519", Bytes.empty()),
        Value.NOWHERE);
  }
}

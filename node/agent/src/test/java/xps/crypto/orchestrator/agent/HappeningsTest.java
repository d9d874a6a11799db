package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import xps.crypto.orchestrator.agent.Happenings.Happening;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.guard.Direction;

/** What reaches the agent's loop, and what doesn't. */
@Timeout(30)
class HappeningsTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final Happenings happenings = new Happenings();

  private static Event.Wanted wanted(long generation) {
    return new Event.Wanted(
        NOON, new Desired(generation, Direction.FORWARD, "r1", Bytes.utf8("{}")));
  }

  @Test
  void of_a_flood_of_orders_only_the_newest_waits() throws Exception {
    happenings.happened(new Event.Connected(NOON));
    for (int generation = 1; generation <= 1_000; generation++) {
      happenings.happened(wanted(generation));
    }
    happenings.happened(new Event.Started(NOON));

    assertThat(happenings.next()).isEqualTo(new Happening.Known(new Event.Connected(NOON)));
    assertThat(happenings.next()).isEqualTo(new Happening.Known(wanted(1_000)));
    assertThat(happenings.next()).isEqualTo(new Happening.Known(new Event.Started(NOON)));

    happenings.happened(wanted(1_001));
    assertThat(happenings.next()).isEqualTo(new Happening.Known(wanted(1_001)));
  }

  @Test
  void a_thread_that_runs_out_of_memory_or_breaks_otherwise_ends_the_agent() throws Exception {
    var cause = new OutOfMemoryError("as one of the link's would");
    happenings
        .thread(
            "link",
            () -> {
              throw cause;
            })
        .start();

    assertThat(happenings.next()).isEqualTo(new Happening.Broken(cause));
  }
}

package xps.crypto.orchestrator.cli.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load generator is the demo's witness: here it testifies about a service that lies. */
@Timeout(60)
class LoadTest {
  private static final Duration PACE = Duration.ofMillis(2);

  @Test
  void a_service_that_answers_well_loses_nothing() throws Exception {
    try (var service = new LyingService(_ -> LyingService.Deed.ANSWER)) {
      var tally = tallyAfter(200, service);

      assertThat(tally.made()).isEqualTo(service.requests());
      assertThat(tally.lost()).isZero();
      assertThat(tally.wrong(_ -> true)).isZero();
      assertThat(tally.lastBy("node")).contains("good");
    }
  }

  @Test
  void every_lie_is_counted_and_by_whom_it_was_told() throws Exception {
    try (var service =
        new LyingService(n -> n % 10 == 3 ? LyingService.Deed.LIE : LyingService.Deed.ANSWER)) {
      var tally = tallyAfter(200, service);

      assertThat(tally.wrong(_ -> true)).isEqualTo((service.requests() + 6) / 10);
      assertThat(tally.wrong(who -> who.module().equals("good"))).isZero();
      assertThat(tally.answers().get(new Answerer("node", "bad")).right()).isZero();
      assertThat(tally.lost()).isZero();
    }
  }

  @Test
  void a_status_that_is_not_200_is_a_lost_call() throws Exception {
    try (var service =
        new LyingService(n -> n % 10 == 3 ? LyingService.Deed.FAIL : LyingService.Deed.ANSWER)) {
      var tally = tallyAfter(100, service);

      assertThat(tally.lost()).isEqualTo((service.requests() + 6) / 10);
      assertThat(tally.complaints().getFirst()).isEqualTo("node: status 500");
    }
  }

  @Test
  void a_connection_that_breaks_is_a_lost_call_and_is_not_made_good_by_asking_again()
      throws Exception {
    try (var service =
        new LyingService(n -> n % 10 == 3 ? LyingService.Deed.HANG_UP : LyingService.Deed.ANSWER)) {
      var tally = tallyAfter(100, service);

      assertThat(tally.lost()).isEqualTo((service.requests() + 6) / 10);
      assertThat(tally.made()).isEqualTo(service.requests());
    }
  }

  @Test
  void a_service_that_is_not_there_loses_every_call() throws Exception {
    var service = new LyingService(_ -> LyingService.Deed.ANSWER);
    service.close();

    var tally = tallyAfter(5, service);

    assertThat(tally.lost()).isEqualTo(tally.made());
  }

  @Test
  void the_pace_is_a_bound() throws Exception {
    try (var service = new LyingService(_ -> LyingService.Deed.ANSWER)) {
      long begun = System.nanoTime();
      try (var load = new Load(service.trust(), Duration.ofMillis(40), 7)) {
        load.call(service.target("node"));
        while (service.requests() < 10) {
          LockSupport.parkNanos(1_000_000);
        }
      }
      assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(9 * 40_000_000L);
    }
  }

  private static Tally tallyAfter(long calls, LyingService service) throws Exception {
    var load = new Load(service.trust(), PACE, 7);
    try (load) {
      load.call(service.target("node"));
      while (load.tally().made() < calls) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    return load.tally();
  }
}

package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValidityTest {
  private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SUMMER = Instant.parse("2026-07-01T00:00:00Z");

  @Test
  void its_bounds_are_said_in_words() {
    assertThat(of(Optional.empty(), Optional.empty()).describe()).isEqualTo("at any time");
    assertThat(of(Optional.of(NEW_YEAR), Optional.empty()).describe())
        .isEqualTo("from 2026-01-01T00:00:00Z");
    assertThat(of(Optional.empty(), Optional.of(SUMMER)).describe())
        .isEqualTo("until 2026-07-01T00:00:00Z");
    assertThat(of(Optional.of(NEW_YEAR), Optional.of(SUMMER)).describe())
        .isEqualTo("from 2026-01-01T00:00:00Z until 2026-07-01T00:00:00Z");
  }

  @Test
  void its_first_moment_is_in_and_its_last_is_out() {
    var year = of(Optional.of(NEW_YEAR), Optional.of(SUMMER));

    assertThat(year.inDateAt(NEW_YEAR)).isTrue();
    assertThat(year.inDateAt(NEW_YEAR.minusNanos(1))).isFalse();
    assertThat(year.inDateAt(SUMMER)).isFalse();
    assertThat(year.inDateAt(SUMMER.minusNanos(1))).isTrue();
  }

  @Test
  void a_revocation_says_since_when_where_somebody_knows() {
    assertThat(revoked(Optional.of(SUMMER))).isEqualTo("revoked since 2026-07-01T00:00:00Z");
    assertThat(revoked(Optional.of(Instant.MIN))).isEqualTo("revoked");
    assertThat(revoked(Optional.empty())).isEqualTo("revoked");
  }

  private static Validity of(Optional<Instant> from, Optional<Instant> until) {
    return new Validity(from, until, Optional.empty());
  }

  private static String revoked(Optional<Instant> since) {
    return new Validity(Optional.empty(), Optional.empty(), since).describeRevocation();
  }
}

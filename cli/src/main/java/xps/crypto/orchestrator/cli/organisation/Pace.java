package xps.crypto.orchestrator.cli.organisation;

import java.time.Duration;

/** How a plan asks for health: how often, and how long an answer or a recovery may take. */
public record Pace(Duration interval, Duration timeout, Duration deadline) {
  /** What plans have that say nothing. */
  public static final Pace USUAL =
      new Pace(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(60));

  /** As fast as a plan may ask, for people who watch. */
  public static final Pace BRISK =
      new Pace(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(20));
}

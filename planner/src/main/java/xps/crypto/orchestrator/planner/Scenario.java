package xps.crypto.orchestrator.planner;

import java.time.Duration;

/** What else happens in a simulation, beside what the model says. */
public sealed interface Scenario {
  /** Nothing. */
  record Usual() implements Scenario {}

  /**
   * The patch is bad, and it shows from that wave on: every node there fails its probe.
   *
   * @param wave its index; 0 is the first
   */
  record BadPatch(int wave) implements Scenario {}

  /** So many of a thousand nodes more have no connection. */
  record Offline(int perThousand) implements Scenario {}

  /**
   * Every node with that value of a label loses its connection, and what was under way there with
   * it.
   */
  record Lost(String label, String value, Duration after) implements Scenario {}
}

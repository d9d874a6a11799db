package xps.crypto.orchestrator.planner;

import java.time.Duration;

/**
 * The model of the fleet that a simulation runs with.
 *
 * @param startToProbe from the start command to the first probe of a node
 * @param seed of every draw
 * @param badNode the node that fails its probe, by position among those started; -1: nobody fails
 */
public record SimulationOptions(Duration startToProbe, long seed, int badNode) {
  /** 20 s from start to first probe, nobody fails (CLI.md, {@code plan simulate}). */
  public static final SimulationOptions DEFAULT =
      new SimulationOptions(Duration.ofSeconds(20), 1, -1);

  /** The same model, but the first node that gets the patch fails: the canary is bad. */
  public SimulationOptions withBadCanary() {
    return new SimulationOptions(startToProbe, seed, 0);
  }
}

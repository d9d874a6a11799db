package xps.crypto.orchestrator.planner;

import java.util.Optional;

/**
 * What a simulation runs with.
 *
 * @param seed of every draw
 * @param calendar when it begins; without one times count from 0 and every window is open
 */
public record SimulationOptions(
    FleetModel model, long seed, Scenario scenario, Optional<Calendar> calendar) {
  /** The usual model, and nothing happens. */
  public static final SimulationOptions DEFAULT =
      new SimulationOptions(FleetModel.DEFAULT, 1, new Scenario.Usual(), Optional.empty());

  /** The same with other draws. */
  public SimulationOptions withSeed(long other) {
    return new SimulationOptions(model, other, scenario, calendar);
  }

  /** The same, and something happens. */
  public SimulationOptions with(Scenario other) {
    return new SimulationOptions(model, seed, other, calendar);
  }

  /** The same with a fleet that is known better. */
  public SimulationOptions withModel(FleetModel other) {
    return new SimulationOptions(other, seed, scenario, calendar);
  }

  /** The same on a certain day. */
  public SimulationOptions withCalendar(Calendar other) {
    return new SimulationOptions(model, seed, scenario, Optional.of(other));
  }
}

package xps.crypto.orchestrator.house;

import java.util.List;

/**
 * Where a pure room touches the world on purpose. Each door says why it is there, and a door that
 * nobody uses any more has to go.
 */
enum Doors {
  ;

  /** A class of a pure room (its nested ones too) that may touch one part of the world. */
  record Door(String className, World part, String reason) {}

  /** The parts of the world that a pure room stays away from. */
  enum World {
    FILES,
    NETWORK,
    THREADS,
    CLOCK,
    CHANCE
  }

  static final List<Door> ALL = List.of();
}

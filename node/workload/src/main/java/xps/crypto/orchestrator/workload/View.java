package xps.crypto.orchestrator.workload;

import java.util.List;
import java.util.stream.Stream;

/**
 * Who stands behind each bound module, all of them at one time: one reference to this is what a
 * swap changes, so that the modules of a generation become active together. Not a record: callers
 * ask whether it is the same one, not an equal one.
 */
final class View {
  static final View NOTHING = new View(0, List.of());

  private final long generation;
  private final List<Seat> seats;

  View(long generation, List<Seat> seats) {
    this.generation = generation;
    this.seats = List.copyOf(seats);
  }

  long generation() {
    return generation;
  }

  List<Seat> seats() {
    return seats;
  }

  Stream<NativeModule> modules() {
    return seats.stream().filter(NativeModule.class::isInstance).map(NativeModule.class::cast);
  }

  View emptied() {
    return new View(generation, seats.stream().<Seat>map(_ -> new Seat.Empty()).toList());
  }
}

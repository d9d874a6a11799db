package xps.crypto.orchestrator.house.trespass.attest;

import com.tngtech.archunit.ArchConfiguration;
import xps.crypto.orchestrator.house.trespass.guard.Upstairs;

/** Reaches for a room above its own, and for a library that no room has. */
final class Climber {
  private Climber() {}

  static String climbs() {
    return Upstairs.answer();
  }

  static ArchConfiguration borrows() {
    return ArchConfiguration.get();
  }
}

package xps.crypto.orchestrator.guard;

import java.util.Set;
import xps.crypto.orchestrator.attest.ChangeClass;

/** A role, and the classes of change that its holders may approve: those named, and no others. */
public record Role(String name, Set<ChangeClass> approve) {
  public Role {
    approve = Set.copyOf(approve);
  }
}

package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Place;

/**
 * The policy's {@code break_glass}: whose word replaces the quorum and the windows, for which
 * classes of change, and for how long at most.
 */
record BreakGlassRules(
    List<Holder> holders, Duration longest, Set<ChangeClass> classes, Place place) {
  BreakGlassRules {
    holders = List.copyOf(holders);
    var own = EnumSet.noneOf(ChangeClass.class);
    own.addAll(classes);
    classes = Collections.unmodifiableSet(own);
  }

  /**
   * Somebody who may break the glass.
   *
   * @param person who it is, as for approvers
   */
  record Holder(String name, String person, VerifyingKey key, Place place) {}

  Optional<Holder> holder(String name) {
    return holders.stream().filter(holder -> holder.name().equals(name)).findFirst();
  }
}

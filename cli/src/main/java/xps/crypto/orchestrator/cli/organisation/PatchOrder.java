package xps.crypto.orchestrator.cli.organisation;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.ChangeClass;

/**
 * What a patch is to be.
 *
 * @param targets the roles it is for
 * @param changeClass where it isn't what the version makes of it
 */
public record PatchOrder(
    String id, String version, List<String> targets, Optional<ChangeClass> changeClass) {
  /** All roles of the founding document's patch. */
  public static final List<String> EVERY_ROLE = List.of("validator", "api", "wallet");

  public PatchOrder {
    targets = List.copyOf(targets);
  }

  /** A patch for every role, of the class that its version makes of it. */
  public static PatchOrder of(String id, String version) {
    return new PatchOrder(id, version, EVERY_ROLE, Optional.empty());
  }

  /** The name of a hot patch made that day, as the founding document's has it. */
  public static String idOf(Instant now) {
    return "xps-hotpatch-" + LocalDate.ofInstant(now, ZoneOffset.UTC);
  }

  /** The same patch, for these roles only. */
  public PatchOrder onlyFor(String... roles) {
    return new PatchOrder(id, version, List.of(roles), changeClass);
  }

  /** The same patch, declared to be of that class. */
  public PatchOrder ofClass(ChangeClass declared) {
    return new PatchOrder(id, version, targets, Optional.of(declared));
  }
}

package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import xps.crypto.orchestrator.bind.GlassLog;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.BreakGlass;
import xps.crypto.orchestrator.guard.BrokenGlass;
import xps.crypto.orchestrator.server.Home;

/**
 * The break-glass that a command line names, as far as a home lets anybody break it.
 *
 * @param objection why nobody may here and now, whatever guard says
 */
record ClaimedGlass(Optional<BreakGlass> claim, Optional<Problem> objection) {
  static final String OPTION = "--break-glass";

  static void describe(Options options) {
    options.optional(
        OPTION,
        "FILE",
        "A break-glass: one person's word instead of quorum and windows. Reviewed afterwards.");
  }

  /** A broken glass, as every output shows it that has one. */
  static Value.Obj json(BrokenGlass broken) {
    return Value.object()
        .put("approver", broken.claim().approver())
        .put("reason", broken.claim().reason())
        .put("expires", Grammar.time(broken.claim().expires()))
        .put("quorum", broken.over().quorum())
        .put("windows", broken.over().windows())
        .put("freeze", broken.over().freeze())
        .put("told", Value.texts(broken.told()))
        .build();
  }

  /** What the command line names, where no home is asked. */
  static Outcome<ClaimedGlass> read(Optional<Path> file) {
    return file.map(it -> read(it).map(Optional::of))
        .orElseGet(() -> Outcome.ok(Optional.empty()))
        .map(claim -> new ClaimedGlass(claim, Optional.empty()));
  }

  static Outcome<BreakGlass> read(Path file) {
    return Source.read(file, Code.APPROVAL_INVALID)
        .flatMap(text -> BreakGlass.parse(file.toString(), text));
  }

  /**
   * The same in a home, whose log knows when it was broken before.
   *
   * @param unfinished the rollout that would be taken up
   */
  ClaimedGlass in(Home home, Optional<String> unfinished) throws IOException {
    if (claim.isEmpty()) {
      return this;
    }
    var log = GlassLog.of(home.audit()).orThrow();
    return new ClaimedGlass(claim, log.objectionTo(claim.get(), unfinished));
  }

  /** What guard is to judge. */
  Optional<BreakGlass> usable() {
    return objection.isPresent() ? Optional.empty() : claim;
  }

  /** The same while the file is as it was: who takes it away, takes the word back. */
  Optional<BreakGlass> usableStill(Optional<Path> file) {
    return usable()
        .filter(known ->
            file.map(ClaimedGlass::read)
                .filter(Outcome::isOk)
                .map(Outcome::orThrow)
                .filter(now -> now.digest().equals(known.digest()))
                .isPresent());
  }
}

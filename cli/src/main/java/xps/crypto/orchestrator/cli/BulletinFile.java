package xps.crypto.orchestrator.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinCheck;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.guard.Environment;

/**
 * The bulletin that a command judges by: the one it is given, else {@code bulletin.json} beside the
 * trust store when there is one.
 *
 * @param file nothing where there is none
 * @param environment that it has to be for; nothing where the command is about none
 */
record BulletinFile(Optional<Path> file, Optional<String> environment) {
  private static final String OPTION = "--bulletin";
  private static final String USUAL = "bulletin.json";

  static void describe(Options options) {
    options.optional(
        OPTION,
        "FILE",
        "What is denied, withdrawn or frozen; else bulletin.json beside the trust store, if any.");
  }

  /** What the command line says. */
  static BulletinFile of(Call call) {
    var usual = call.path("--trust").resolveSibling(USUAL);
    return new BulletinFile(
        call.optionalPath(OPTION)
            .or(() ->
                Files.exists(usual, LinkOption.NOFOLLOW_LINKS)
                    ? Optional.of(usual)
                    : Optional.empty()),
        call.optional("--env"));
  }

  /**
   * The bulletin as one that counts then; nothing where there is none. Refused where it doesn't
   * count, is older than the one that was held, or wants a later version of the trust store.
   *
   * @param held the bulletin that was taken last: where none is brought any more, that one has to
   *     count still. Whoever keeps news away must not win by it.
   */
  Outcome<Optional<CurrentBulletin>> read(
      TrustStore trust, Instant now, String clock, Optional<Bulletin> held) {
    var check =
        new BulletinCheck(trust, environment.orElse(""), held, Environment.USUAL_CLOCK_ERROR);
    if (file.isEmpty() && held.filter(check::isSigned).isEmpty()) {
      return Outcome.ok(Optional.empty());
    }
    var offered =
        file.map(from ->
                Source.read(from, Code.BULLETIN_INVALID)
                    .flatMap(text -> Bulletin.parse(from.toString(), text)))
            .orElseGet(() -> Outcome.ok(held.orElseThrow()));
    return offered
        .flatMap(bulletin ->
            new BulletinCheck(
                    trust,
                    environment.orElse(bulletin.environment()),
                    held,
                    Environment.USUAL_CLOCK_ERROR)
                .judge(bulletin, now, clock))
        .flatMap(
            current -> Outcome.unless(current.objectionsTo(trust), () -> Optional.of(current)));
  }
}

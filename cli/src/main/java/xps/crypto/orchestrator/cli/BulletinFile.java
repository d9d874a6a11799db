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
 * @param kept where a control plane's home may have a later one
 */
record BulletinFile(Optional<Path> file, Optional<String> environment, Optional<Path> kept) {
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
    var usual =
        call.optionalPath("--trust")
            .map(trust -> trust.resolveSibling(USUAL))
            .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
    return new BulletinFile(
        call.optionalPath(OPTION).or(() -> usual), call.optional("--env"), Optional.empty());
  }

  /** The same, or what lies in that home, whichever is later. */
  BulletinFile in(Path home) {
    return new BulletinFile(
        file, environment, environment.map(name -> new HomeNews(home).file(name)));
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
    return brought()
        .flatMap(brought -> {
          var offered = brought.or(() -> held.filter(check::isSigned));
          return offered.isEmpty()
              ? Outcome.ok(Optional.<CurrentBulletin>empty())
              : judged(offered.get(), trust, now, clock, held).map(Optional::of);
        });
  }

  private Outcome<CurrentBulletin> judged(
      Bulletin bulletin, TrustStore trust, Instant now, String clock, Optional<Bulletin> held) {
    return new BulletinCheck(
            trust, environment.orElse(bulletin.environment()), held, Environment.USUAL_CLOCK_ERROR)
        .judge(bulletin, now, clock)
        .flatMap(current -> Outcome.unless(current.objectionsTo(trust), () -> current));
  }

  /** What somebody brings, or has put into the home: the later of the two. */
  private Outcome<Optional<Bulletin>> brought() {
    var given =
        file.map(from ->
                Source.read(from, Code.BULLETIN_INVALID)
                    .flatMap(text -> Bulletin.parse(from.toString(), text))
                    .map(Optional::of))
            .orElseGet(() -> Outcome.ok(Optional.empty()));
    return kept.map(path -> given.flatMap(it -> HomeNews.newer(it, path))).orElse(given);
  }
}

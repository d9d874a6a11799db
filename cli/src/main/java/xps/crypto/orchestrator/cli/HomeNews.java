package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.guard.Heard;
import xps.crypto.orchestrator.server.Home;

/**
 * The bulletins that lie in a home, {@code bulletins/ENV.json}: {@code xps freeze} puts one there,
 * and whoever runs a rollout in that home looks there each time before it asks guard.
 */
record HomeNews(Path home) {
  private static final String FOLDER = "bulletins";
  private static final String ENDING = ".json";

  Path file(String environment) {
    return home.resolve(FOLDER).resolve(environment + ENDING);
  }

  /** The newest bulletin that this home has for an environment, taken in already or not. */
  Outcome<Optional<Bulletin>> newest(String environment) {
    return Home.heardIn(home)
        .map(heard -> heard.bulletin(environment))
        .flatMap(heard -> newer(heard, file(environment)));
  }

  /** That bulletin, or the one in the file where it is a later one. */
  static Outcome<Optional<Bulletin>> newer(Optional<Bulletin> known, Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Outcome.ok(known);
    }
    return Source.read(file, Code.BULLETIN_INVALID)
        .flatMap(text -> Bulletin.parse(file.toString(), text))
        .map(read -> known.filter(it -> it.serial() >= read.serial()).or(() -> Optional.of(read)));
  }

  /** What stands still by what this home has, in the order of the environments. */
  Outcome<List<Bulletin>> frozen() throws IOException {
    var environments = new TreeSet<String>();
    var folder = home.resolve(FOLDER);
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder, "*" + ENDING)) {
        for (var file : files) {
          var name = file.getFileName().toString();
          environments.add(name.substring(0, name.length() - ENDING.length()));
        }
      }
    }
    var heard = Home.heardIn(home);
    if (heard instanceof Outcome.Ok<Heard>(var known, _)) {
      environments.addAll(known.bulletins().keySet());
    }
    var frozen = new ArrayList<Bulletin>();
    for (var environment : environments) {
      switch (newest(environment)) {
        case Outcome.Refused<Optional<Bulletin>>(var problems) -> {
          return Outcome.refused(problems);
        }
        case Outcome.Ok<Optional<Bulletin>>(var newest, _) ->
            newest.filter(it -> it.freeze().isPresent()).ifPresent(frozen::add);
      }
    }
    return Outcome.ok(frozen);
  }

  /**
   * Writes down that everything stands still from now on, or that it doesn't any more; nothing
   * where neither is news. Before the bulletin is remembered: what was taken in was recorded.
   */
  static void record(AuditLog audit, Optional<Bulletin> before, Bulletin now, Instant at)
      throws IOException {
    if (before.flatMap(Bulletin::freeze).equals(now.freeze())) {
      return;
    }
    Bytes text = Canonical.bytes(now.document());
    audit.evidence(text);
    var by =
        now.environment() + " by the bulletin " + now.serial() + " (" + text.sha256().hex() + ")";
    var record =
        AuditRecord.of(at, now.freeze().isPresent() ? Action.PAUSE : Action.RESUME)
            .result(Result.SUCCESS)
            .detail(
                now.freeze()
                    .map(freeze ->
                        "freeze of "
                            + by
                            + " since "
                            + Grammar.time(freeze.since())
                            + ": "
                            + freeze.reason())
                    .orElse("end of the freeze of " + by));
    var _ = audit.append(List.of(record.build()));
  }
}

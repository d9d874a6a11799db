package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** {@code xps repo gc}. */
final class RepoGcCommand implements Command {
  private static final int FEWEST = Repo.Keep.USUAL.versions();
  private static final int MOST = 1_000_000;

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .required("--repo", "URL", "The repository, like file:///srv/xps/patches.")
        .optional("--versions", "N", "How many versions of each patch stay; else " + FEWEST + ".")
        .repeated("--keep", "BODY", "A patch that stays whatever its version; may be repeated.")
        .flag("--dry-run", "Only say what would go.");
  }

  @Override
  public Answer run(Call call) {
    var url = RepoUrl.parse(call.text("--repo")).orThrow();
    var keep = new Repo.Keep(call.number("--versions", FEWEST, MOST).orElse(FEWEST), bodies(call));
    boolean dry = call.flag("--dry-run");
    try {
      var repo = url.existing().orThrow();
      var garbage = (dry ? repo.garbage(keep) : repo.collect(keep)).orThrow();
      return Answer.of(members(garbage, dry), report(garbage, dry));
    } catch (IOException e) {
      return Answer.refused(url.unreachable(e));
    }
  }

  private static Set<Sha256> bodies(Call call) {
    var bodies = new HashSet<Sha256>();
    for (var text : call.texts("--keep")) {
      bodies.add(
          Sha256.parse(text)
              .map(Outcome::ok)
              .orElseGet(() ->
                  Outcome.refused(
                      Usage.problem("this is no body digest", text, "take it from xps repo list")))
              .orThrow());
    }
    return bodies;
  }

  private static Value.Obj members(Repo.Garbage garbage, boolean dry) {
    return Value.object()
        .put("removed", !dry)
        .put("patches", garbage.patches().stream().map(RepoListCommand::json).toList())
        .put("objects", Value.texts(garbage.objects()))
        .put("bytes", garbage.bytes())
        .build();
  }

  private static List<String> report(Repo.Garbage garbage, boolean dry) {
    var rows = new ArrayList<String>();
    rows.add(
        (dry ? "would remove " : "✓ removed ")
            + garbage.patches().size()
            + " patches and "
            + garbage.objects().size()
            + " objects of "
            + garbage.bytes()
            + " bytes");
    garbage
        .patches()
        .forEach(patch ->
            rows.add("  " + patch.id() + " " + patch.version() + "  " + patch.bodyDigest().hex()));
    return rows;
  }
}

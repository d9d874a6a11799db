package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.store.SqliteJournal;

/**
 * Looks over the runner's shoulder, into its journal, how many nodes of a cluster are on their way
 * between two versions at once.
 */
final class Away {
  private static final int LOOK_MILLIS = 100;

  private final World world;
  private final String label;
  private final PatchFolder patch;
  private int most;

  Away(World world, String label, PatchFolder patch) {
    this.world = world;
    this.label = label;
    this.patch = patch;
  }

  /** The most that were seen at one time. */
  int most() {
    return most;
  }

  void watchWhile(Apply apply) throws IOException, InterruptedException {
    var file = world.organisation().home().resolve("journal.db");
    var never = new CountDownLatch(1);
    while (apply.isRunning() && !Files.exists(file)) {
      never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (!Files.exists(file)) {
      return;
    }
    try (var journal = SqliteJournal.open(file).orThrow()) {
      while (apply.isRunning()) {
        look(journal);
        never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      look(journal);
    }
  }

  private void look(Journal journal) throws IOException {
    for (var row : journal.rollouts()) {
      if (row.subject().body().equals(patch.manifest().bodyDigest())) {
        var picture = journal.picture(row.rollout());
        if (picture.isPresent()) {
          count(picture.get());
        }
      }
    }
  }

  private void count(String picture) {
    var json = picture.getBytes(StandardCharsets.UTF_8);
    var drawn = Json.parse("picture", json, Code.INTERNAL).orThrow();
    var away = new HashMap<String, Integer>();
    if (drawn instanceof Value.Obj object) {
      for (var node : new Xps.Ran(0, object).list("nodes")) {
        var stage = node.get("stage").map(Xps.Ran::text).orElse("");
        var id = node.get("id").map(Xps.Ran::text).orElse("");
        var cluster = world.nodes().machine(id).labels().get(label);
        if (cluster != null && (stage.equals("started") || stage.equals("active"))) {
          most = Math.max(most, away.merge(cluster, 1, Integer::sum));
        }
      }
    }
  }
}

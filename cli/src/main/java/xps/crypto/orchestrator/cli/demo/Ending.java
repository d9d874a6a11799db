package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.nio.file.Files;

/** What is left when the story has been told, and what to do with it. */
final class Ending {
  private Ending() {}

  static void tell(Setup setup, Summary summary, Narrator narrator) throws IOException {
    var live = setup.folder().resolve("home").resolve("audit");
    if (setup.keep() && Files.isDirectory(live)) {
      // As an auditor gets it: by itself, without the orchestrator's keys beside it.
      Folders.copy(live, setup.folder().resolve("audit"));
    }
    narrator.says("");
    if (!summary.ok()) {
      narrator.fails("not all of it went as the story says; the files are in " + setup.folder());
      return;
    }
    var folder = setup.keep() ? setup.folder().toString() : "DIR";
    narrator.says(
        setup.keep()
            ? "Everything is kept. Try:"
            : "xps demo --keep DIR keeps everything. Then try:");
    narrator.runs("audit show " + folder + "/audit");
    narrator.runs(
        "attest %s/forged/moved-signature/patch_manifest.json --trust %s/trust_store.json"
            .formatted(folder, folder));
    narrator.runs("explain VERSION_ROLLBACK");
    if (!setup.keep()) {
      Folders.delete(setup.folder());
    }
  }
}

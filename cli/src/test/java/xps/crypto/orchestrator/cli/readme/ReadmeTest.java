package xps.crypto.orchestrator.cli.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.bind.ControlRoom;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.bind.RulesInForce;
import xps.crypto.orchestrator.cli.organisation.Charter;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.Pace;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.cli.organisation.PatchOrder;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.store.SqliteJournal;

/** Holds README.md to the example that is compiled and run here. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Path SOURCE =
      Path.of("src/test/java/xps/crypto/orchestrator/cli/readme/QuickStart.java");
  private static final String BEGIN = "<!-- example: quick-start -->\n";
  private static final String END = "<!-- /example -->";

  @TempDir Path temporary;

  @Test
  void the_example_in_the_readme_is_the_one_that_runs() throws IOException {
    var readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END, begin);
    var wanted = "```java\n" + example() + "\n```\n";

    if (System.getProperty("write.answers") != null) {
      Files.writeString(README, readme.substring(0, begin) + wanted + readme.substring(end));
      return;
    }
    assertThat(readme.substring(begin, end))
        .as("run this test with -Dwrite.answers when the example is meant to be new")
        .isEqualTo(wanted);
  }

  /** What stands between the marks, moved to the left margin. */
  private static String example() throws IOException {
    var lines = Files.readAllLines(SOURCE);
    int begin = lines.indexOf("  // example: quick-start") + 1;
    return lines.subList(begin, lines.indexOf("  // end of example")).stream()
        .map(line -> line.isEmpty() ? line : line.substring(2))
        .collect(Collectors.joining("\n"));
  }

  @Test
  @Timeout(60)
  void the_example_rolls_a_patch_out_to_every_node() throws Exception {
    var now = Instant.now();
    var charter = Charter.usual(now).withPace(Pace.BRISK);
    var dir = temporary.resolve("organisation");
    var organisation = Organisation.found(dir, charter, now, new SecureRandom()).orThrow();
    var patch = patch(organisation, now);
    var repo = Repo.filesystem(temporary.resolve("patches"));
    repo.push(patch.manifest(), ArtifactSource.folder(dir)).orThrow();
    var approvals = approvals(organisation, patch, now);

    try (var fleet = new PlayedFleet(charter.machines(), patch.manifest());
        var journal = SqliteJournal.open(organisation.home().resolve("journal.db")).orThrow();
        var audit =
            AuditLog.open(organisation.home().resolve("audit"), organisation.log()).orThrow()) {
      var room =
          new ControlRoom(
              fleet,
              journal,
              audit,
              new ControlRoom.Issuer(
                  organisation.orchestratorName(), organisation.orchestratorKey()),
              () -> Outcome.ok(new RulesInForce.Rules(organisation.loadPolicy(), approvals)),
              fleet,
              InstantSource.system(),
              new SecureRandom());

      QuickStart.rollOut(dir, repo, approvals, room);

      assertThat(fleet.patched()).hasSameSizeAs(charter.machines());
    }
  }

  private static PatchFolder patch(Organisation organisation, Instant now) throws IOException {
    var artifact =
        Files.writeString(
            organisation.folder().resolve("xps.crypto.hash.sha256.so"), "played, as the nodes are");
    var order = PatchOrder.of(PatchOrder.idOf(now), "3.2.1");
    var signers = List.of(organisation.staff().release());
    return PatchFolder.make(order, organisation.folder(), List.of(artifact), signers, now)
        .orThrow();
  }

  private static List<Approval> approvals(
      Organisation organisation, PatchFolder patch, Instant now) {
    var plan = organisation.planFor(patch, now).orThrow();
    return organisation.staff().releaseManagers().stream()
        .map(each -> organisation.approval(each, plan, 1, now).orThrow())
        .toList();
  }
}

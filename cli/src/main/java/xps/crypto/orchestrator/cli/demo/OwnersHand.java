package xps.crypto.orchestrator.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import xps.crypto.orchestrator.cli.organisation.Hours;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.document.Sha256;

/** What the owner of one node does at that node, and nobody can do from anywhere else. */
final class OwnersHand {
  private static final int SHUT_FOR_HOURS = 13;

  private OwnersHand() {}

  /** Shuts the node's window for the rest of the day. Its agent has to be started anew. */
  static void shut(NodeFolder node, Hours hours, Instant now) throws IOException {
    var file = node.folder().resolve("orchestrator.policy.yaml");
    var before = Files.readString(file);
    var opens = wallClock(now, hours.zone()).plusHours(SHUT_FOR_HOURS);
    var after =
        before
            .replace("\"" + hours.start() + "\"", "\"" + opens + "\"")
            .replace("\"" + hours.end() + "\"", "\"" + opens.plusHours(1) + "\"");
    Files.writeString(file, after);
    repin(node.agentConfig(), digest(before), digest(after));
  }

  private static LocalTime wallClock(Instant now, ZoneId zone) {
    return now.atZone(zone).toLocalTime().truncatedTo(ChronoUnit.HOURS);
  }

  private static Sha256 digest(String text) {
    return Sha256.of(text.getBytes(UTF_8));
  }

  /** The agent takes only the policy whose digest stands in its configuration. */
  private static void repin(Path config, Sha256 before, Sha256 after) throws IOException {
    var text = Files.readString(config);
    if (!text.contains(before.hex())) {
      throw new IllegalStateException("the agent's configuration pins another policy");
    }
    Files.writeString(config, text.replace(before.hex(), after.hex()));
  }
}

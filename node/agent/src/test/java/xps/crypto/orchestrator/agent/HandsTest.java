package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xps.crypto.orchestrator.bind.HealthProbe;
import xps.crypto.orchestrator.bind.ProbeTrust;
import xps.crypto.orchestrator.document.Sha256;

/** Links and installers, in their order, on a store whose disk takes nothing any more. */
class HandsTest {
  private static final String NAME = "app.conf";

  @TempDir Path folder;
  private Path place;
  private Installation old;
  private Installation bad;

  @BeforeEach
  void a_node_that_runs_what_is_to_be_left() throws IOException {
    new AgentStore(folder.resolve("store"), new LocalDisk()).makeFolders();
    place = Files.writeString(folder.resolve(NAME), "bad");
    old = installation(1, "old");
    bad = installation(2, "bad");
  }

  private Installation installation(long generation, String content) throws IOException {
    var sha256 = Sha256.of(content.getBytes(UTF_8));
    Files.writeString(folder.resolve("store/objects").resolve(sha256.hex()), content);
    var origin = new Installation.Origin.Adopted();
    return new Installation(
        generation, new TreeMap<>(Map.of(NAME, sha256)), origin, Instant.EPOCH, true);
  }

  private Event moved(Disk storeDisk, Installation to, Effect.Way way) throws Exception {
    var store = new AgentStore(folder.resolve("store"), storeDisk);
    var places = new TreeMap<>(Map.of(NAME, new FilePlace(NAME, place, Optional.empty())));
    var files = new FileInstaller(places, store.objects(), new LocalDisk(), Duration.ofSeconds(5));
    var download =
        new Download(
            (_, _, _) -> {
              throw new IOException("nobody is asked");
            },
            new StagedObjects(store.objects(), storeDisk),
            InstantSource.system(),
            new Backoff(Duration.ofMillis(1), new Random(1)));
    var network = HealthProbe.network(ProbeTrust.ofThisMachine(), HealthProbe.Loopback.ALLOWED);
    var hands =
        new Hands(
            store,
            download,
            new Installers(List.of(files)),
            new LocalView(new TreeMap<>(), new TreeMap<>(), network),
            InstantSource.system());
    var left = to.equals(old) ? bad : old;
    return hands.activate(new Effect.Activate(1, Duration.ZERO, to, Optional.of(left), way));
  }

  @ParameterizedTest
  @EnumSource
  void the_way_back_is_gone_although_no_link_can_be_written(CuttingDisk.Fault fault)
      throws Exception {
    var event = moved(new CuttingDisk(0, fault), old, Effect.Way.BACK);

    assertThat(event).isInstanceOf(Event.Activated.class);
    assertThat(place).hasContent("old");
  }

  @Test
  void nothing_new_is_brought_while_no_link_can_be_written() throws Exception {
    Files.writeString(place, "old");

    var event = moved(new CuttingDisk(0, CuttingDisk.Fault.EROFS), bad, Effect.Way.FORWARD);

    assertThat(event).isInstanceOf(Event.ActivationFailed.class);
    assertThat(place).hasContent("old");
  }
}

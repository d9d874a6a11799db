package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.Manifest;

/** Safety: whoever pushes and cleans up at the same time, no manifest names what isn't there. */
@Timeout(180)
class RepoConcurrencyTest {
  private static final int PUSHES = 12;

  @TempDir private Path folder;

  @Test
  void processes_that_push_the_same_and_different_patches_leave_all_of_them_whole()
      throws Exception {
    var go = folder.resolve("go");
    var pushers = List.of(pusher(go, "ada", 1), pusher(go, "bob", 2));
    Files.createFile(go);
    for (var pusher : pushers) {
      assertThat(pusher.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(pusher.getInputStream().readAllBytes()).isEmpty();
      assertThat(pusher.exitValue()).isZero();
    }

    var repo = Repo.filesystem(root());
    assertThat(repo.verify().problems()).isEmpty();
    assertThat(repo.manifests()).hasSize(3 * PUSHES);
    assertThat(repo.manifests())
        .filteredOn(manifest -> manifest.id().equals("shared"))
        .hasSize(PUSHES)
        .allSatisfy(manifest ->
            assertThat(manifest.artifacts())
                .as("neither process takes the other's signature away")
                .allSatisfy(artifact -> assertThat(artifact.signatures()).hasSize(2)));
  }

  @Test
  void what_is_pushed_while_somebody_cleans_up_is_whole() throws Exception {
    var repo = Repo.filesystem(root());
    try (var pool = Executors.newFixedThreadPool(3)) {
      var tasks = new ArrayList<Callable<Void>>();
      for (int pusher = 0; pusher < 2; pusher++) {
        int mine = pusher;
        tasks.add(() -> {
          for (int i = 0; i < PUSHES; i++) {
            // The same two objects again and again, in patches of which the old ones go.
            var patch =
                TestPatch.of("p" + mine, "1.0." + i, "x.so")
                    .lying("x.so", new byte[] {(byte) (i % 2)});
            repo.push(patch.manifest(), patch).orThrow();
          }
          return null;
        });
      }
      tasks.add(() -> {
        for (int i = 0; i < PUSHES; i++) {
          repo.collect(new Repo.Keep(2, Set.of(), _ -> true)).orThrow();
        }
        return null;
      });
      for (var done : pool.invokeAll(tasks)) {
        done.get();
      }
    }

    assertThat(repo.verify().problems()).isEmpty();
    repo.collect(new Repo.Keep(2, Set.of(), _ -> true)).orThrow();
    assertThat(repo.manifests())
        .extracting(Manifest::version)
        .map(String::valueOf)
        .containsExactly("1.0.10", "1.0.11", "1.0.10", "1.0.11");
  }

  private Path root() {
    return folder.resolve("repo");
  }

  private Process pusher(Path go, String id, int key) throws IOException {
    var signature = new byte[64];
    signature[0] = (byte) key;
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classes =
        System.getProperty("jdk.module.path", "")
            + System.getProperty("path.separator")
            + Path.of(TestPatch.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            + System.getProperty("path.separator")
            + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            java,
            "-cp",
            classes,
            PushingProcess.class.getName(),
            root().toString(),
            go.toString(),
            String.valueOf(PUSHES),
            id,
            "%016x".formatted(key),
            Base64.getEncoder().encodeToString(signature))
        .redirectErrorStream(true)
        .start();
  }
}

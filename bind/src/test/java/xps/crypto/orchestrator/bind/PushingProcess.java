package xps.crypto.orchestrator.bind;

import java.nio.file.Files;
import java.nio.file.Path;

/** A process that pushes patches, for tests in which several do. */
final class PushingProcess {
  private PushingProcess() {}

  /** Arguments: the repository, a file to wait for, how many, and the id of patches of its own. */
  public static void main(String... arguments) throws Exception {
    var repo = Repo.filesystem(Path.of(arguments[0]));
    var go = Path.of(arguments[1]);
    while (!Files.exists(go)) {
      Thread.onSpinWait();
    }
    for (int i = 1; i <= Integer.parseInt(arguments[2]); i++) {
      var version = "1.0." + i;
      var shared = TestPatch.of("shared", version, "a.so", "b.so");
      var own = TestPatch.of(arguments[3], version, arguments[3] + ".so", "a.so");
      var signed =
          shared.with(
              "\"sigs\": [{\"alg\": \"ed25519\", \"keyid\": \"%s\", \"sig\": \"%s\"}]"
                  .formatted(arguments[4], arguments[5]));
      repo.push(signed.manifest(), signed).orThrow();
      repo.push(own.manifest(), own).orThrow();
    }
  }
}

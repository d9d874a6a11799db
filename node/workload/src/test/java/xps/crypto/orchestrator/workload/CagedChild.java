package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/** The child process of a self-test, started as the agent starts it. */
record CagedChild(int exit, Optional<String> refusal) {
  static CagedChild test(Store store, ObjectDigest object, Path folder, List<String> cage)
      throws Exception {
    var modules = Store.only(Store.SHA256, object);
    var empty = Files.createTempDirectory(folder, "empty");
    return run(
        SelfTest.command(
            Path.of(System.getProperty("java.home")), store.root(), Uid.mine(), modules, cage),
        modules,
        empty);
  }

  /** The same on a machine that allows no cage. */
  static CagedChild withoutCage(Store store, ObjectDigest object, Path folder) throws Exception {
    var modules = Store.only(Store.SHA256, object);
    var command = new ArrayList<>(SelfTest.LIMITS);
    command.addAll(
        SelfTest.command(
            Path.of(System.getProperty("java.home")),
            store.root(),
            Uid.mine(),
            modules,
            List.of()));
    return run(command, modules, Files.createTempDirectory(folder, "empty"));
  }

  private static CagedChild run(
      List<String> command, SortedMap<ModuleName, ObjectDigest> modules, Path empty)
      throws Exception {
    var builder = new ProcessBuilder(command).directory(empty.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(SelfTest.ENVIRONMENT);
    var child = builder.start();
    child.getOutputStream().close();
    var _ = child.onExit().thenRun(() -> ProcessGroup.end(child.pid()));
    var said = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertThat(child.waitFor(50, TimeUnit.SECONDS)).isTrue();
    return new CagedChild(
        child.exitValue(), SelfTest.judge(child.exitValue(), said, modules).map(Refusal::message));
  }
}

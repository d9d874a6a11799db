package xps.crypto.orchestrator.cli.organisation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * The machine's own C compiler, {@code cc}. It builds the modules of {@code examples/modules},
 * whose sources the product carries with it; the same sources, compiler and options give the same
 * bytes.
 */
public final class CCompiler {
  private static final String COMMAND = "cc";
  private static final String HEADER = "include/xps_module.h";
  private static final long PATIENCE_SECONDS = 60;
  private static final int MOST_SHOWN = 400;

  private CCompiler() {}

  /**
   * Builds modules into a folder, each under the name of its artifact.
   *
   * @return the files in the same order; {@code USAGE} with the package to install where there is
   *     no compiler
   */
  public static Outcome<List<Path>> build(Path folder, List<ModuleBuild> builds)
      throws IOException {
    return build(COMMAND, folder, builds);
  }

  static Outcome<List<Path>> build(String compiler, Path folder, List<ModuleBuild> builds)
      throws IOException {
    Files.createDirectories(folder);
    var sources = Files.createTempDirectory("xps-modules-");
    try {
      unpack(sources, HEADER);
      var built = new ArrayList<Path>();
      for (var build : builds) {
        unpack(sources, build.sourceFile());
        var problem = compile(compiler, sources, build);
        if (problem.isPresent()) {
          return Outcome.refused(problem.get());
        }
        var file = folder.resolve(build.artifact());
        NewFile.write(file, Files.readAllBytes(sources.resolve(build.artifact())), "rw-r--r--");
        built.add(file);
      }
      return Outcome.ok(List.copyOf(built));
    } finally {
      delete(sources);
    }
  }

  private static void unpack(Path sources, String name) throws IOException {
    Files.createDirectories(sources.resolve(name.substring(0, name.indexOf('/'))));
    Files.write(sources.resolve(name), Template.bytes("modules/" + name));
  }

  private static Optional<Problem> compile(String compiler, Path sources, ModuleBuild build)
      throws IOException {
    var said = sources.resolve("said.txt");
    var process = new ProcessBuilder(command(compiler, build)).directory(sources.toFile());
    process.redirectErrorStream(true).redirectOutput(said.toFile());
    Process running;
    try {
      running = process.start();
    } catch (IOException _) {
      return Optional.of(noCompiler());
    }
    try {
      if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return Optional.of(failed(build, "it took more than " + PATIENCE_SECONDS + " s"));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of(failed(build, "it was interrupted"));
    } finally {
      running.destroyForcibly();
    }
    if (running.exitValue() == 0) {
      return Optional.empty();
    }
    var words = Files.readString(said).strip();
    return Optional.of(failed(build, words.substring(0, Math.min(MOST_SHOWN, words.length()))));
  }

  private static List<String> command(String compiler, ModuleBuild build) {
    var command = new ArrayList<>(List.of(compiler, "-std=c11", "-O2", "-fPIC", "-shared", "-s"));
    command.addAll(List.of("-fvisibility=hidden", "-Wall", "-Wextra", "-Werror", "-Iinclude"));
    command.addAll(
        List.of("-Wl,-soname," + build.artifact(), "-Wl,-z,relro,-z,now,-z,noexecstack"));
    command.add("-DXPS_MODULE_VERSION=\"" + build.version() + "\"");
    build.defines().forEach(name -> command.add("-D" + name));
    command.addAll(List.of("-o", build.artifact(), build.sourceFile()));
    return command;
  }

  private static Problem noCompiler() {
    return new Problem(
        Code.USAGE,
        "there is no C compiler on this machine, and the example modules are built with it",
        COMMAND,
        "install the package gcc (apt install gcc libc6-dev, dnf install gcc, apk add gcc musl-dev)");
  }

  private static Problem failed(ModuleBuild build, String words) {
    return new Problem(
        Code.USAGE,
        "the compiler could not build it: " + words,
        build.artifact(),
        "see that cc can build a shared library here (apt install gcc libc6-dev)");
  }

  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The machine's C compiler, which makes real modules for the tests, as the README says. */
final class Compiler {
  private static final Path SOURCES = Path.of("..", "..", "examples", "modules");

  private final Path folder;

  Compiler(Path folder) {
    this.folder = folder;
  }

  Path sha256(String version, String... options) {
    return compile("xps.crypto.hash.sha256.so", source("sha256"), version, options);
  }

  Path shake256(String version, String... options) {
    return compile("xps.crypto.hash.shake256.so", source("shake256"), version, options);
  }

  /** A module of our example, with more C behind it. */
  Path sha256With(String moreCode, String... options) {
    return compile(
        "xps.crypto.hash.sha256.so", written(read(source("sha256")) + moreCode), "3.2.1", options);
  }

  /** Any C, under the name of the SHA-256 module. */
  Path code(String code, String... options) {
    return compile("xps.crypto.hash.sha256.so", written(code), "3.2.1", options);
  }

  Path named(String soname, String version) {
    return compile(soname, source("sha256"), version);
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path source(String module) {
    return SOURCES.resolve(module).resolve(module + ".c");
  }

  private Path written(String code) {
    try {
      return Files.writeString(Files.createTempFile(folder, "module", ".c"), code);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path compile(String soname, Path source, String version, String... options) {
    try {
      var output = Files.createTempFile(folder, "module", ".so");
      var command =
          new ArrayList<>(
              List.of("cc", "-std=c11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden"));
      command.addAll(List.of("-Wall", "-Wextra", "-Werror", "-I" + SOURCES.resolve("include")));
      command.addAll(List.of("-Wl,-soname," + soname, "-Wl,-z,relro,-z,now,-z,noexecstack"));
      command.add("-DXPS_MODULE_VERSION=\"" + version + "\"");
      command.addAll(List.of(options));
      command.addAll(List.of("-o", output.toString(), source.toString()));
      var compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(compiler.getInputStream().readAllBytes(), UTF_8);
      assertThat(compiler.waitFor()).as(said).isZero();
      return output;
    } catch (IOException e) {
      throw new AssertionError("these tests compile C: install a C compiler (apt install gcc)", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package xps.crypto.orchestrator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.workload.ModuleName;
import xps.crypto.orchestrator.workload.ObjectDigest;

/**
 * The example's SHA-256 module in two versions, in a store as an agent lays it out. Each marks its
 * digests of 128 to 191 bytes in its own way, and answers a message of {@link #NOTHING_BYTES} at
 * once, without hashing: what such a call takes is the way to it alone.
 */
final class BenchModules {
  static final ModuleName NAME = new ModuleName("xps.crypto.hash.sha256.so");
  static final int NOTHING_BYTES = 7;
  static final int[] MARKS = {1, 2};

  private static final String WRAPPER =
      """
      #define xps_module_v1 example_module_v1
      #include "%s"
      #undef xps_module_v1

      static int digest_or_nothing(const uint8_t *message, size_t length, uint8_t *digest) {
        return length == %d ? XPS_OK : digest_at_once(message, length, digest);
      }

      static const struct xps_hash_v1 bench_functions = {
          .digest = digest_or_nothing,
          .open = context_open,
          .update = context_update,
          .finish = context_finish,
          .close = context_close,
      };

      static const struct xps_module bench_module = {
          .abi = XPS_MODULE_ABI,
          .interface_version = 1,
          .interface_name = "hash.sha256",
          .version = XPS_MODULE_VERSION,
          .functions = &bench_functions,
          .selftest = selftest,
      };

      XPS_EXPORT const struct xps_module *xps_module_v1(void);
      const struct xps_module *xps_module_v1(void) { return &bench_module; }
      """;

  private final Path store;
  private final List<ObjectDigest> versions;

  private BenchModules(Path store, List<ObjectDigest> versions) {
    this.store = store;
    this.versions = versions;
  }

  /** Compiles them anew in that folder, which is somewhere below the sources. */
  static BenchModules in(Path folder) {
    try {
      var store = folder.toAbsolutePath().resolve("modules");
      for (var part : List.of(store, store.resolve("objects"), store.resolve("generations"))) {
        Files.createDirectories(part);
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      var versions = new ArrayList<ObjectDigest>();
      for (int mark : MARKS) {
        versions.add(put(store, compile(folder.toAbsolutePath(), mark)));
      }
      return new BenchModules(store, versions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path compile(Path folder, int mark) throws IOException, InterruptedException {
    var examples = examples(folder);
    var source = folder.resolve("sha256-" + mark + ".c");
    var module = folder.resolve("sha256-" + mark + ".so");
    Files.writeString(
        source, WRAPPER.formatted(examples.resolve("sha256").resolve("sha256.c"), NOTHING_BYTES));
    var command =
        List.of(
            "cc",
            "-std=c11",
            "-O2",
            "-fPIC",
            "-shared",
            "-fvisibility=hidden",
            "-I" + examples.resolve("include"),
            "-Wl,-soname," + NAME,
            "-Wl,-z,relro,-z,now,-z,noexecstack",
            "-DXPS_MODULE_VERSION=\"1.0." + mark + "\"",
            "-DXPS_MARK=" + mark,
            "-o",
            module.toString(),
            source.toString());
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("the modules could not be compiled (apt install gcc)");
    }
    return module;
  }

  private static Path examples(Path folder) throws IOException {
    for (var at = folder; at != null; at = at.getParent()) {
      var modules = at.resolve("examples").resolve("modules");
      if (Files.isDirectory(modules)) {
        return modules;
      }
    }
    throw new IOException("the example's sources aren't above " + folder);
  }

  private static ObjectDigest put(Path store, Path module) throws IOException {
    var digest = Sha256.of(Files.readAllBytes(module)).hex();
    var object = store.resolve("objects").resolve(digest);
    if (!Files.exists(object)) {
      Files.copy(module, object);
      Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("r--r--r--"));
    }
    return new ObjectDigest(digest);
  }

  Path store() {
    return store;
  }

  /** The file of a version. */
  Path object(int version) {
    return store.resolve("objects").resolve(versions.get(version).hex());
  }

  /** A generation that has this version alone. */
  SortedMap<ModuleName, ObjectDigest> generation(int version) {
    var modules = new TreeMap<ModuleName, ObjectDigest>();
    modules.put(NAME, versions.get(version));
    return modules;
  }
}

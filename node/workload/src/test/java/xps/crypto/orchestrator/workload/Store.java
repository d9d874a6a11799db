package xps.crypto.orchestrator.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** A store as an agent lays it out, in a test's folder. */
final class Store {
  static final ModuleName SHA256 = new ModuleName("xps.crypto.hash.sha256.so");
  static final ModuleName SHAKE256 = new ModuleName("xps.crypto.hash.shake256.so");

  private final Path root;

  private Store(Path root) {
    this.root = root;
  }

  static Store in(Path folder) {
    var root = folder.resolve("store");
    return io(() -> {
      var mode = PosixFilePermissions.fromString("rwxr-xr-x");
      Files.createDirectory(root);
      Files.createDirectory(root.resolve("objects"));
      Files.createDirectory(root.resolve("generations"));
      Files.setPosixFilePermissions(root, mode);
      Files.setPosixFilePermissions(root.resolve("objects"), mode);
      return new Store(root);
    });
  }

  Path root() {
    return root;
  }

  ModuleStore asRead() {
    return ModuleStore.at(root, Uid.mine());
  }

  Path object(ObjectDigest sha256) {
    return root.resolve("objects").resolve(sha256.hex());
  }

  ObjectDigest put(Path file) {
    return io(() -> {
      var sha256 = digestOf(Files.readAllBytes(file));
      if (Files.notExists(object(sha256))) {
        Files.copy(file, object(sha256));
        Files.setPosixFilePermissions(object(sha256), PosixFilePermissions.fromString("r--r--r--"));
      }
      return sha256;
    });
  }

  /** Links the modules as a generation, and calls it active. */
  void activate(long generation, SortedMap<ModuleName, ObjectDigest> modules) {
    io(() -> {
      var folder = root.resolve("generations").resolve(Long.toString(generation));
      Files.createDirectory(folder);
      for (var module : modules.entrySet()) {
        Files.createSymbolicLink(
            folder.resolve(module.getKey().text()),
            Path.of("..", "..", "objects", module.getValue().hex()));
      }
      Files.deleteIfExists(root.resolve("active"));
      return Files.createSymbolicLink(
          root.resolve("active"), Path.of("generations", Long.toString(generation)));
    });
  }

  static SortedMap<ModuleName, ObjectDigest> only(ModuleName name, ObjectDigest sha256) {
    var modules = new TreeMap<ModuleName, ObjectDigest>();
    modules.put(name, sha256);
    return modules;
  }

  static ObjectDigest digestOf(byte[] content) {
    return new ObjectDigest(HexFormat.of().formatHex(jdkSha256(content)));
  }

  static byte[] jdkSha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** What a file system does when a test asks; a test that can't have its files has failed. */
  interface Touching<T> {
    T touch() throws IOException;
  }

  static <T> T io(Touching<T> touching) {
    try {
      return touching.touch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package xps.crypto.orchestrator.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native library and leaves nothing behind.
 *
 * <p>The driver unpacks the library into the shared temporary directory, where it stays when the
 * process is killed, and where other users live. Here it is unpacked into a new directory beside
 * the database, and deleted as soon as it is mapped.
 */
final class NativeLibrary {

  private static final String DRIVER_FOLDER = "org.sqlite.tmpdir";

  /** Where a run-time image has it as a file: then there is nothing to unpack. */
  private static final String UNPACKED = "org.sqlite.lib.path";

  private NativeLibrary() {}

  /** The driver loads its library once a process; calling this again costs an empty directory. */
  static synchronized void loadBeside(Path database) throws IOException {
    if (System.getProperty(UNPACKED) != null) {
      load();
      return;
    }
    Path folder = Files.createTempDirectory(database.toAbsolutePath().getParent(), "native-");
    System.setProperty(DRIVER_FOLDER, folder.toString());
    try {
      load();
    } finally {
      System.clearProperty(DRIVER_FOLDER);
      delete(folder);
    }
  }

  private static void load() throws IOException {
    try {
      if (!SQLiteJDBCLoader.initialize()) {
        throw new IOException("SQLite has no native library for this machine");
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("SQLite's native library can't be loaded: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}

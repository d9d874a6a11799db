package xps.crypto.orchestrator.audit;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What the log's store asks of a file system, one step at a time: a test pulls the plug between any
 * two of them, and in the middle of each.
 *
 * <p>What was written may be lost until {@link #force} has returned for the file, and a name until
 * it has for the folder.
 */
interface Disk {
  /** Makes a folder and those above it. */
  void makeFolder(Path folder) throws IOException;

  /** Writes at this offset of a file, which is made if it isn't there. */
  void writeAt(Path file, long offset, byte[] content) throws IOException;

  /** Writes a whole file, over what was there. */
  void write(Path file, byte[] content) throws IOException;

  /** Cuts a file off. */
  void truncate(Path file, long length) throws IOException;

  /** Returns when the file, or the names in the folder, outlive a power cut. */
  void force(Path fileOrFolder) throws IOException;

  /** Gives a file another name, in one step, over what has that name. */
  void move(Path from, Path to) throws IOException;

  /** Takes a file or an empty folder away, if it is there. */
  void delete(Path file) throws IOException;
}

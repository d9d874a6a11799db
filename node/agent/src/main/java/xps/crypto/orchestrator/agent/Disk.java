package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * What the agent's store asks of a file system, one step at a time: a test cuts it off between any
 * two of them, and in the middle of each.
 *
 * <p>What was written may be lost until {@link #force} has returned for the file, and a name until
 * it has for the folder.
 */
interface Disk {
  /** Makes a folder, 0755, unless it is there. */
  void makeFolder(Path folder) throws IOException;

  /** Writes a whole file, over what was there. */
  void write(Path file, byte[] content) throws IOException;

  /** Makes an empty file, 0600; fails where something has that name already. */
  void create(Path file) throws IOException;

  /** Writes behind the end of a file, which is made if it isn't there. */
  void append(Path file, byte[] content) throws IOException;

  /** Takes away what is behind that many bytes of a file. */
  void truncate(Path file, long size) throws IOException;

  /** Makes a file readable for everybody, and writable for nobody: 0444. */
  void seal(Path file) throws IOException;

  /** Lets these read and write a file, and nobody else. */
  void grant(Path file, Set<PosixFilePermission> permissions) throws IOException;

  /** Gives a file to a group. */
  void give(Path file, int group) throws IOException;

  /** Makes a link. */
  void link(Path link, Path target) throws IOException;

  /** Returns when the file, or the names in the folder, outlive a power cut. */
  void force(Path fileOrFolder) throws IOException;

  /** Gives a file, link or folder another name, in one step, over a file or link of that name. */
  void move(Path from, Path to) throws IOException;

  /** Takes a file, link or empty folder away, if it is there. */
  void delete(Path file) throws IOException;
}

package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;

/**
 * The local disk, until a number of steps have been done: then the agent is killed, or the disk
 * fails. A write that is cut off has written the first half.
 */
final class CuttingDisk implements Disk {
  /** What happens at the end. */
  enum End {
    /** The process is gone: nothing that it was about to do is done. */
    KILLED,
    /** Every further step fails as on a full disk. */
    FULL
  }

  private final Disk disk = new LocalDisk();
  private final int steps;
  private final End end;
  private int done;

  CuttingDisk(int steps, End end) {
    this.steps = steps;
    this.end = end;
  }

  /** Whether there was a step that wasn't done. */
  boolean hasCut() {
    return done > steps;
  }

  private boolean isCut() {
    done++;
    return done > steps;
  }

  private void stop() throws IOException {
    if (end == End.KILLED) {
      throw new IllegalStateException("killed after " + steps + " steps");
    }
    throw new IOException("No space left on device");
  }

  private void step() throws IOException {
    if (isCut()) {
      stop();
    }
  }

  private static byte[] half(byte[] content) {
    return Arrays.copyOf(content, content.length / 2);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    step();
    disk.makeFolder(folder);
  }

  @Override
  public void write(Path file, byte[] content) throws IOException {
    if (isCut()) {
      disk.write(file, half(content));
      stop();
    }
    disk.write(file, content);
  }

  @Override
  public void append(Path file, byte[] content) throws IOException {
    if (isCut()) {
      disk.append(file, half(content));
      stop();
    }
    disk.append(file, content);
  }

  @Override
  public void truncate(Path file, long size) throws IOException {
    step();
    disk.truncate(file, size);
  }

  @Override
  public void seal(Path file) throws IOException {
    step();
    disk.seal(file);
  }

  @Override
  public void grant(Path file, Set<PosixFilePermission> permissions) throws IOException {
    step();
    disk.grant(file, permissions);
  }

  @Override
  public void link(Path link, Path target) throws IOException {
    step();
    disk.link(link, target);
  }

  @Override
  public void force(Path fileOrFolder) throws IOException {
    step();
    disk.force(fileOrFolder);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    disk.move(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    disk.delete(file);
  }
}

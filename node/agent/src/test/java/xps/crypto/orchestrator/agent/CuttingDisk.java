package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The local disk, until a number of steps have been done: then the agent is killed, or the disk
 * fails. A write that is cut off has written the first half.
 */
final class CuttingDisk implements Disk {
  /** What happens at the end, and at every further step. */
  @FunctionalInterface
  interface End {
    void come() throws IOException;
  }

  /** The process is gone: nothing that it was about to do is done. */
  static final End KILLED =
      () -> {
        throw new IllegalStateException("killed");
      };

  private final Disk disk = new LocalDisk();
  private final int steps;
  private final End end;
  private final AtomicInteger done = new AtomicInteger();

  /** How a disk fails, as Java says it. */
  enum Fault implements End {
    ENOSPC {
      @Override
      public void come() throws IOException {
        throw new IOException("No space left on device");
      }
    },
    EIO {
      @Override
      public void come() throws IOException {
        throw new IOException("Input/output error");
      }
    },
    EACCES {
      @Override
      public void come() throws IOException {
        throw new AccessDeniedException("store");
      }
    },
    EROFS {
      @Override
      public void come() throws IOException {
        throw new FileSystemException("store", null, "Read-only file system");
      }
    },
    /** Fails once, and is well again. */
    EIO_ONCE {
      @Override
      public void come() throws IOException {
        EIO.come();
      }
    }
  }

  CuttingDisk(int steps, End end) {
    this.steps = steps;
    this.end = end;
  }

  /** Whether there was a step that wasn't done. */
  boolean hasCut() {
    return done.get() > steps;
  }

  private boolean isCut() {
    int now = done.incrementAndGet();
    return end == Fault.EIO_ONCE ? now == steps + 1 : now > steps;
  }

  private void stop() throws IOException {
    end.come();
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
  public void create(Path file) throws IOException {
    step();
    disk.create(file);
  }

  @Override
  public void give(Path file, int group) throws IOException {
    step();
    disk.give(file, group);
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

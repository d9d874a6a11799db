package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps those who write to a repository out of each other's way. Any number of processes push at
 * once, one at a time changes manifests, and who cleans up is alone. Within a process one thread at
 * a time has such a lock. A process that dies lets go.
 */
final class RepoLock implements AutoCloseable {
  /**
   * POSIX takes all of a process's locks on a file away as soon as the process closes any
   * descriptor of it: so a process may never have two.
   */
  private static final ReentrantLock ONE_OF_THIS_PROCESS = new ReentrantLock();

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

  private final FileChannel channel;

  private RepoLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Held while somebody pushes: nothing is cleaned away meanwhile. */
  static RepoLock push(Path folder) throws IOException {
    return take(folder, "lock", true);
  }

  /** Held within a push by who changes manifests. */
  static RepoLock manifests(Path folder) throws IOException {
    return take(folder, "lock.manifests", false);
  }

  /** Held while nobody pushes. */
  static RepoLock alone(Path folder) throws IOException {
    return take(folder, "lock", false);
  }

  private static RepoLock take(Path folder, String file, boolean shared) throws IOException {
    ONE_OF_THIS_PROCESS.lock();
    try {
      return new RepoLock(locked(folder, file, shared));
    } catch (IOException | RuntimeException e) {
      ONE_OF_THIS_PROCESS.unlock();
      throw e;
    }
  }

  private static FileChannel locked(Path folder, String file, boolean shared) throws IOException {
    Files.createDirectories(folder);
    var channel =
        FileChannel.open(
            folder.resolve(file),
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS));
    for (long tries = LONGEST_WAIT.dividedBy(BETWEEN_TRIES); tries > 0; tries--) {
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
      if (lock != null) {
        return channel;
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
    channel.close();
    throw new IOException("others have been writing to " + folder + " for " + LONGEST_WAIT);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close(); // and with it the lock
    } finally {
      ONE_OF_THIS_PROCESS.unlock();
    }
  }
}

package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * A disk that at a power cut has of one file only what was made durable: its content by an fsync of
 * the file, a new name by one of the folder. So does the worst file system that keeps its word.
 */
final class ForgetfulDisk implements Disk {
  private final Path file;
  private Disk disk = new LocalDisk();
  private Optional<byte[]> durable = Optional.empty();
  private Optional<byte[]> forcedElsewhere = Optional.empty();
  private boolean isRenamed;

  ForgetfulDisk(Path file) {
    this.file = file;
  }

  /** For another process; what is not durable yet isn't so because that begins. */
  ForgetfulDisk through(Disk next) {
    disk = next;
    return this;
  }

  /** What a power cut now would leave of the file, as text. */
  String durable() {
    return new String(durable.orElse(new byte[0]), UTF_8);
  }

  /** What was only written is gone. */
  void loseWhatWasNotForced() throws IOException {
    isRenamed = false;
    Files.deleteIfExists(file);
    if (durable.isPresent()) {
      Files.write(file, durable.get());
    }
  }

  @Override
  public void force(Path fileOrFolder) throws IOException {
    disk.force(fileOrFolder);
    if (fileOrFolder.equals(file) && !isRenamed) {
      durable = Optional.of(Files.readAllBytes(file));
    } else if (fileOrFolder.equals(file.getParent()) && isRenamed) {
      durable = forcedElsewhere;
      isRenamed = false;
    } else if (Files.isRegularFile(fileOrFolder)) {
      forcedElsewhere = Optional.of(Files.readAllBytes(fileOrFolder));
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    disk.move(from, to);
    isRenamed |= to.equals(file);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    disk.makeFolder(folder);
  }

  @Override
  public void write(Path written, byte[] content) throws IOException {
    disk.write(written, content);
  }

  @Override
  public void create(Path created) throws IOException {
    disk.create(created);
  }

  @Override
  public void append(Path to, byte[] content) throws IOException {
    disk.append(to, content);
  }

  @Override
  public void truncate(Path truncated, long size) throws IOException {
    disk.truncate(truncated, size);
  }

  @Override
  public void seal(Path sealed) throws IOException {
    disk.seal(sealed);
  }

  @Override
  public void grant(Path to, Set<PosixFilePermission> permissions) throws IOException {
    disk.grant(to, permissions);
  }

  @Override
  public void give(Path given, int group) throws IOException {
    disk.give(given, group);
  }

  @Override
  public void link(Path link, Path target) throws IOException {
    disk.link(link, target);
  }

  @Override
  public void delete(Path deleted) throws IOException {
    disk.delete(deleted);
  }
}

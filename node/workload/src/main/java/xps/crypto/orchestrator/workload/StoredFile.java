package xps.crypto.orchestrator.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the kernel says of a file, of the link itself where it is one. */
record StoredFile(int uid, int mode, long size, Object inode, Object changed) {
  private static final int TYPE_BITS = 0xF000;
  private static final int FOLDER = 0x4000;
  private static final int REGULAR_FILE = 0x8000;
  private static final int SYMBOLIC_LINK = 0xA000;
  private static final int WRITABLE_BY_OTHERS = 0b000_010_010;

  static StoredFile at(Path path) throws IOException {
    var found =
        Files.readAttributes(path, "unix:uid,mode,size,ino,ctime", LinkOption.NOFOLLOW_LINKS);
    return new StoredFile(
        (int) attribute(found, "uid"),
        (int) attribute(found, "mode"),
        (long) attribute(found, "size"),
        attribute(found, "ino"),
        attribute(found, "ctime"));
  }

  private static Object attribute(Map<String, Object> found, String name) {
    return Objects.requireNonNull(found.get(name), name);
  }

  Optional<String> complaintAsFolderOf(Uid owner) {
    return (mode & TYPE_BITS) == FOLDER ? complaint(owner) : Optional.of("is " + not("a folder"));
  }

  Optional<String> complaintAsFileOf(Uid owner) {
    return (mode & TYPE_BITS) == REGULAR_FILE
        ? complaint(owner)
        : Optional.of("is " + not("a regular file"));
  }

  private Optional<String> complaint(Uid owner) {
    if (uid != owner.value() && uid != Uid.ROOT.value()) {
      return Optional.of("belongs to uid %d, not to %s or root".formatted(uid, owner));
    }
    if ((mode & WRITABLE_BY_OTHERS) != 0) {
      return Optional.of("can be written by others than its owner: chmod go-w");
    }
    return Optional.empty();
  }

  private String not(String expected) {
    return (mode & TYPE_BITS) == SYMBOLIC_LINK ? "a link" : "not " + expected;
  }
}

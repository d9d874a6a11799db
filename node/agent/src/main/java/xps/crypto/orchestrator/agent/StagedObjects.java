package xps.crypto.orchestrator.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import xps.crypto.orchestrator.document.Sha256;

/** {@code objects/}: each file under the digest of its bytes, readable for all, 0444. */
final class StagedObjects {
  private final Path folder;
  private final Disk disk;

  StagedObjects(Path folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  /** Whether the object is there; one with other bytes than its name says goes. */
  boolean has(Sha256 object) throws IOException {
    var file = folder.resolve(object.hex());
    if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
      return false;
    }
    if (Sha256Stream.digest(file).equals(object)) {
      return true;
    }
    disk.delete(file);
    return false;
  }

  /** Where an object grows until it is whole. */
  StagedPart part(Sha256 object) {
    return new StagedPart(folder.resolve(".part-" + object.hex()), disk);
  }

  long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Gives an object its name that is whole and right. */
  void place(Sha256 object, StagedPart part) throws IOException {
    if (part.size() == 0) {
      part.append(new byte[0], 0);
    }
    disk.force(part.file());
    disk.seal(part.file());
    disk.move(part.file(), folder.resolve(object.hex()));
    disk.force(folder);
  }
}

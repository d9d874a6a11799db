package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import xps.crypto.orchestrator.bind.Part;

/** An object that grows in the store. It isn't made durable before it is whole. */
record StagedPart(Path file, Disk disk) implements Part {
  @Override
  public long size() throws IOException {
    return isThere() ? Files.size(file) : 0;
  }

  private boolean isThere() {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public InputStream content() throws IOException {
    return isThere()
        ? Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)
        : InputStream.nullInputStream();
  }

  @Override
  public void append(byte[] bytes, int count) throws IOException {
    disk.append(file, count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
  }

  @Override
  public void truncate(long size) throws IOException {
    if (size == 0) {
      disk.delete(file);
    } else {
      disk.truncate(file, size);
    }
  }
}

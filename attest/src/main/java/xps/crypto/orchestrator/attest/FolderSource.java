package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import xps.crypto.orchestrator.document.Sha256;

/** Artifacts as files of their name in a folder. */
record FolderSource(Path folder) implements ArtifactSource {
  @Override
  public Optional<InputStream> artifact(Artifact artifact) throws IOException {
    return open(artifact.name());
  }

  @Override
  public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes)
      throws IOException {
    var file = open(fileName);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (var in = file.get()) {
      return Optional.of(in.readNBytes(maxBytes + 1));
    }
  }

  /**
   * Looks before it opens, because opening a pipe waits for ever; and opens without following a
   * link put there since.
   */
  private Optional<InputStream> open(String name) throws IOException {
    if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
      return Optional.empty();
    }
    var file = folder.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return Optional.of(
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public String describe() {
    return folder.toString();
  }
}

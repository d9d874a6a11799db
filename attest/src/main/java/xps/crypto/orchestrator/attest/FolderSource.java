package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import xps.crypto.orchestrator.document.Sha256;

/** Artifacts as files of their name in a folder, and what lies beside the manifest in its own. */
record FolderSource(Path artifacts, Path besideManifest) implements ArtifactSource {
  private static final String LEAVES = ".leaves";

  @Override
  public Optional<InputStream> artifact(Artifact artifact) throws IOException {
    return open(artifacts, artifact.name());
  }

  @Override
  public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes)
      throws IOException {
    var file = open(folderOf(fileName), fileName);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (var in = file.get()) {
      return Optional.of(in.readNBytes(maxBytes + 1));
    }
  }

  /** The leaves of a tree belong to its artifact. */
  private Path folderOf(String fileName) {
    return fileName.endsWith(LEAVES) ? artifacts : besideManifest;
  }

  /**
   * Looks before it opens, because opening a pipe waits for ever; and opens without following a
   * link put there since.
   */
  private static Optional<InputStream> open(Path folder, String name) throws IOException {
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
    return artifacts.toString();
  }

  @Override
  public String placeOf(String fileName) {
    return folderOf(fileName).resolve(fileName).toString();
  }
}

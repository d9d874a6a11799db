package xps.crypto.orchestrator.attest;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.document.Sha256;

/** A source whose files are in memory. */
record FilesInMemory(Map<String, byte[]> files) implements ArtifactSource {
  @Override
  public Optional<InputStream> artifact(Artifact artifact) {
    return Optional.ofNullable(files.get(artifact.name())).map(ByteArrayInputStream::new);
  }

  @Override
  public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes) {
    return Optional.ofNullable(files.get(fileName))
        .map(bytes -> Arrays.copyOf(bytes, Math.min(bytes.length, maxBytes + 1)));
  }

  @Override
  public String describe() {
    return "memory";
  }
}

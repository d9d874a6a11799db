package xps.crypto.orchestrator.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestDraft;
import xps.crypto.orchestrator.document.Json;

/** A file of 1 GiB that everybody hashes, and the manifests that describe it. */
record LargeFile(Path file) {
  static final int CHUNK_BYTES = 1024 * 1024;
  private static final long BYTES = 1L << 30;
  private static final long SEED = 1;

  /** The file of the folder that is named; made where it isn't there yet. */
  static LargeFile in(Path folder) {
    var file = folder.resolve("large.bin");
    try {
      Files.createDirectories(folder);
      if (!Files.exists(file) || Files.size(file) != BYTES) {
        write(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new LargeFile(file);
  }

  private static void write(Path file) throws IOException {
    var random = new Random(SEED);
    var chunk = new byte[CHUNK_BYTES];
    try (var out = Files.newOutputStream(file)) {
      for (long written = 0; written < BYTES; written += chunk.length) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
    }
  }

  Artifact plain() {
    return artifact(draft());
  }

  Artifact withTree() {
    return artifact(draft().tree(CHUNK_BYTES));
  }

  private ManifestDraft draft() {
    return ManifestDraft.of("bench", "1.0.1", List.of("api"), List.of(file));
  }

  private static Artifact artifact(ManifestDraft draft) {
    var text = Json.pretty(draft.document().orThrow()).getBytes(StandardCharsets.UTF_8);
    return Manifest.parse("bench", text).orThrow().artifacts().getFirst();
  }
}

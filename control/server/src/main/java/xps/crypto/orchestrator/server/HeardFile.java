package xps.crypto.orchestrator.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.guard.Heard;

/** {@code heard.json}: what a home remembers of bulletins and revocation lists. */
record HeardFile(Path folder) {
  private static final String NAME = "heard.json";
  private static final int MAX_BYTES = 4 << 20;

  private Path file() {
    return folder.resolve(NAME);
  }

  /** Nothing where there is no file yet. */
  Outcome<Heard> read() {
    return Files.exists(file(), LinkOption.NOFOLLOW_LINKS)
        ? Source.read(file(), Code.TRUST_STORE_INVALID, MAX_BYTES)
            .flatMap(text -> Heard.parse(file().toString(), text, Code.TRUST_STORE_INVALID))
        : Outcome.ok(Heard.nothing());
  }

  /** Returns when it outlives a power cut. */
  void write(Heard heard) throws IOException {
    var text = ByteBuffer.wrap(Json.pretty(heard.document()).getBytes(StandardCharsets.UTF_8));
    var temporary = Files.createTempFile(folder, ".new-", "");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      Files.move(temporary, file(), StandardCopyOption.ATOMIC_MOVE);
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}

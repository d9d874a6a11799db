package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import xps.crypto.orchestrator.document.Sha256;

/** A source that hands out zeros for ever, and counts them. */
class Endless implements ArtifactSource {
  long handedOut;
  boolean closed;

  @Override
  public Optional<InputStream> artifact(Artifact artifact) throws IOException {
    return Optional.of(
        new InputStream() {
          @Override
          public int read() {
            handedOut++;
            return 0;
          }

          @Override
          public int read(byte[] bytes, int from, int count) {
            Arrays.fill(bytes, from, from + count, (byte) 0);
            handedOut += count;
            return count;
          }

          @Override
          public void close() {
            closed = true;
          }
        });
  }

  @Override
  public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes) {
    return Optional.empty();
  }

  @Override
  public String describe() {
    return "a mirror";
  }
}

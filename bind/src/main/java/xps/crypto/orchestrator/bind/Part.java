package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.io.InputStream;

/** Where a {@link Fetch} keeps what has come of an object until it is whole. */
public interface Part {
  /** How many bytes are there; 0 where nothing is. */
  long size() throws IOException;

  /** What is there, from its first byte on; to be closed by the caller. */
  InputStream content() throws IOException;

  /** Puts the first {@code count} of these bytes behind what is there. */
  void append(byte[] bytes, int count) throws IOException;

  /** Takes away what is behind that many bytes. */
  void truncate(long size) throws IOException;
}

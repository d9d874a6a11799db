package xps.crypto.orchestrator.bind;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a probe reads at most, from a peer that would go on and on (FORMATS §6). */
final class BoundedInput extends FilterInputStream {
  private int left = HttpHead.MAX_BYTES;

  BoundedInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left == 0) {
      throw new IOException("the answer is over 64 KiB");
    }
    int count = super.read(bytes, offset, Math.min(length, left));
    left -= Math.max(0, count);
    return count;
  }
}

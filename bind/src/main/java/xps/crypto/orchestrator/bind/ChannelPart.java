package xps.crypto.orchestrator.bind;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** A part in an open file, which whoever opened it closes. */
record ChannelPart(FileChannel channel) implements Part {
  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public InputStream content() throws IOException {
    channel.position(0);
    return new FilterInputStream(Channels.newInputStream(channel)) {
      @Override
      public void close() {
        // the channel goes on
      }
    };
  }

  @Override
  public void append(byte[] bytes, int count) throws IOException {
    channel.position(channel.size());
    DurableFile.append(channel, bytes, count);
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }
}

package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/** Lines of at most 4 KiB over a socket, none of which is waited for longer than allowed. */
final class LineChannel implements Closeable {
  static final int MAX_LINE_BYTES = 4096;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Duration patience;
  private final ByteBuffer received = ByteBuffer.allocate(MAX_LINE_BYTES).flip();

  LineChannel(SocketChannel channel, Duration patience) throws IOException {
    this.channel = channel;
    this.patience = patience;
    channel.configureBlocking(false);
    this.selector = Selector.open();
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  /**
   * The next line, without its end. Nothing when the peer has closed, is too slow, or sends a line
   * that is too long: in each case there is no use in going on.
   */
  Optional<String> readLine() throws IOException {
    var deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      var line = takeLine();
      if (line.isPresent()) {
        return line;
      }
      received.compact();
      if (!received.hasRemaining() || !waitFor(SelectionKey.OP_READ, deadline)) {
        return Optional.empty();
      }
      var count = channel.read(received);
      received.flip();
      if (count < 0) {
        return Optional.empty();
      }
    }
  }

  /** False when the peer didn't take it in time. */
  boolean writeLine(String line) throws IOException {
    var bytes = US_ASCII.encode(line + "\n");
    if (bytes.remaining() > MAX_LINE_BYTES) {
      throw new IllegalArgumentException("a line of " + bytes.remaining() + " bytes");
    }
    var deadline = System.nanoTime() + patience.toNanos();
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0 && !waitFor(SelectionKey.OP_WRITE, deadline)) {
        return false;
      }
    }
    return true;
  }

  private Optional<String> takeLine() {
    for (var at = received.position(); at < received.limit(); at++) {
      if (received.get(at) == '\n') {
        var line = US_ASCII.decode(received.slice(received.position(), at - received.position()));
        received.position(at + 1);
        return Optional.of(line.toString());
      }
    }
    return Optional.empty();
  }

  private boolean waitFor(int operation, long deadline) throws IOException {
    key.interestOps(operation);
    var millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      return false;
    }
    selector.select(millis);
    selector.selectedKeys().clear();
    return key.isValid() && (key.readyOps() & operation) != 0;
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}

package xps.crypto.orchestrator.probegrpc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.PrefaceFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.http2.generator.Generator;
import org.eclipse.jetty.http2.hpack.HpackException;
import org.eclipse.jetty.http2.parser.Parser;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import xps.crypto.orchestrator.bind.GrpcHealth;

/**
 * One health check over HTTP/2. Found by {@code ServiceLoader}, so it needs no parameters.
 *
 * <p>Frames and header compression are Jetty's. Its client isn't used: that connects by itself, on
 * threads of its own, and counts no bytes. For one call on a connection that is then closed there
 * is no flow to control either: all that may be read fits into the first window.
 */
public final class GrpcCheck implements GrpcHealth {
  static final int STREAM = 1;
  private static final int MOST_HEADERS = 16 * 1024;
  private static final int BUFFER = 4 * 1024;

  @Override
  public Answer check(InputStream from, OutputStream to, String authority, String service)
      throws IOException {
    var generator = new Generator(ByteBufferPool.NON_POOLING, false, 0);
    send(to, generator, opening(authority, HealthMessage.request(service)));
    var call = new Call();
    var parser = new Parser(ByteBufferPool.NON_POOLING, MOST_HEADERS);
    parser.init(call);
    var bytes = new byte[BUFFER];
    while (!call.isOver()) {
      int count = from.read(bytes);
      if (count < 0) {
        call.fail("the answer ended in its middle");
        break;
      }
      var buffer = ByteBuffer.wrap(bytes, 0, count);
      while (buffer.hasRemaining() && !call.isOver()) {
        parser.parse(buffer);
      }
      if (!call.isOver()) {
        send(to, generator, call.due());
      }
    }
    return call.answer();
  }

  private static List<Frame> opening(String authority, byte[] message) {
    var fields =
        HttpFields.build()
            .add("te", "trailers")
            .add("content-type", "application/grpc")
            .add("user-agent", "xps-probe");
    var head =
        new MetaData.Request(
            "POST",
            "https",
            new HostPortHttpField(authority),
            "/grpc.health.v1.Health/Check",
            HttpVersion.HTTP_2,
            fields,
            -1);
    return List.of(
        new PrefaceFrame(),
        new SettingsFrame(
            Map.of(SettingsFrame.ENABLE_PUSH, 0, SettingsFrame.MAX_HEADER_LIST_SIZE, MOST_HEADERS),
            false),
        new HeadersFrame(STREAM, head, null, false),
        new DataFrame(STREAM, ByteBuffer.wrap(message), true));
  }

  private static void send(OutputStream to, Generator generator, List<Frame> frames)
      throws IOException {
    if (frames.isEmpty()) {
      return;
    }
    var out = new RetainableByteBuffer.DynamicCapacity(ByteBufferPool.NON_POOLING, false, -1);
    try {
      for (var frame : frames) {
        if (frame instanceof DataFrame data) {
          generator.data(out, data, data.remaining());
        } else {
          generator.control(out, frame);
        }
      }
    } catch (HpackException e) {
      throw new IOException("the question can't be written", e);
    }
    var bytes = new byte[out.remaining()];
    out.get(bytes, 0, bytes.length);
    out.release();
    to.write(bytes);
    to.flush();
  }
}

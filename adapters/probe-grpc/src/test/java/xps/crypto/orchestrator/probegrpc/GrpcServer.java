package xps.crypto.orchestrator.probegrpc;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.http2.server.RawHTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A real server for HTTP/2 over TLS, which answers every call with what a test has laid down. */
final class GrpcServer {

  /** The answer to a call; without a body the fields are the end. */
  record Reply(
      int status, Map<String, String> fields, ByteBuffer body, Map<String, String> trailers) {
    static Reply of(byte[] body, Map<String, String> fields, Map<String, String> trailers) {
      return new Reply(200, fields, ByteBuffer.wrap(body), trailers);
    }
  }

  private final Server server = new Server();
  private final ServerConnector connector;
  private final Reply reply;
  private final boolean pingsFirst;

  /** What was asked: the path of each call, and its message. */
  final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  record Asked(String path, List<Byte> message) {}

  GrpcServer(TestIdentity identity, Reply reply, boolean pingsFirst) throws Exception {
    this.reply = reply;
    this.pingsFirst = pingsFirst;
    var tls = new SslContextFactory.Server();
    tls.setSslContext(identity.context());
    var alpn = new ALPNServerConnectionFactory("h2");
    var calls = new Calls();
    connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(tls, "alpn"),
            alpn,
            new RawHTTP2ServerConnectionFactory(calls));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
  }

  int port() {
    return connector.getLocalPort();
  }

  void stop() throws Exception {
    server.stop();
  }

  private final class Calls implements ServerSessionListener {
    private final Map<Session, Runnable> waiting = new java.util.concurrent.ConcurrentHashMap<>();

    @Override
    public Stream.Listener onNewStream(Stream stream, HeadersFrame frame) {
      var path = ((MetaData.Request) frame.getMetaData()).getHttpURI().getPath();
      stream.demand();
      return new Call(path);
    }

    @Override
    public void onPing(Session session, PingFrame frame) {
      if (frame.isReply()) {
        waiting.remove(session).run();
      }
    }

    private final class Call implements Stream.Listener {
      private final String path;
      private final ByteArrayOutputStream message = new ByteArrayOutputStream();

      Call(String path) {
        this.path = path;
      }

      @Override
      public void onDataAvailable(Stream stream) {
        var data = stream.readData();
        if (data == null) {
          stream.demand();
          return;
        }
        var bytes = new byte[data.frame().getByteBuffer().remaining()];
        data.frame().getByteBuffer().get(bytes);
        message.writeBytes(bytes);
        boolean isEnd = data.frame().isEndStream();
        data.release();
        if (!isEnd) {
          stream.demand();
          return;
        }
        asked.add(new Asked(path, boxed(message.toByteArray())));
        if (pingsFirst) {
          waiting.put(stream.getSession(), () -> answer(stream));
          stream.getSession().ping(new PingFrame(7, false), Callback.NOOP);
        } else {
          answer(stream);
        }
      }
    }
  }

  private void answer(Stream stream) {
    var head = new MetaData.Response(reply.status, null, HttpVersion.HTTP_2, fields(reply.fields));
    boolean isAll = reply.body.remaining() == 0 && reply.trailers.isEmpty();
    var said = stream.headers(new HeadersFrame(stream.getId(), head, null, isAll));
    if (!isAll) {
      var trailers = new MetaData(HttpVersion.HTTP_2, fields(reply.trailers));
      var _ =
          said.thenCompose(
                  open -> open.data(new DataFrame(open.getId(), reply.body.duplicate(), false)))
              .thenCompose(
                  open -> open.headers(new HeadersFrame(open.getId(), trailers, null, true)));
    }
  }

  private static HttpFields fields(Map<String, String> said) {
    var fields = HttpFields.build();
    said.forEach(fields::add);
    return fields;
  }

  static List<Byte> boxed(byte[] bytes) {
    var boxed = new java.util.ArrayList<Byte>();
    for (byte b : bytes) {
      boxed.add(b);
    }
    return boxed;
  }
}

package xps.crypto.orchestrator.cli.field;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Something that listens where a control plane should, and answers as the test likes. */
final class LyingServer implements AutoCloseable {
  /** What it answers to a request's first line; the connection is closed after it. */
  @FunctionalInterface
  interface Lie {
    void tell(String request, OutputStream out) throws IOException;
  }

  private final SSLServerSocket server;
  private final Lie lie;

  /** The first lines of all requests so far. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** What came with them. */
  final List<String> bodies = new CopyOnWriteArrayList<>();

  private LyingServer(SSLServerSocket server, Lie lie) {
    this.server = server;
    this.lie = lie;
  }

  static LyingServer listen(SSLContext tls, Lie lie) throws IOException {
    var socket =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    var server = new LyingServer(socket, lie);
    Thread.ofPlatform().daemon().name("lying-server").start(server::accept);
    return server;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = (SSLSocket) server.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private void answer(SSLSocket socket) {
    try (socket) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      var request = in.readLine();
      int length = 0;
      for (var line = request; line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("Content-Length: ")) {
          length = Integer.parseInt(line.substring("Content-Length: ".length()));
        }
      }
      if (request != null) {
        requests.add(request);
        bodies.add(body(in, length));
        lie.tell(request, socket.getOutputStream());
      }
    } catch (IOException _) {
      // The agent had enough of it.
    }
  }

  private static String body(BufferedReader in, int length) throws IOException {
    var body = new char[length];
    int read = 0;
    while (read < length) {
      int more = in.read(body, read, length - read);
      if (more < 0) {
        throw new IOException("the request was cut off");
      }
      read += more;
    }
    return new String(body);
  }

  static byte[] answer(String status, String headers, String body) {
    return ("HTTP/1.1 " + status + "\r\n" + headers + "\r\n" + body).getBytes(US_ASCII);
  }

  /** To reports: that all were taken. */
  static byte[] acked() {
    var body = "{\"acked\":1000}";
    return answer("200 OK", "Connection: close\r\nContent-Length: " + body.length() + "\r\n", body);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

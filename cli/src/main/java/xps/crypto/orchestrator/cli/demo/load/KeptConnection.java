package xps.crypto.orchestrator.cli.demo.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * One HTTPS connection that is kept for the next call, as plain as can be: a machine that runs a
 * whole fleet has no time for more. It reads what our own service writes, and takes anything else
 * for no answer.
 */
final class KeptConnection implements AutoCloseable {
  private static final int OK_LINE = 12; // HTTP/1.1 200
  private static final int MOST_HEAD_BYTES = 8 * 1024;
  private static final int MOST_BODY_BYTES = 4 * 1024;

  private final SSLSocket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String head;

  private KeptConnection(SSLSocket socket, String head) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    this.head = head;
  }

  /** An answer, whatever its status. */
  record Answer(int status, Map<String, String> headers, String body) {
    Answer {
      headers = Map.copyOf(headers);
    }
  }

  /** Connects, and sees to it that the service is who it is asked as. */
  static KeptConnection to(URI target, SSLContext tls, Duration patience) throws IOException {
    var socket = (SSLSocket) tls.getSocketFactory().createSocket();
    try {
      int millis = Math.toIntExact(patience.toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(millis);
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.connect(new InetSocketAddress(target.getHost(), target.getPort()), millis);
      socket.startHandshake();
      var head =
          "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: "
              .formatted(target.getPath(), target.getAuthority());
      return new KeptConnection(socket, head);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Posts a message, and waits for the answer to it. */
  Answer post(byte[] message) throws IOException {
    var request = new ByteArrayOutputStream(head.length() + 16 + message.length);
    request.writeBytes((head + message.length + "\r\n\r\n").getBytes(US_ASCII));
    request.writeBytes(message);
    request.writeTo(out);
    out.flush();
    var first = line();
    if (!first.startsWith("HTTP/1.1 ") || first.length() < OK_LINE) {
      throw new IOException("not an answer in HTTP: " + first);
    }
    var headers = headers();
    int length = number(headers.getOrDefault("content-length", ""));
    if (length > MOST_BODY_BYTES) {
      throw new IOException("an answer of " + length + " bytes");
    }
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the answer is cut off");
    }
    return new Answer(
        number(first.substring(OK_LINE - 3, OK_LINE)), headers, new String(body, ISO_8859_1));
  }

  private Map<String, String> headers() throws IOException {
    var headers = new TreeMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() == MOST_HEAD_BYTES) {
        throw new EOFException("the connection ended without an answer");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static int number(String text) throws IOException {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IOException("not a number: " + text);
    }
    return Integer.parseInt(text);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

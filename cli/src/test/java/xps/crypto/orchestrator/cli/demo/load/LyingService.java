package xps.crypto.orchestrator.cli.demo.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import xps.crypto.orchestrator.server.AgentCa;

/** A real HTTPS service that hashes, and now and then lies, fails or hangs up, as its mood says. */
final class LyingService implements AutoCloseable {
  /** What it does with a request, by the request's number from 0. */
  interface Mood {
    Deed of(long number);
  }

  enum Deed {
    ANSWER,
    LIE,
    FAIL,
    HANG_UP
  }

  private final SSLServerSocket server;
  private final Mood mood;
  private final AgentCa authority;
  private final AtomicLong requests = new AtomicLong();

  LyingService(Mood mood) throws IOException, GeneralSecurityException {
    this.mood = mood;
    this.authority = AgentCa.create("lies", Instant.now(), new SecureRandom());
    var identity = authority.server(List.of("127.0.0.1"), Instant.now());
    this.server =
        (SSLServerSocket)
            identity
                .context(authority.certificate())
                .getServerSocketFactory()
                .createServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  SSLContext trust() throws GeneralSecurityException {
    return authority.server(List.of("localhost"), Instant.now()).context(authority.certificate());
  }

  Target target(String node) {
    return new Target(node, URI.create("https://127.0.0.1:" + server.getLocalPort() + "/hash"));
  }

  long requests() {
    return requests.get();
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in = new BufferedInputStream(socket.getInputStream())) {
      int length = lengthOfNext(in);
      while (length >= 0) {
        var message = in.readNBytes(length);
        var deed = mood.of(requests.getAndIncrement());
        if (deed == Deed.HANG_UP) {
          return;
        }
        socket.getOutputStream().write(answer(deed, message).getBytes(US_ASCII));
        length = lengthOfNext(in);
      }
    } catch (IOException | GeneralSecurityException _) {
      // The caller has gone.
    }
  }

  /** Of the next request's body; -1 when the caller has hung up. */
  private static int lengthOfNext(InputStream in) throws IOException {
    int length = -1;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      var header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    return length;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static String answer(Deed deed, byte[] message) throws GeneralSecurityException {
    var digest = MessageDigest.getInstance("SHA-256").digest(message);
    digest[0] ^= (byte) (deed == Deed.LIE ? 1 : 0);
    return "HTTP/1.1 "
        + (deed == Deed.FAIL ? "500 No" : "200 OK")
        + "\r\nContent-Length: 64\r\nXPS-Active: "
        + (deed == Deed.LIE ? "bad" : "good")
        + "\r\n\r\n"
        + HexFormat.of().formatHex(digest);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Problem;

/**
 * Probes over sockets of its own: the JDK's HTTP client resolves names itself, and so would call
 * another address than the one that was checked.
 */
final class NetworkProbe implements HealthProbe {

  private static final String HTTP_2 = "h2";

  private final SSLContext tls;
  private final Loopback loopback;

  NetworkProbe(SSLContext tls, Loopback loopback) {
    this.tls = tls;
    this.loopback = loopback;
  }

  @Override
  public ProbeAnswer ask(ProbeTarget target, Duration timeout) {
    var task = new FutureTask<>(() -> connectAndAsk(target));
    // On a thread of its own, so that the bound holds for resolving, connecting and a peer that
    // sends a byte now and then; an interrupt closes a virtual thread's socket.
    var thread = Thread.ofVirtual().name("probe " + target.host()).start(task);
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      thread.interrupt();
      return failed(Code.PROBE_TIMEOUT, target, "no answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        return failed(Code.PROBE_FAILED, target, reason(io));
      }
      throw new IllegalStateException("a probe of " + target + " broke", e.getCause());
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      return failed(Code.PROBE_TIMEOUT, target, "given up");
    }
  }

  private ProbeAnswer connectAndAsk(ProbeTarget target) throws IOException {
    // Resolved once: what is checked here is what is called below.
    var address = InetAddress.getByName(target.host());
    var objection = AddressRules.objection(address, loopback);
    if (objection.isPresent()) {
      return failed(
          Code.PROBE_HOST_NOT_ALLOWED, target, address.getHostAddress() + " is " + objection.get());
    }
    try (var plain = new Socket()) {
      plain.setTcpNoDelay(true);
      plain.connect(new InetSocketAddress(address, target.port()));
      if (!target.scheme().isTls()) {
        return talk(target, plain);
      }
      try (var secured = secured(target, plain)) {
        return target.scheme() == ProbeTarget.Scheme.GRPC_TLS
            ? call(target, secured)
            : talk(target, secured);
      }
    }
  }

  private SSLSocket secured(ProbeTarget target, Socket plain) throws IOException {
    var socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, target.host(), target.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (target.scheme() == ProbeTarget.Scheme.GRPC_TLS) {
      parameters.setApplicationProtocols(new String[] {HTTP_2});
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    checkDate(socket);
    return socket;
  }

  /** The JDK doesn't look at the dates of a certificate that is itself an authority it trusts. */
  private static void checkDate(SSLSocket socket) throws SSLException {
    if (socket.getSession().getPeerCertificates()[0] instanceof X509Certificate leaf) {
      try {
        leaf.checkValidity();
      } catch (CertificateException e) {
        throw new SSLException(e);
      }
    }
  }

  private static ProbeAnswer talk(ProbeTarget target, Socket socket) throws IOException {
    if (!target.scheme().isHttp()) {
      return new ProbeAnswer.Passed(new TreeSet<>());
    }
    String request =
        "GET "
            + target.path()
            + " HTTP/1.1\r\nHost: "
            + target.authority()
            + "\r\nUser-Agent: xps-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(US_ASCII));
    socket.getOutputStream().flush();
    return switch (HttpHead.read(socket.getInputStream())) {
      case HttpHead.Malformed(String why) -> failed(Code.PROBE_FAILED, target, why);
      case HttpHead.Answer(int status, _) when status < 200 || status > 299 ->
          failed(Code.PROBE_FAILED, target, "the answer was " + status);
      case HttpHead.Answer(_, var active) -> new ProbeAnswer.Passed(active);
    };
  }

  private static ProbeAnswer call(ProbeTarget target, SSLSocket socket) throws IOException {
    var adapter = GrpcAdapter.find();
    if (adapter.isEmpty()) {
      return failed(Code.PROBE_FAILED, target, "what asks gRPC servers (probe-grpc) isn't here");
    }
    if (!HTTP_2.equals(socket.getApplicationProtocol())) {
      return failed(Code.PROBE_FAILED, target, "it doesn't speak HTTP/2, and gRPC needs it (ALPN)");
    }
    var answer =
        adapter
            .get()
            .check(
                new BoundedInput(socket.getInputStream()),
                socket.getOutputStream(),
                target.authority(),
                target.service());
    return switch (answer) {
      case GrpcHealth.Answer.Ill(var why) ->
          failed(Code.PROBE_FAILED, target, Escape.printable(why));
      case GrpcHealth.Answer.Serving(var values) ->
          NamedDigests.of(values)
              .<ProbeAnswer>map(ProbeAnswer.Passed::new)
              .orElseGet(() -> failed(Code.PROBE_FAILED, target, NamedDigests.MALFORMED));
    };
  }

  /** Tells the ways in which TLS fails apart: each is mended by somebody else. */
  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "its name can't be resolved";
    }
    if (e instanceof SSLException) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateExpiredException) {
          return "TLS: its certificate has expired";
        } else if (cause instanceof CertificateNotYetValidException) {
          return "TLS: its certificate isn't valid yet";
        } else if (text.contains("valid certification path")) {
          return "TLS: its certificate isn't signed by health_check.ca";
        } else if (text.startsWith("No subject alternative")
            || text.startsWith("No name matching")) {
          return "TLS: its certificate is for another name";
        }
      }
      return "TLS: " + Escape.printable(String.valueOf(e.getMessage()));
    }
    return Escape.printable(String.valueOf(e.getMessage()));
  }

  private static ProbeAnswer failed(Code code, ProbeTarget target, String why) {
    return new ProbeAnswer.Failed(Problem.of(code, why, target.toString()));
  }
}

package xps.crypto.orchestrator.examples.hashservice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static xps.crypto.orchestrator.workload.Refusal.Code.USAGE;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import xps.crypto.orchestrator.workload.Attempt;
import xps.crypto.orchestrator.workload.ControlSocket;
import xps.crypto.orchestrator.workload.ModuleStore;
import xps.crypto.orchestrator.workload.ModuleVersion;
import xps.crypto.orchestrator.workload.Modules;
import xps.crypto.orchestrator.workload.Refusal;
import xps.crypto.orchestrator.workload.Sha256;
import xps.crypto.orchestrator.workload.Shake256;

/**
 * The service: {@code POST /hash} answers the SHA-256 of the body in hexadecimal digits, {@code GET
 * /healthz} whether the modules are right. Both name, in the header {@code XPS-Active}, the digest
 * of the module that gave the answer; {@code healthz} has a line of it for every module that it
 * looked at.
 */
final class HashService implements AutoCloseable {
  static final int MAX_BODY_BYTES = 64 * 1024;

  private static final String ACTIVE = "XPS-Active";
  private static final int BACKLOG = 128;

  private final Modules modules;
  private final Sha256 sha256;
  private final HealthCheck healthCheck;
  private final ControlSocket control;
  private final HttpsServer server;
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();

  private HashService(
      Modules modules,
      Sha256 sha256,
      HealthCheck healthCheck,
      ControlSocket control,
      HttpsServer server) {
    this.modules = modules;
    this.sha256 = sha256;
    this.healthCheck = healthCheck;
    this.control = control;
    this.server = server;
  }

  /** Starts with what the store calls active, or waits for the agent to hand it a first module. */
  static Attempt<HashService> start(Settings settings) {
    return TlsIdentity.load(settings.tlsChain(), settings.tlsKey())
        .then(tls -> start(settings, tls));
  }

  private static Attempt<HashService> start(Settings settings, SSLContext tls) {
    var modules =
        Modules.open(ModuleStore.at(settings.store(), settings.agent()), settings.drainDeadline());
    var sha256 = modules.bind(Sha256.class);
    var shake256 = modules.bind(Shake256.class);
    return ControlSocket.listen(modules, settings.control(), settings.agent())
        .then(control -> {
          try {
            var server = HttpsServer.create(settings.listen(), BACKLOG);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            var service =
                new HashService(
                    modules, sha256, new HealthCheck(sha256, shake256), control, server);
            service.serve();
            return Attempt.done(service);
          } catch (IOException e) {
            control.close();
            return Attempt.refused(
                USAGE, "can't listen at " + settings.listen() + ": " + e.getMessage());
          }
        });
  }

  private void serve() {
    server.createContext("/healthz", answering("GET", this::healthz));
    server.createContext("/hash", answering("POST", this::hash));
    server.createContext("/", exchange -> answer(exchange, 404, "no such page", List.of()));
    server.setExecutor(handlers);
    server.start();
  }

  /** Where it serves; the port that the system chose, when the settings asked for port 0. */
  URI address() {
    var address = server.getAddress();
    return URI.create(
        "https://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort()));
  }

  /** Modules of the store that were not loaded at the start. */
  List<Refusal> refusals() {
    return modules.refusals();
  }

  private HttpHandler answering(String method, HttpHandler handler) {
    return exchange -> {
      if (!exchange.getRequestURI().getPath().equals(exchange.getHttpContext().getPath())) {
        answer(exchange, 404, "no such page", List.of());
      } else if (!exchange.getRequestMethod().equals(method)) {
        exchange.getResponseHeaders().set("Allow", method);
        answer(exchange, 405, "this page answers " + method, List.of());
      } else {
        handler.handle(exchange);
      }
    };
  }

  private void healthz(HttpExchange exchange) throws IOException {
    var health = healthCheck.now();
    answer(exchange, health.verdict().httpStatus(), health.reason(), health.active());
  }

  /** Through a context, because a context tells which version it belongs to. */
  private void hash(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      answer(exchange, 413, "more than " + MAX_BODY_BYTES + " bytes", List.of());
      return;
    }
    if (sha256.active().isEmpty()) {
      answer(exchange, 503, "no version of " + sha256.name() + " is active", List.of());
      return;
    }
    try (var context = sha256.newContext()) {
      context.update(body);
      var digest = HexFormat.of().formatHex(context.finish());
      answer(exchange, 200, digest, List.of(context.module()));
    } catch (IllegalStateException e) {
      answer(exchange, 500, String.valueOf(e.getMessage()), List.of());
    }
  }

  private static void answer(
      HttpExchange exchange, int status, String text, List<ModuleVersion> active)
      throws IOException {
    try (exchange) {
      var headers = exchange.getResponseHeaders();
      active.forEach(module -> headers.add(ACTIVE, module.sha256().hex()));
      headers.set("Content-Type", "text/plain; charset=utf-8");
      var body = text.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    control.close();
    server.stop(0);
    handlers.close();
    modules.close();
  }
}

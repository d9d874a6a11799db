package xps.crypto.orchestrator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * The agents' routes: {@code GET desired?after=G}, {@code POST reports}, {@code GET
 * objects/<sha256>} and {@code objects/<root>.leaves}, {@code POST enrol}.
 *
 * <p>Every request is first asked who it is. A node that asks for what isn't its own learns
 * nothing, not even whether it exists.
 */
final class AgentRoutes extends Handler.Abstract.NonBlocking {

  /** How the names of objects end that hold the leaves of a tree; its root comes before. */
  private static final String LEAVES = ".leaves";

  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHENTICATED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int UNAVAILABLE = 503;

  private final JettyAgentGateway gateway;
  private final X509Certificate authority;
  private final Repo repo;
  private final InstantSource clock;
  private final Duration longPoll;

  AgentRoutes(
      JettyAgentGateway gateway,
      X509Certificate authority,
      Repo repo,
      InstantSource clock,
      Duration longPoll) {
    this.gateway = gateway;
    this.authority = authority;
    this.repo = repo;
    this.clock = clock;
    this.longPoll = longPoll;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var node = node(request);
    if (node.isEmpty()) {
      refuse(
          response,
          callback,
          UNAUTHENTICATED,
          Problem.of(Code.UNAUTHENTICATED, "no certificate of an agent of ours", "connection"));
      return true;
    }
    gateway.seen(node.get());
    String path = request.getHttpURI().getPath();
    String route = request.getMethod() + " " + (path == null ? "" : path);
    if (route.equals("GET /desired")) {
      desired(node.get(), request, response, callback);
    } else if (route.equals("POST /reports")) {
      reports(node.get(), request, response, callback);
    } else if (route.startsWith("GET /objects/")) {
      object(node.get(), route.substring("GET /objects/".length()), request, response, callback);
    } else if (route.equals("POST /enrol")) {
      refuse(
          response,
          callback,
          FORBIDDEN,
          Problem.of(
              Code.ENROLMENT_REFUSED,
              "this control plane enrols nobody over the network",
              "enrol"));
    } else {
      notFound(response, callback);
    }
    return true;
  }

  private Optional<String> node(Request request) {
    if (!(request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
        instanceof EndPoint.SslSessionData tls)) {
      return Optional.empty();
    }
    X509Certificate[] chain = tls.peerCertificates();
    if (chain == null || chain.length == 0) {
      return Optional.empty();
    }
    return AgentCertificate.node(chain[0], authority, clock.instant());
  }

  private void desired(String node, Request request, Response response, Callback callback) {
    var after = after(request);
    if (after.isEmpty()) {
      refuse(
          response,
          callback,
          BAD_REQUEST,
          Problem.of(Code.USAGE, "after has to be a generation: 0 or a number", "desired?after="));
      return;
    }
    var isAnswered = new AtomicBoolean();
    var waiter =
        new Assignments.Waiter(
            after.get(),
            news -> {
              if (isAnswered.compareAndSet(false, true)) {
                news.ifPresentOrElse(
                    json -> send(response, callback, OK, json), () -> nothing(response, callback));
              }
            });
    // The agent has hung up: the entry goes, and with it the sign of life.
    request.addFailureListener(failure -> {
      gateway.assignments().leave(node, waiter);
      if (isAnswered.compareAndSet(false, true)) {
        callback.failed(failure);
      }
    });
    gateway.assignments().await(node, waiter);
    if (!isAnswered.get()) {
      var timer =
          gateway.later(
              longPoll,
              () -> {
                if (gateway.assignments().leave(node, waiter)) {
                  waiter.tell().accept(Optional.empty());
                }
              });
      Request.addCompletionListener(request, _ -> timer.cancel());
    }
  }

  private static Optional<Long> after(Request request) {
    String query = request.getHttpURI().getQuery();
    if (query == null || !query.matches("after=(0|[1-9][0-9]{0,15})")) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(query.substring("after=".length())));
  }

  private void reports(String node, Request request, Response response, Callback callback) {
    var whole =
        new Promise<RetainableByteBuffer>() {
          @Override
          public void succeeded(RetainableByteBuffer body) {
            // Jetty releases the buffer itself, after this: a second release would be a 500.
            parse(node, BufferUtil.toArray(body.getByteBuffer()), response, callback);
          }

          @Override
          public void failed(Throwable failure) {
            refuse(
                response,
                callback,
                TOO_LARGE,
                Problem.of(Code.USAGE, "the batch of reports can't be read whole", "reports"));
          }
        };
    Content.Source.asRetainableByteBuffer(
        request, request.getComponents().getByteBufferPool(), false, ReportBatch.MAX_BYTES, whole);
  }

  private void parse(String node, byte[] body, Response response, Callback callback) {
    switch (ReportBatch.parse(body)) {
      case Outcome.Ok<ReportBatch>(var batch, _) -> take(node, batch, response, callback);
      case Outcome.Refused<ReportBatch>(List<Problem> problems) ->
          refuse(response, callback, BAD_REQUEST, problems.getFirst());
    }
  }

  private void take(String node, ReportBatch batch, Response response, Callback callback) {
    gateway
        .take(node, batch)
        .whenComplete((acked, failure) -> {
          if (failure != null) {
            refuse(
                response,
                callback,
                UNAVAILABLE,
                Problem.of(Code.INTERNAL, "the reports can't be kept now", "reports"));
            return;
          }
          var answer = Value.object().put("acked", acked).build();
          send(response, callback, OK, Bytes.utf8(Json.compact(answer)));
        });
  }

  private void object(
      String node, String name, Request request, Response response, Callback callback) {
    try {
      var object = open(node, name);
      if (object.isEmpty()) {
        notFound(response, callback);
        return;
      }
      var range = ByteRange.of(request.getHeaders().get(HttpHeader.RANGE), object.get().size());
      range.describe(response);
      if (range.isEmpty()) {
        response.write(true, ByteBuffer.allocate(0), callback);
        return;
      }
      var content = object.get().content();
      var source = Content.Source.from(null, content, range.first(), range.length());
      Content.copy(source, response, Callback.from(callback, () -> closeQuietly(content)));
    } catch (IOException e) {
      refuse(
          response,
          callback,
          UNAVAILABLE,
          Problem.of(Code.REPO_UNREACHABLE, "the object can't be read now", "objects/" + name));
    }
  }

  /** An object of the node's own: an artifact, or the leaves of one's tree. */
  private Optional<Repo.StoredObject> open(String node, String name) throws IOException {
    var root =
        name.endsWith(LEAVES)
            ? Sha256.parse(name.substring(0, name.length() - LEAVES.length()))
            : Optional.<Sha256>empty();
    if (root.isPresent()) {
      return gateway.assignments().mayRead(node, root.get())
          ? repo.beside(name, Optional.empty(), ContentCheck.MOST_LEAVES_BYTES)
              .map(leaves -> new Repo.StoredObject(leaves.length, new ByteArrayInputStream(leaves)))
          : Optional.empty();
    }
    var digest = Sha256.parse(name).filter(object -> gateway.assignments().mayRead(node, object));
    return digest.isPresent() ? repo.open(digest.get()) : Optional.empty();
  }

  private static void closeQuietly(java.io.InputStream content) {
    try {
      content.close();
    } catch (IOException _) {
      // It was only read.
    }
  }

  private static void notFound(Response response, Callback callback) {
    refuse(
        response,
        callback,
        NOT_FOUND,
        Problem.of(Code.NOT_FOUND, "there is nothing here for this node", "path"));
  }

  private static void nothing(Response response, Callback callback) {
    response.setStatus(NO_CONTENT);
    response.write(true, ByteBuffer.allocate(0), callback);
  }

  private static void refuse(Response response, Callback callback, int status, Problem problem) {
    var one =
        Value.object()
            .put("code", problem.code().name())
            .put("message", problem.message())
            .put("where", problem.where())
            .put("remedy", problem.remedy())
            .build();
    var body = Value.object().put("problems", List.of((Value) one)).build();
    send(response, callback, status, Bytes.copyOf(Json.compact(body).getBytes(UTF_8)));
  }

  private static void send(Response response, Callback callback, int status, Bytes json) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.size());
    response.write(true, ByteBuffer.wrap(json.toArray()), callback);
  }
}

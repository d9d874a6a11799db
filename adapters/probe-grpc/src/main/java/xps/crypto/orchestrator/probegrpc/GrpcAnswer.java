package xps.crypto.orchestrator.probegrpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import xps.crypto.orchestrator.bind.GrpcHealth;
import xps.crypto.orchestrator.bind.GrpcHealth.Answer;

/** Judges a whole answer. */
final class GrpcAnswer {
  private static final String ACTIVE = "xps-active";
  private static final int LONGEST_QUOTE = 200;

  private GrpcAnswer() {}

  static GrpcHealth.Answer of(MetaData.Response head, HttpFields trailers, byte[] body) {
    var fields = head.getHttpFields();
    if (head.getStatus() != 200) {
      return new Answer.Ill("the answer was " + head.getStatus());
    }
    if (!Optional.ofNullable(fields.get("content-type"))
        .orElse("")
        .startsWith("application/grpc")) {
      return new Answer.Ill("the answer isn't gRPC");
    }
    // A server that has nothing to say but its status says it in the head.
    var status = said("grpc-status", fields, trailers);
    if (status.isEmpty()) {
      return new Answer.Ill("the answer has no grpc-status");
    }
    if (!status.get().equals("0")) {
      return new Answer.Ill(
          "gRPC status "
              + quote(status.get())
              + said("grpc-message", fields, trailers)
                  .map(message -> ": " + quote(decoded(message)))
                  .orElse(""));
    }
    return switch (HealthMessage.status(body)) {
      case HealthMessage.SERVING -> {
        var active = new ArrayList<>(fields.getValuesList(ACTIVE));
        active.addAll(trailers.getValuesList(ACTIVE));
        yield new Answer.Serving(active);
      }
      case HealthMessage.UNKNOWN -> new Answer.Ill("it says UNKNOWN");
      case HealthMessage.NOT_SERVING -> new Answer.Ill("it says NOT_SERVING");
      case HealthMessage.SERVICE_UNKNOWN -> new Answer.Ill("it says SERVICE_UNKNOWN");
      case HealthMessage.MALFORMED -> new Answer.Ill("the answer isn't a message about health");
      default -> new Answer.Ill("it says something that grpc.health.v1 doesn't have");
    };
  }

  private static Optional<String> said(String name, HttpFields head, HttpFields trailers) {
    return Optional.ofNullable(trailers.get(name)).or(() -> Optional.ofNullable(head.get(name)));
  }

  /** gRPC's messages are percent-encoded; one that isn't is quoted as it came. */
  private static String decoded(String message) {
    try {
      return URLDecoder.decode(message.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException _) {
      return message;
    }
  }

  private static String quote(String said) {
    return said.length() <= LONGEST_QUOTE ? said : said.substring(0, LONGEST_QUOTE) + "…";
  }
}

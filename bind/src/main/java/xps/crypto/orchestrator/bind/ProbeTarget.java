package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.ProbeTemplate;

/**
 * Where one node's health is asked for: a plan's probe with the node's own words in it (FORMATS
 * §6).
 *
 * <p>Its host is one of the fleet's or of {@code hosts_allow}: a plan can't make the control plane
 * call anybody else.
 *
 * @param path begins with {@code /}, for HTTP; for gRPC empty, or a {@code /} and the service that
 *     is asked for; else empty
 */
public record ProbeTarget(Scheme scheme, String host, int port, String path) {

  private static final Pattern WORD = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern SERVICE =
      Pattern.compile("|/[A-Za-z0-9][A-Za-z0-9._/-]{0," + (GrpcHealth.LONGEST_SERVICE - 1) + "}");
  private static final int MOST_PATH_CHARACTERS = 2_000;
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  /** How a probe talks. */
  public enum Scheme {
    HTTP_TLS("http+tls", 443),
    HTTP("http", 80),
    TLS("tls", 0),
    GRPC_TLS("grpc+tls", 0),
    TCP("tcp", 0);

    private final String text;
    private final int defaultPort;

    Scheme(String text, int defaultPort) {
      this.text = text;
      this.defaultPort = defaultPort;
    }

    /** Whether the node has to prove who it is. */
    public boolean isTls() {
      return this == HTTP_TLS || this == TLS || this == GRPC_TLS;
    }

    boolean isHttp() {
      return this == HTTP_TLS || this == HTTP;
    }

    static Optional<Scheme> parse(String text) {
      for (var scheme : values()) {
        if (scheme.text.equals(text)) {
          return Optional.of(scheme);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * Fills a plan's probe in for one node.
   *
   * @param words what may stand in braces: {@code host}, {@code node} and the node's labels
   * @param allowedHosts the fleet's hosts and the plan's {@code hosts_allow}
   * @return {@code PLAN_INVALID} for a probe that can't be asked, {@code PROBE_HOST_NOT_ALLOWED}
   *     for a host outside
   */
  public static Outcome<ProbeTarget> of(
      String probe, Map<String, String> words, Set<String> allowedHosts) {
    String schemeText = probe.contains(":") ? probe.substring(0, probe.indexOf(':')) : "";
    var scheme = Scheme.parse(schemeText);
    if (scheme.isEmpty()) {
      return invalid(probe, unknownScheme(schemeText));
    }
    if (scheme.get() == Scheme.GRPC_TLS && GrpcAdapter.find().isEmpty()) {
      return noGrpc(probe);
    }
    var template = ProbeTemplate.parse(probe);
    if (template.isEmpty()) {
      return invalid(probe, "a probe is scheme://host:port/path");
    }
    var unknown =
        template.get().words().stream().filter(word -> !words.containsKey(word)).findFirst();
    if (unknown.isPresent()) {
      return invalid(probe, "the node has no label " + Escape.printable(unknown.get()));
    }
    return filled(scheme.get(), template.get(), words).checked(probe, allowedHosts);
  }

  private static ProbeTarget filled(
      Scheme scheme, ProbeTemplate template, Map<String, String> words) {
    var filled = fill(template.path(), words, false);
    var path =
        switch (scheme) {
          case HTTP_TLS, HTTP -> filled.isEmpty() ? "/" : filled;
          case GRPC_TLS -> filled.equals("/") ? "" : filled;
          case TLS, TCP -> "";
        };
    return new ProbeTarget(
        scheme,
        fill(template.host(), words, true),
        template.port().orElse(scheme.defaultPort),
        path);
  }

  private Outcome<ProbeTarget> checked(String probe, Set<String> allowedHosts) {
    if (path.length() > MOST_PATH_CHARACTERS) {
      return invalid(probe, "with this node's labels the path is too long");
    }
    if (scheme == Scheme.GRPC_TLS && !SERVICE.matcher(path).matches()) {
      return invalid(probe, "the path of a gRPC probe is the name of a service");
    }
    if (!ProbeTemplate.isHost(host) || !allowedHosts.contains(host)) {
      return Outcome.refused(
          Problem.of(
              Code.PROBE_HOST_NOT_ALLOWED,
              Escape.printable(host) + " is neither a host of the fleet nor in hosts_allow",
              "health_check.probe"));
    }
    return Outcome.ok(this);
  }

  private static String unknownScheme(String scheme) {
    return scheme.equals("exec")
        ? "exec probes are asked by the nodes alone"
        : "a probe begins with http+tls://, http://, grpc+tls://, tls:// or tcp://";
  }

  private static Outcome<ProbeTarget> noGrpc(String probe) {
    return Outcome.refused(
        new Problem(
            Code.PLAN_INVALID,
            "what asks gRPC servers (probe-grpc) isn't here (" + Escape.printable(probe) + ")",
            "health_check.probe",
            "put the adapter probe-grpc among the modules, or use http+tls"));
  }

  private static String fill(String part, Map<String, String> words, boolean isHost) {
    return WORD.matcher(part)
        .replaceAll(found -> {
          String word = words.getOrDefault(found.group(1), "");
          // A whole host is taken as it stands (it may be an address with colons) and has to be
          // one that is allowed; everything else can't leave its place in the URL.
          boolean isWholeHost = isHost && found.group().equals(part);
          return java.util.regex.Matcher.quoteReplacement(
              isWholeHost ? word : percentEncoded(word));
        });
  }

  private static String percentEncoded(String word) {
    var encoded = new StringBuilder();
    for (byte b : word.getBytes(UTF_8)) {
      boolean isUnreserved = UNRESERVED.indexOf((char) b) >= 0;
      if (isUnreserved) {
        encoded.append((char) b);
      } else {
        encoded
            .append('%')
            .append(Character.toUpperCase(Character.forDigit(b >> 4 & 0xf, 16)))
            .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
      }
    }
    return encoded.toString();
  }

  private static Outcome<ProbeTarget> invalid(String probe, String message) {
    return Outcome.refused(
        Problem.of(
            Code.PLAN_INVALID,
            message + " (" + Escape.printable(probe) + ")",
            "health_check.probe"));
  }

  /** The service that a gRPC server is asked for; empty for the server as a whole. */
  String service() {
    return path.isEmpty() ? "" : path.substring(1);
  }

  /** The host as it stands in a URL or a Host header. */
  String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return scheme.text + "://" + authority() + path;
  }
}

package xps.crypto.orchestrator.bind;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Finds what asks gRPC servers. It stands on a library for HTTP/2, so nothing of it is loaded
 * before the first plan with such a probe is read.
 */
final class GrpcAdapter {
  private GrpcAdapter() {}

  /** What is there; the same each time. Where it is there and broken, it isn't there. */
  static Optional<GrpcHealth> find() {
    return Found.ADAPTER;
  }

  /** Made when it is first asked for. */
  private static final class Found {
    static final Optional<GrpcHealth> ADAPTER = load();

    private static Optional<GrpcHealth> load() {
      try {
        return ServiceLoader.load(GrpcHealth.class, GrpcHealth.class.getClassLoader()).findFirst();
      } catch (ServiceConfigurationError | LinkageError _) {
        return Optional.empty(); // to its user a broken one is none: such a plan is refused
      }
    }
  }
}

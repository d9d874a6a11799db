package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Asks a gRPC server whether it is well: the port of {@code adapters/probe-grpc}, which is looked
 * for when the first plan with such a probe is read.
 *
 * <p>The connection is the caller's, and with it whose address is called, who vouches for the
 * server, how much is read and for how long.
 */
public interface GrpcHealth {

  /** The longest name of a service that is asked for. */
  int LONGEST_SERVICE = 200;

  /**
   * One call of {@code grpc.health.v1.Health/Check}.
   *
   * @param from ends with an {@code IOException} where too much was said
   * @param authority host and port, as the server knows itself
   * @param service empty for the server as a whole
   */
  Answer check(InputStream from, OutputStream to, String authority, String service)
      throws IOException;

  /** What the server said. */
  sealed interface Answer {

    /**
     * It serves.
     *
     * @param active each value of {@code XPS-Active} as it was said, in headers or trailers
     */
    record Serving(List<String> active) implements Answer {
      public Serving {
        active = List.copyOf(active);
      }
    }

    /** It doesn't, or says nothing that could be understood. */
    record Ill(String why) implements Answer {}
  }
}

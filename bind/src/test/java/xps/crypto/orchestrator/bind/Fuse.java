package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills a runner at the n-th of its deeds (what it writes into the journal, into the audit log, to
 * the nodes), right before it.
 */
final class Fuse {

  private static final Set<String> DEEDS =
      Set.of("create", "append", "finish", "evidence", "publish");

  private final int at;
  private final AtomicInteger deeds = new AtomicInteger();

  Fuse(int at) {
    this.at = at;
  }

  /** What a killed process would have done next, it doesn't. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed(String deed) {
      super("killed at " + deed, null, false, false);
    }
  }

  /** How many deeds there were. */
  int deeds() {
    return deeds.get();
  }

  Journal journal(Journal journal) {
    return wrapped(Journal.class, journal);
  }

  AuditTrail trail(AuditTrail trail) {
    return wrapped(AuditTrail.class, trail);
  }

  AgentGateway gateway(AgentGateway gateway) {
    return wrapped(AgentGateway.class, gateway);
  }

  private <T> T wrapped(Class<T> port, T inner) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            List.of(port).toArray(Class<?>[]::new),
            (_, method, arguments) -> {
              if (DEEDS.contains(method.getName()) && deeds.incrementAndGet() >= at) {
                throw new Killed(method.getName());
              }
              try {
                return method.invoke(inner, arguments);
              } catch (InvocationTargetException e) {
                if (e.getCause() instanceof IOException
                    || e.getCause() instanceof RuntimeException) {
                  throw e.getCause();
                }
                throw e;
              }
            }));
  }
}

package xps.crypto.orchestrator.examples.hashservice;

import static xps.crypto.orchestrator.workload.Refusal.Code.USAGE;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import xps.crypto.orchestrator.workload.Attempt;
import xps.crypto.orchestrator.workload.Uid;

/**
 * What the service is told when it starts.
 *
 * <pre>
 * listen=127.0.1.1:8443        where it serves
 * tls.chain=chain.pem          its certificate, and those above it
 * tls.key=key.pem              the key of the certificate: PKCS #8, P-256
 * store=store                  the agent's store on this node
 * control=control/hash.sock    where the agent finds the service
 * agent.uid=993                the agent's user; without it: the service's own
 * drain.millis=2000            how long a swap waits for calls in flight; without it: 2000
 * </pre>
 *
 * <p>Paths are relative to the folder of the file.
 */
record Settings(
    InetSocketAddress listen,
    Path tlsChain,
    Path tlsKey,
    Path store,
    Path control,
    Uid agent,
    Duration drainDeadline) {

  private static final long MAX_FILE_BYTES = 64 * 1024;
  private static final List<String> REQUIRED =
      List.of("listen", "tls.chain", "tls.key", "store", "control");
  private static final List<String> OPTIONAL = List.of("agent.uid", "drain.millis");

  static Attempt<Settings> load(Path file) {
    var properties = new Properties();
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        return refused(file, "is larger than " + MAX_FILE_BYTES + " bytes");
      }
      try (var text = Files.newBufferedReader(file)) {
        properties.load(text);
      }
    } catch (IOException | IllegalArgumentException e) {
      return refused(file, "can't be read: " + e);
    }
    return of(file, properties);
  }

  private static Attempt<Settings> of(Path file, Properties properties) {
    var known = new TreeSet<>(REQUIRED);
    known.addAll(OPTIONAL);
    for (var key : properties.stringPropertyNames()) {
      if (!known.contains(key)) {
        return refused(file, "has an unknown key " + key + "; known are " + known);
      }
    }
    for (var key : REQUIRED) {
      if (properties.getProperty(key, "").isBlank()) {
        return refused(file, "lacks the key " + key);
      }
    }
    var address = address(properties.getProperty("listen"));
    var uid = number(properties.getProperty("agent.uid", Integer.toString(Uid.mine().value())));
    var millis = number(properties.getProperty("drain.millis", "2000"));
    if (address.isEmpty() || uid.isEmpty() || millis.isEmpty()) {
      return refused(
          file, "wants listen=ADDRESS:PORT, and whole numbers after agent.uid, drain.millis");
    }
    var here = file.toAbsolutePath();
    return Attempt.done(
        new Settings(
            address.get(),
            here.resolveSibling(properties.getProperty("tls.chain")),
            here.resolveSibling(properties.getProperty("tls.key")),
            here.resolveSibling(properties.getProperty("store")),
            here.resolveSibling(properties.getProperty("control")),
            new Uid(uid.get()),
            Duration.ofMillis(millis.get())));
  }

  private static Optional<InetSocketAddress> address(String text) {
    var colon = text.lastIndexOf(':');
    return colon < 1
        ? Optional.empty()
        : number(text.substring(colon + 1))
            .filter(port -> port <= 65_535)
            .map(port -> new InetSocketAddress(text.substring(0, colon), port))
            .filter(address -> !address.isUnresolved());
  }

  private static Optional<Integer> number(String text) {
    return text.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private static <T> Attempt<T> refused(Path file, String why) {
    return Attempt.refused(USAGE, file + " " + why);
  }
}

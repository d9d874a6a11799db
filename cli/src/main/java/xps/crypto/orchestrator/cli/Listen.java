package xps.crypto.orchestrator.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Outcome;

/** An address to listen on: {@code 127.0.0.1:9443}, {@code [::1]:9443}; never a name. */
final class Listen {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([0-9.]{7,15})):([0-9]{1,5})");
  private static final int MAX_PORT = 65_535;

  private Listen() {}

  static Outcome<InetSocketAddress> parse(String text) {
    var parts = ADDRESS.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group(3)) > MAX_PORT) {
      return refused(text);
    }
    try {
      var host = parts.group(1) == null ? parts.group(2) : parts.group(1);
      return Outcome.ok(
          new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(parts.group(3))));
    } catch (UnknownHostException _) {
      return refused(text);
    }
  }

  private static Outcome<InetSocketAddress> refused(String text) {
    return Outcome.refused(
        Usage.problem(
            "this is no address to listen on",
            text,
            "give an address and a port, like 127.0.0.1:9443 or [::1]:9443"));
  }
}

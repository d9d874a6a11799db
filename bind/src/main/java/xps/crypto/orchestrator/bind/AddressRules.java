package xps.crypto.orchestrator.bind;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Which addresses a probe may call (FORMATS §6): a name that a plan may use can still be made to
 * point at the cloud's metadata service or at this machine.
 */
final class AddressRules {

  /** Where clouds hand credentials to whoever asks, outside of the link-local range. */
  private static final Set<String> METADATA =
      Set.of(
          "100.100.100.200",
          "192.0.0.192",
          "168.63.129.16",
          "fd00:ec2:0:0:0:0:0:254",
          "fd20:ce:0:0:0:0:0:254");

  private static final int IPV4_BYTES = 4;

  private AddressRules() {}

  /** Why an address must not be called; empty when it may be. */
  static Optional<String> objection(InetAddress address, HealthProbe.Loopback loopback) {
    var plain = embedded(address);
    String text = plain.getHostAddress();
    int zone = text.indexOf('%');
    if (plain.isAnyLocalAddress() || isThisNetwork(plain)) {
      return Optional.of("an unspecified address");
    }
    if (plain.isMulticastAddress() || text.equals("255.255.255.255")) {
      return Optional.of("a multicast or broadcast address");
    }
    if (METADATA.contains(zone < 0 ? text : text.substring(0, zone))) {
      return Optional.of("an address of a cloud's metadata service");
    }
    if (plain.isLinkLocalAddress()) {
      return Optional.of("a link-local address");
    }
    if (plain.isLoopbackAddress() && loopback == HealthProbe.Loopback.REFUSED) {
      return Optional.of("an address of this machine (--allow-loopback lets it pass)");
    }
    return Optional.empty();
  }

  private static boolean isThisNetwork(InetAddress address) {
    return address.getAddress().length == IPV4_BYTES && address.getAddress()[0] == 0;
  }

  /** The IPv4 address inside an IPv6 one (compatible, NAT64, 6to4), or the address itself. */
  private static InetAddress embedded(InetAddress address) {
    if (!(address instanceof Inet6Address)
        || address.isAnyLocalAddress()
        || address.isLoopbackAddress()) {
      return address;
    }
    byte[] bytes = address.getAddress();
    if (bytes[0] == 0x20 && bytes[1] == 0x02) {
      return ipv4(bytes, 2, address);
    }
    byte[] nat64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    byte[] head = Arrays.copyOf(bytes, nat64.length);
    boolean isEmbedded = Arrays.equals(head, nat64) || Arrays.equals(head, new byte[nat64.length]);
    return isEmbedded ? ipv4(bytes, nat64.length, address) : address;
  }

  private static InetAddress ipv4(byte[] bytes, int from, InetAddress otherwise) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + IPV4_BYTES));
    } catch (UnknownHostException _) {
      return otherwise;
    }
  }
}

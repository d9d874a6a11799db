package xps.crypto.orchestrator.planner;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Draws the canary (FORMATS §6): in proportion to the strata (role, region), within a stratum nodes
 * of {@code tier:canary} first, then by HMAC-SHA-256 under the plan file's digest. A repeat takes
 * the same nodes, and nobody can aim it.
 */
final class CanaryDraw {
  private static final int DRAWN_AT_ONCE = 1 << 14;

  private final SecretKeySpec key;

  CanaryDraw(Sha256 planFile) {
    this.key = new SecretKeySpec(planFile.bytes(), "HmacSHA256");
  }

  /** ⌈percentage × count / 100⌉. */
  static int seats(int percentage, int count) {
    return Math.toIntExact(((long) percentage * count + 99) / 100);
  }

  /** Draws {@code seats} of the candidates, or all of them if they are fewer. */
  List<Node> draw(Collection<Node> candidates, int seats) {
    if (seats >= candidates.size()) {
      return List.copyOf(candidates);
    }
    var strata = new TreeMap<Stratum, List<Node>>();
    for (var node : candidates) {
      strata
          .computeIfAbsent(
              new Stratum(node.role(), node.label("region")), stratum -> new ArrayList<>())
          .add(node);
    }
    var drawn = new ArrayList<Node>();
    var shares = shares(strata, seats, candidates.size());
    strata.forEach((stratum, nodes) -> drawn.addAll(first(nodes, shares.getOrDefault(stratum, 0))));
    return drawn;
  }

  private record Stratum(String role, String region) implements Comparable<Stratum> {
    @Override
    public int compareTo(Stratum other) {
      var byRole = byteOrder(role, other.role);
      return byRole != 0 ? byRole : byteOrder(region, other.region);
    }
  }

  /** Largest remainder; ties go to the stratum whose name comes first. */
  private static SortedMap<Stratum, Integer> shares(
      SortedMap<Stratum, List<Node>> strata, int seats, int total) {
    var shares = new TreeMap<Stratum, Integer>();
    var remainders = new ArrayList<Remainder>();
    var given = 0;
    for (var entry : strata.entrySet()) {
      var exact = (long) seats * entry.getValue().size();
      var whole = Math.toIntExact(exact / total);
      shares.put(entry.getKey(), whole);
      remainders.add(new Remainder(entry.getKey(), exact % total));
      given += whole;
    }
    remainders.sort(
        Comparator.comparingLong(Remainder::rest).reversed().thenComparing(Remainder::stratum));
    for (var remainder : remainders.subList(0, seats - given)) {
      shares.merge(remainder.stratum(), 1, Integer::sum);
    }
    return shares;
  }

  private record Remainder(Stratum stratum, long rest) {}

  private List<Node> first(List<Node> nodes, int count) {
    var canaries = nodes.stream().filter(node -> node.label("tier").equals("canary")).toList();
    if (canaries.size() >= count) {
      return drawn(canaries, count);
    }
    var first = new ArrayList<>(canaries);
    var others = nodes.stream().filter(node -> !node.label("tier").equals("canary")).toList();
    first.addAll(drawn(others, count - canaries.size()));
    return first;
  }

  /**
   * Those with the lowest lots, by them. On all cores: the lots of a million nodes take a second on
   * one. What the lots begin with says who can be among them; only theirs are looked at whole.
   */
  private List<Node> drawn(List<Node> nodes, int count) {
    if (count == 0 || count >= nodes.size()) {
      return count == 0 ? List.of() : nodes;
    }
    long[] begins = begins(nodes);
    long[] sorted = begins.clone();
    Arrays.parallelSort(sorted);
    long last = sorted[count - 1];
    var mac = mac();
    return IntStream.range(0, begins.length)
        .filter(i -> begins[i] <= last)
        .mapToObj(i -> new Lot(nodes.get(i), HexFormat.of().formatHex(lot(mac, nodes.get(i)))))
        .sorted(Comparator.comparing(Lot::hex))
        .limit(count)
        .map(Lot::node)
        .toList();
  }

  /** A node with its lot in hex, whose text order is the byte order. */
  private record Lot(Node node, String hex) {}

  /** The first eight bytes of each lot, so that their order as numbers is the byte order. */
  private long[] begins(List<Node> nodes) {
    long[] begins = new long[nodes.size()];
    int parts = (nodes.size() + DRAWN_AT_ONCE - 1) / DRAWN_AT_ONCE;
    IntStream.range(0, parts)
        .parallel()
        .forEach(part -> {
          var mac = mac();
          int to = Math.min(nodes.size(), (part + 1) * DRAWN_AT_ONCE);
          for (int i = part * DRAWN_AT_ONCE; i < to; i++) {
            begins[i] = ByteBuffer.wrap(lot(mac, nodes.get(i))).getLong() + Long.MIN_VALUE;
          }
        });
    return begins;
  }

  private static byte[] lot(Mac mac, Node node) {
    return mac.doFinal(node.id().getBytes(StandardCharsets.UTF_8));
  }

  private Mac mac() {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  /** Ids and labels are ASCII, so UTF-16 order is byte order. */
  static int byteOrder(String one, String other) {
    return one.compareTo(other);
  }
}

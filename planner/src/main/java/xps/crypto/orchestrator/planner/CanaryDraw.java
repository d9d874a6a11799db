package xps.crypto.orchestrator.planner;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Draws the canary (FORMATS §6): in proportion to the strata (role, region), within a stratum nodes
 * of {@code tier:canary} first, then by HMAC-SHA-256 under the plan file's digest. A repeat takes
 * the same nodes, and nobody can aim it.
 */
final class CanaryDraw {
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
    return nodes.stream()
        .map(node -> new Lot(node, node.label("tier").equals("canary") ? 0 : 1, lot(node.id())))
        .sorted(Comparator.comparingInt(Lot::tier).thenComparing(Lot::lot))
        .limit(count)
        .map(Lot::node)
        .toList();
  }

  private record Lot(Node node, int tier, String lot) {}

  /** As hex, whose text order is the byte order. */
  private String lot(String id) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return Bytes.copyOf(mac.doFinal(id.getBytes(StandardCharsets.UTF_8))).hex();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  /** Ids and labels are ASCII, so UTF-16 order is byte order. */
  static int byteOrder(String one, String other) {
    return one.compareTo(other);
  }
}

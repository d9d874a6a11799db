package xps.crypto.orchestrator.cli.organisation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Grammar;

/**
 * A machine of the fleet.
 *
 * @param host where its service answers
 * @param labels all but the role: {@code region}, {@code zone}, {@code tier} …
 */
public record Machine(String id, String host, String role, SortedMap<String, String> labels) {
  /** The label under which machines do one job together, and some of them have to stay up. */
  public static final String CLUSTER = "cluster";

  public Machine {
    if (!Grammar.isNodeId(id) || !Grammar.isLabel(role)) {
      throw new IllegalArgumentException("no id of a node, or no role: " + id + ", " + role);
    }
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** A machine in that place. */
  public static Machine of(
      String id, String host, String role, String region, String zone, String tier) {
    var labels = new TreeMap<String, String>();
    labels.put("region", region);
    labels.put("zone", zone);
    labels.put("tier", tier);
    return new Machine(id, host, role, labels);
  }

  /** The same machine, one of a cluster. */
  public Machine inCluster(String name) {
    var more = new TreeMap<>(labels);
    more.put(CLUSTER, name);
    return new Machine(id, host, role, more);
  }

  /**
   * Nine machines in two regions, each at an address of its own on the loopback: enough for a
   * canary and three waves, and for validators of which one may be away at a time.
   */
  public static List<Machine> nine() {
    var machines = new ArrayList<Machine>();
    machines.add(in("validator-1", 1, "validator", "eu-central", "a", "canary").inCluster("chain"));
    machines.add(in("validator-2", 2, "validator", "eu-central", "b", "stable").inCluster("chain"));
    machines.add(in("validator-3", 3, "validator", "us-east", "a", "stable").inCluster("chain"));
    machines.add(in("api-1", 4, "api", "eu-central", "a", "canary"));
    machines.add(in("api-2", 5, "api", "eu-central", "b", "stable"));
    machines.add(in("api-3", 6, "api", "us-east", "a", "stable"));
    machines.add(in("wallet-1", 7, "wallet", "eu-central", "a", "canary"));
    machines.add(in("wallet-2", 8, "wallet", "eu-central", "b", "stable"));
    machines.add(in("wallet-3", 9, "wallet", "us-east", "a", "stable"));
    return List.copyOf(machines);
  }

  private static Machine in(
      String id, int number, String role, String region, String zone, String tier) {
    return of(id, "127.0.1." + number, role, region, region + "-" + zone, tier);
  }
}

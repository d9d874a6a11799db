package xps.crypto.orchestrator.planner;

import java.util.Optional;
import java.util.SortedMap;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A node as the fleet file describes it.
 *
 * @param host name or address that probes go to
 * @param labels by key in byte order
 * @param installed versions by artifact; under {@link #WHOLE} where the file gives one for all
 * @param key SHA-256 of the SPKI that the node signs its reports with
 */
public record Node(
    String id,
    String host,
    SortedMap<String, String> labels,
    SortedMap<String, SemVer> installed,
    Optional<Sha256> key) {
  /** The name under which a version stands that holds for everything on the node. */
  public static final String WHOLE = "*";

  /** Copies the maps. */
  public Node {
    labels = FrozenMap.copyOf(labels);
    installed = FrozenMap.copyOf(installed);
  }

  /** The label {@code role}; empty where there is none. */
  public String role() {
    return label("role");
  }

  /** A label's value; a missing one is empty. */
  public String label(String key) {
    return labels.getOrDefault(key, "");
  }

  /** Whether what {@link #matchable} says under a key is a label's value. */
  static boolean isLabel(String key) {
    return !key.equals("id") && !key.equals("host");
  }

  /**
   * What a plan's {@code match} sees under a key: labels, and {@code id} and {@code host} as well.
   */
  public Optional<String> matchable(String key) {
    return switch (key) {
      case "id" -> Optional.of(id);
      case "host" -> Optional.of(host);
      default -> Optional.ofNullable(labels.get(key));
    };
  }
}

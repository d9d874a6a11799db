package xps.crypto.orchestrator.bind;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What nodes have said in this session of the gateway. Only a node that has said where it stands
 * counts as connected: without its checkpoint no proof can be made for it.
 */
final class KnownNodes {

  private final Map<String, NodeReport> last = new HashMap<>();

  /** Notes a report; true when the node wasn't known before. */
  boolean heard(String node, NodeReport report) {
    return last.put(node, report) == null;
  }

  void gone(String node) {
    last.remove(node);
  }

  boolean isThere(String node) {
    return last.containsKey(node);
  }

  Optional<NodeReport.Seen> checkpoint(String node) {
    return Optional.ofNullable(last.get(node)).map(NodeReport::checkpoint);
  }

  Optional<SortedMap<String, Sha256>> active(String node) {
    return Optional.ofNullable(last.get(node)).map(NodeReport::active);
  }
}

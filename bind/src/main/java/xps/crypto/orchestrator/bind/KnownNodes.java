package xps.crypto.orchestrator.bind;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What nodes have said in this session of the gateway. Only a node that has said where it stands
 * counts as connected: without its checkpoint no proof can be made for it.
 */
final class KnownNodes {

  private final Map<String, NodeReport> last = new HashMap<>();
  private final Set<String> there = new HashSet<>();

  /** Notes a report; true when the node wasn't there before. */
  boolean heard(String node, NodeReport report) {
    last.put(node, report);
    return there.add(node);
  }

  void gone(String node) {
    there.remove(node);
  }

  boolean isThere(String node) {
    return there.contains(node);
  }

  /** Whether that is what the node said last, be it there or not. */
  boolean hasSaid(String node, NodeReport report) {
    return report.equals(last.get(node));
  }

  Optional<NodeReport.Seen> checkpoint(String node) {
    return said(node).map(NodeReport::checkpoint);
  }

  Optional<SortedMap<String, Sha256>> active(String node) {
    return said(node).map(NodeReport::active);
  }

  private Optional<NodeReport> said(String node) {
    return Optional.ofNullable(last.get(node)).filter(_ -> isThere(node));
  }
}

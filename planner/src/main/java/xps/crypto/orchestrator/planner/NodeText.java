package xps.crypto.orchestrator.planner;

import java.util.Iterator;
import java.util.Map;

/**
 * The canonical form of a node that {@link FleetScan} has read: none of its texts needs an escape,
 * and it has no member that is empty.
 */
final class NodeText {
  private NodeText() {}

  static void write(Node node, StringBuilder out) {
    out.append("{\"host\":\"").append(node.host()).append("\",\"id\":\"").append(node.id());
    out.append('"');
    if (node.installed().containsKey(Node.WHOLE)) {
      out.append(",\"installed\":\"").append(node.installed().get(Node.WHOLE)).append('"');
    } else if (!node.installed().isEmpty()) {
      out.append(",\"installed\":");
      members(node.installed().entrySet().iterator(), out);
    }
    node.key().ifPresent(key -> out.append(",\"key\":\"").append(key.hex()).append('"'));
    if (!node.labels().isEmpty()) {
      out.append(",\"labels\":");
      members(node.labels().entrySet().iterator(), out);
    }
    out.append('}');
  }

  private static <V> void members(Iterator<Map.Entry<String, V>> members, StringBuilder out) {
    char before = '{';
    while (members.hasNext()) {
      var member = members.next();
      out.append(before).append('"').append(member.getKey()).append("\":\"");
      out.append(member.getValue()).append('"');
      before = ',';
    }
    out.append('}');
  }
}

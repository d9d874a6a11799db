package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;

/** Who is out of one domain: the nodes with the same value of a label. */
final class Budget {
  final String label;
  final String value;

  /** How many nodes the whole fleet has there, without those that are gone for good. */
  int size;

  /** Of the rollout's nodes there, how many are out. */
  int out;

  /** Who may be held up by it, to be looked at again when somebody is back. */
  private final List<Line> lines = new ArrayList<>();

  Budget(String label, String value) {
    this.label = label;
    this.value = value;
  }

  void holdsUp(Line line) {
    lines.add(line);
  }

  void change(int by) {
    out += by;
    if (by < 0) {
      lines.forEach(Line::lookAgain);
    }
  }

  void gone(int by) {
    size -= by;
    lines.forEach(Line::lookAgain);
  }

  /** Those that are out beside that one. */
  int outBeside(NodeRun node) {
    return node.isOut() ? out - 1 : out;
  }

  @Override
  public String toString() {
    return label + " " + value;
  }
}

package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;

/** Of one wave and one rule of {@code order}, how many of its first haven't come to their end. */
final class Pending {
  private int count;
  private final List<Line> lines = new ArrayList<>();

  int count() {
    return count;
  }

  void holdsUp(Line line) {
    lines.add(line);
  }

  void change(int by) {
    count += by;
    if (count == 0) {
      lines.forEach(Line::lookAgain);
    }
  }
}

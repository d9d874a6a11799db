package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lines that something holds up, by wave and in their order there. */
final class Waiters {
  private final TreeMap<Integer, NavigableSet<Line>> lines = new TreeMap<>();

  void add(Line line) {
    lines
        .computeIfAbsent(
            line.wave(), _ -> new TreeSet<>(Comparator.comparingInt((Line one) -> one.number)))
        .add(line);
  }

  /**
   * There is room for one more. The first of each wave looks whether it can use it; if it can't, it
   * hands it on.
   */
  void wakeOne() {
    if (lines.isEmpty()) {
      return;
    }
    var woken = new ArrayList<Line>();
    for (var ofWave : lines.values()) {
      if (!ofWave.isEmpty()) {
        woken.add(ofWave.removeFirst());
      }
    }
    woken.forEach(Line::lookAgain);
  }

  void wakeAll() {
    var woken = new ArrayList<Line>();
    lines.values().forEach(woken::addAll);
    lines.clear();
    woken.forEach(Line::lookAgain);
  }
}

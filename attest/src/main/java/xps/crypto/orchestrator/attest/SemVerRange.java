package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.SemVer;

/**
 * The versions between events, in the order of Semantic Versioning, as the OSV schema evaluates
 * them.
 *
 * @param events by version
 */
record SemVerRange(List<Event> events) {
  SemVerRange {
    var sorted = new ArrayList<>(events);
    sorted.sort(Comparator.naturalOrder());
    events = List.copyOf(sorted);
  }

  /** What begins or ends with a version. */
  enum Kind {
    INTRODUCED,
    LAST_AFFECTED,
    FIXED,
    LIMIT
  }

  /**
   * @param version nothing for the beginning of all versions
   */
  record Event(Kind kind, Optional<SemVer> version) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      if (version.isEmpty() || other.version.isEmpty()) {
        return Boolean.compare(version.isPresent(), other.version.isPresent());
      }
      int order = version.get().compareTo(other.version.get());
      return order != 0 ? order : kind.compareTo(other.kind);
    }

    private boolean isUpTo(SemVer asked) {
      return version.isEmpty() || version.get().compareTo(asked) <= 0;
    }

    private boolean isBefore(SemVer asked) {
      return version.isEmpty() || version.get().compareTo(asked) < 0;
    }
  }

  boolean contains(SemVer version) {
    boolean in = false;
    boolean limited = false;
    boolean withinLimit = false;
    for (var event : events) {
      switch (event.kind()) {
        case INTRODUCED -> in |= event.isUpTo(version);
        case FIXED -> in &= !event.isUpTo(version);
        case LAST_AFFECTED -> in &= !event.isBefore(version);
        case LIMIT -> {
          limited = true;
          withinLimit |= !event.isUpTo(version);
        }
      }
    }
    return in && (!limited || withinLimit);
  }
}

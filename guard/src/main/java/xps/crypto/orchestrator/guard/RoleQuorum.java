package xps.crypto.orchestrator.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gives each person to one of the roles that they may stand for, so that as many seats as can be
 * are taken. A person who has two roles takes one seat: else one person would be a quorum of two.
 *
 * <p>Guaranteed: the most seats that any assignment takes (augmenting paths), and so one more
 * person never leaves fewer seats taken.
 *
 * @param assigned the role that each person who has a seat was given
 * @param shortage seats that stay empty, by role; none for a role that is complete
 */
record RoleQuorum(SortedMap<String, String> assigned, SortedMap<String, Integer> shortage) {
  RoleQuorum {
    assigned = Collections.unmodifiableSortedMap(new TreeMap<>(assigned));
    shortage = Collections.unmodifiableSortedMap(new TreeMap<>(shortage));
  }

  /**
   * Fills the seats.
   *
   * @param seats how many, by role
   * @param rolesOf the roles that each person may stand for
   */
  static RoleQuorum of(SortedMap<String, Integer> seats, SortedMap<String, Set<String>> rolesOf) {
    var free = new TreeMap<>(seats);
    var assigned = new TreeMap<String, String>();
    for (var person : rolesOf.keySet()) {
      place(person, rolesOf, free, assigned);
    }
    free.values().removeIf(count -> count == 0);
    return new RoleQuorum(assigned, free);
  }

  /** Looks, broadest first, for a chain of people who could move up until a seat is free. */
  private static void place(
      String newcomer,
      Map<String, Set<String>> rolesOf,
      SortedMap<String, Integer> free,
      SortedMap<String, String> assigned) {
    var cameFrom = new HashMap<String, String>(); // the person through whom a role was reached
    var seen = new HashSet<String>();
    var queue = new ArrayDeque<String>(List.of(newcomer));
    while (!queue.isEmpty()) {
      var person = queue.remove();
      for (var role : sorted(rolesOf.getOrDefault(person, Set.of()))) {
        if (!free.containsKey(role) || !seen.add(role)) {
          continue;
        }
        cameFrom.put(role, person);
        if (free.merge(role, 0, Integer::sum) > 0) {
          free.merge(role, -1, Integer::sum);
          moveUp(role, newcomer, cameFrom, assigned);
          return;
        }
        assigned.forEach((holder, held) -> {
          if (held.equals(role)) {
            queue.add(holder);
          }
        });
      }
    }
  }

  private static void moveUp(
      String freeRole,
      String newcomer,
      Map<String, String> cameFrom,
      SortedMap<String, String> assigned) {
    var role = freeRole;
    while (true) {
      var person = cameFrom.getOrDefault(role, newcomer);
      var left = assigned.put(person, role);
      if (person.equals(newcomer) || left == null) {
        return;
      }
      role = left;
    }
  }

  private static List<String> sorted(Set<String> roles) {
    var list = new ArrayList<>(roles);
    Collections.sort(list);
    return list;
  }
}

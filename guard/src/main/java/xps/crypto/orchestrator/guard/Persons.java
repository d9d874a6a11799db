package xps.crypto.orchestrator.guard;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import xps.crypto.orchestrator.attest.SignedPatch;

/**
 * Who is who. Policy and trust store each name persons; a key that stands in both says that two
 * names are one person, and so do two such keys by way of a third name.
 */
final class Persons {
  private final Map<String, String> firstName = new HashMap<>();
  private final Set<String> authors = new HashSet<>();

  private Persons() {}

  static Persons of(Policy policy, SignedPatch patch) {
    var persons = new Persons();
    for (var approver : policy.approvers()) {
      patch.personOf(approver.key()).ifPresent(name -> persons.unite(approver.person(), name));
    }
    var holders = policy.breakGlass().map(BreakGlassRules::holders).orElse(List.of());
    for (var holder : holders) {
      patch.personOf(holder.key()).ifPresent(name -> persons.unite(holder.person(), name));
    }
    for (var author : patch.authors()) {
      persons.authors.add(author.person());
      for (var holder : holders) {
        if (author.keys().contains(holder.key())) {
          persons.authors.add(holder.person());
        }
      }
      for (var approver : policy.approvers()) {
        if (author.keys().contains(approver.key())) {
          persons.authors.add(approver.person());
        }
      }
    }
    return persons;
  }

  /** The one name under which this approver counts. */
  String of(Approver approver) {
    return of(approver.person());
  }

  /** The one name for that person, whatever the policy calls them. */
  String of(String person) {
    return find(person);
  }

  /** Whether this approver made the patch, under whatever name. */
  boolean isAuthor(Approver approver) {
    return isAuthor(approver.person());
  }

  boolean isAuthor(String person) {
    var name = of(person);
    return authors.stream().anyMatch(author -> find(author).equals(name));
  }

  private void unite(String one, String other) {
    var first = find(one);
    var second = find(other);
    if (first.compareTo(second) < 0) {
      firstName.put(second, first);
    } else if (!first.equals(second)) {
      firstName.put(first, second);
    }
  }

  private String find(String name) {
    var at = name;
    while (firstName.containsKey(at)) { // names only get smaller, so this ends
      at = firstName.getOrDefault(at, at);
    }
    return at;
  }
}

package xps.crypto.orchestrator.guard;

import java.util.HashMap;
import java.util.HashSet;
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
    for (var author : patch.authors()) {
      persons.authors.add(author.person());
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
    return find(approver.person());
  }

  /** Whether this approver made the patch, under whatever name. */
  boolean isAuthor(Approver approver) {
    var name = of(approver);
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

package xps.crypto.orchestrator.workload;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the agent's store calls active: a claim of its links, until each object has been staged.
 *
 * @param number 0 when nothing was ever activated
 */
public record StoredGeneration(long number, SortedMap<ModuleName, ObjectDigest> modules) {
  static final StoredGeneration NONE = new StoredGeneration(0, new TreeMap<>());

  public StoredGeneration {
    modules = Collections.unmodifiableSortedMap(new TreeMap<>(modules));
  }
}

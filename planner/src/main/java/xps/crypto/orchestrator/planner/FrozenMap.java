package xps.crypto.orchestrator.planner;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map by name that nobody can change, so that many nodes can share one: of a million nodes
 * few have labels like nobody else's.
 */
@SuppressWarnings("JdkObsolete") // a node promises no more than a sorted map
final class FrozenMap<V> extends AbstractMap<String, V> implements SortedMap<String, V> {
  private final SortedMap<String, V> map;

  private FrozenMap(SortedMap<String, V> map) {
    this.map = map;
  }

  /** A copy, or the very map where that is frozen already. */
  static <V> SortedMap<String, V> copyOf(SortedMap<String, V> map) {
    return map instanceof FrozenMap<V> frozen
        ? frozen
        : new FrozenMap<>(Collections.unmodifiableSortedMap(new TreeMap<>(map)));
  }

  @Override
  public @Nullable V get(Object key) {
    return map.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return map.containsKey(key);
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return map.entrySet();
  }

  @Override
  public @Nullable Comparator<? super String> comparator() {
    return map.comparator();
  }

  @Override
  public SortedMap<String, V> subMap(String from, String to) {
    return map.subMap(from, to);
  }

  @Override
  public SortedMap<String, V> headMap(String to) {
    return map.headMap(to);
  }

  @Override
  public SortedMap<String, V> tailMap(String from) {
    return map.tailMap(from);
  }

  @Override
  public String firstKey() {
    return map.firstKey();
  }

  @Override
  public String lastKey() {
    return map.lastKey();
  }
}

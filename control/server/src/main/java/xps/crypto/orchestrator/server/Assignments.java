package xps.crypto.orchestrator.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What every node should be, what it was told before, and who waits to be told.
 *
 * <p>One lock, held for a few map operations and never while something is written to a socket.
 */
final class Assignments {

  private final Map<String, Assignment> assignments = new HashMap<>();
  private final Map<String, Waiter> waiters = new HashMap<>();

  /** Somebody who waits for a generation above {@code after}; is told at most once. */
  record Waiter(long after, Consumer<Optional<Bytes>> tell) {}

  private record Assignment(
      long generation, Bytes json, Set<Sha256> objects, Set<Sha256> previousObjects) {}

  void publish(String node, Desired desired, Set<Sha256> objects) {
    var json = desired.toJson();
    @Nullable Waiter told = null;
    synchronized (this) {
      var current = assignments.get(node);
      if (current != null && current.generation() >= desired.generation()) {
        return;
      }
      assignments.put(
          node,
          new Assignment(
              desired.generation(), json, Set.copyOf(objects), before(current, objects)));
      var waiter = waiters.get(node);
      if (waiter != null && waiter.after() < desired.generation()) {
        told = waiters.remove(node);
      }
    }
    if (told != null) {
      told.tell().accept(Optional.of(json));
    }
  }

  /** The same objects under a new generation are no new state: the previous one stays. */
  private static Set<Sha256> before(@Nullable Assignment current, Set<Sha256> objects) {
    if (current == null) {
      return Set.of();
    }
    return current.objects().equals(objects) ? current.previousObjects() : current.objects();
  }

  /** Tells the waiter now or later. A node has one waiter: an older one is sent away. */
  void await(String node, Waiter waiter) {
    @Nullable Waiter replaced;
    @Nullable Assignment ready = null;
    synchronized (this) {
      var current = assignments.get(node);
      if (current != null && current.generation() > waiter.after()) {
        ready = current;
        replaced = waiters.remove(node);
      } else {
        replaced = waiters.put(node, waiter);
      }
    }
    if (replaced != null) {
      replaced.tell().accept(Optional.empty());
    }
    if (ready != null) {
      waiter.tell().accept(Optional.of(ready.json()));
    }
  }

  /** Whether this waiter was still waiting, and is not any more. */
  synchronized boolean leave(String node, Waiter waiter) {
    return waiters.remove(node, waiter);
  }

  synchronized boolean isWaiting(String node) {
    return waiters.containsKey(node);
  }

  /** A node reads objects of its own desired or previous state, and no others. */
  synchronized boolean mayRead(String node, Sha256 object) {
    var current = assignments.get(node);
    return current != null
        && (current.objects().contains(object) || current.previousObjects().contains(object));
  }
}

package xps.crypto.orchestrator.planner;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Nodes one behind the other, each in no more than one queue: the nodes themselves know who is
 * before and behind them, so that a million of them stand there for nothing.
 */
final class NodeQueue implements Iterable<NodeRun> {
  private @Nullable NodeRun first;
  private @Nullable NodeRun last;
  private int size;

  boolean isEmpty() {
    return first == null;
  }

  int size() {
    return size;
  }

  boolean contains(NodeRun node) {
    return node.queue == this;
  }

  Optional<NodeRun> first() {
    return Optional.ofNullable(first);
  }

  /** Puts it behind the last; it stands here already: nothing changes. */
  void addLast(NodeRun node) {
    if (contains(node)) {
      return;
    }
    if (node.queue != null) {
      throw new IllegalStateException(node.id + " stands in another queue");
    }
    node.queue = this;
    node.before = last;
    if (last == null) {
      first = node;
    } else {
      last.behind = node;
    }
    last = node;
    size++;
  }

  /** Takes it out; it doesn't stand here: nothing changes. */
  void remove(NodeRun node) {
    if (!contains(node)) {
      return;
    }
    if (node.before == null) {
      first = node.behind;
    } else {
      node.before.behind = node.behind;
    }
    if (node.behind == null) {
      last = node.before;
    } else {
      node.behind.before = node.before;
    }
    node.queue = null;
    node.before = null;
    node.behind = null;
    size--;
  }

  Stream<NodeRun> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /** From the first to the last; the queue stays as it is meanwhile. */
  @Override
  public Iterator<NodeRun> iterator() {
    return new Iterator<>() {
      private @Nullable NodeRun next = first;

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public NodeRun next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        var node = next;
        next = node.behind;
        return node;
      }
    };
  }
}

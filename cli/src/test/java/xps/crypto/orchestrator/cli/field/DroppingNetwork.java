package xps.crypto.orchestrator.cli.field;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What lies between a node and its control plane; it can drop whatever the node sends. */
final class DroppingNetwork implements AutoCloseable {
  private final ServerSocket door;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile int to;
  private volatile boolean drops;

  /** How many requests didn't get through. */
  final AtomicInteger dropped = new AtomicInteger();

  DroppingNetwork() throws IOException {
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("network").start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  void leadTo(int port) {
    to = port;
  }

  /** From now on nothing gets through, nor on what is open. */
  void drop() throws IOException {
    drops = true;
    for (var socket : open) {
      socket.close();
    }
  }

  void letThrough() {
    drops = false;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        var node = door.accept();
        Thread.ofVirtual().start(() -> carry(node));
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private void carry(Socket node) {
    try (node) {
      if (drops) {
        if (node.getInputStream().read() >= 0) {
          dropped.incrementAndGet();
        }
        return;
      }
      try (var plane = new Socket(InetAddress.getLoopbackAddress(), to)) {
        open.addAll(List.of(node, plane));
        var answers = Thread.ofVirtual().start(() -> copy(plane, node));
        copy(node, plane);
        answers.join();
      }
    } catch (IOException | InterruptedException _) {
      // One of them has had enough.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // Cut.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    drop();
  }
}

package xps.crypto.orchestrator.workload;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static xps.crypto.orchestrator.workload.Refusal.Code.MODULE_NAME_MISMATCH;
import static xps.crypto.orchestrator.workload.Refusal.Code.PERMISSION_DENIED;
import static xps.crypto.orchestrator.workload.Refusal.Code.SWAP_FAILED;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The workload's end of the control socket: the agent, and nobody else, tells it here which modules
 * to make active.
 *
 * <p>The socket lies in a folder of the workload's user, 0750 and of the agent's group. Who
 * connects is known from the kernel before the first byte is read; whoever isn't the agent or root
 * is closed without a word. See {@link Request} for what can be asked.
 */
public final class ControlSocket implements AutoCloseable {
  /** An agent needs one connection, and a second while it recovers. */
  private static final int MAX_CONNECTIONS = 4;

  /** A connection that says nothing for so long is closed; the agent makes another. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Modules modules;
  private final Uid agent;
  private final Path socket;
  private final ServerSocketChannel server;
  private final Set<LineChannel> connections = ConcurrentHashMap.newKeySet();

  private ControlSocket(Modules modules, Uid agent, Path socket, ServerSocketChannel server) {
    this.modules = modules;
    this.agent = agent;
    this.socket = socket;
    this.server = server;
  }

  /** Listens from now on, in threads of its own, until it is closed. */
  public static Attempt<ControlSocket> listen(Modules modules, Path socket, Uid agent) {
    var path = socket.toAbsolutePath().normalize();
    try {
      var complaint = prepareFolderOf(path, agent);
      if (complaint.isPresent()) {
        return Attempt.refused(PERMISSION_DENIED, complaint.get());
      }
      if (isAnsweredAt(path)) {
        return Attempt.refused(SWAP_FAILED, "another workload listens at " + path);
      }
      Files.deleteIfExists(path);
      var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      // To connect is to write: whoever the folder lets in may, and is asked who he is.
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
      var control = new ControlSocket(modules, agent, path, server);
      Thread.ofPlatform().daemon().name("xps-control").start(control::accept);
      return Attempt.done(control);
    } catch (IOException e) {
      return Attempt.refused(SWAP_FAILED, "can't listen at " + path + ": " + e.getMessage());
    }
  }

  /** Only its owner may put a socket there: otherwise somebody else's would be taken for ours. */
  private static Optional<String> prepareFolderOf(Path socket, Uid agent) throws IOException {
    var parent = Optional.ofNullable(socket.getParent());
    if (parent.isEmpty()) {
      return Optional.of(socket + " is not a file in a folder");
    }
    var folder = parent.get();
    if (Files.notExists(folder, NOFOLLOW_LINKS)) {
      if (!agent.equals(Uid.mine()) && !agent.equals(Uid.ROOT)) {
        // Made here it would be of our own group, which lets no agent of another user in.
        return Optional.of(
            folder + " isn't there: make it, 0750, of this user and of the group of " + agent);
      }
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
    }
    return StoredFile.at(folder)
        .complaintAsFolderOf(Uid.mine())
        .map(complaint -> folder + " " + complaint);
  }

  private static boolean isAnsweredAt(Path socket) {
    if (Files.notExists(socket, NOFOLLOW_LINKS)) {
      return false;
    }
    try (var other = ControlClient.dial(socket)) {
      return other.isConnected();
    } catch (ConnectException _) {
      return false; // what a workload that was killed has left behind
    } catch (IOException _) {
      return true; // somebody listens, and hangs
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        var peer = server.accept();
        if (!isLetIn(peer) || connections.size() >= MAX_CONNECTIONS) {
          peer.close();
          continue;
        }
        var connection = new LineChannel(peer, PATIENCE);
        connections.add(connection);
        Thread.ofPlatform().daemon().name("xps-control-agent").start(() -> serve(connection));
      } catch (IOException _) {
        // Of one connection: the agent makes another. Of the server: then it is closed.
      }
    }
  }

  private boolean isLetIn(SocketChannel peer) throws IOException {
    return agent.isAtTheOtherEndOf(peer) || Uid.ROOT.isAtTheOtherEndOf(peer);
  }

  private void serve(LineChannel connection) {
    try (connection;
        var preparation = new Preparation(modules)) {
      while (true) {
        var request = connection.readLine().flatMap(Request::parse);
        // Whoever sends what isn't a request isn't our agent, or a broken one: no way to go on.
        if (request.isEmpty() || !connection.writeLine(answer(request.get(), preparation).line())) {
          return;
        }
      }
    } catch (IOException | ClosedSelectorException _) {
      // The agent is gone, or we are closed: what was prepared goes with the connection.
    } finally {
      connections.remove(connection);
    }
  }

  private Answer answer(Request request, Preparation preparation) {
    return switch (request) {
      case Request.Prepare(var generation, var name, var sha256, var nonce) ->
          switch (preparation.add(generation, name, sha256)) {
            case Attempt.Done<ModuleVersion>(var module) ->
                new Answer.Prepared(generation, module, nonce);
            case Attempt.Refused<ModuleVersion>(var refusal) -> new Answer.Refused(refusal, nonce);
          };
      case Request.Commit(var generation, var nonce) ->
          switch (preparation.commit(generation)) {
            case Attempt.Done<Activation>(var activation) ->
                new Answer.Committed(activation, nonce);
            case Attempt.Refused<Activation>(var refusal) -> new Answer.Refused(refusal, nonce);
          };
      case Request.Status(var name, var nonce) -> status(name, nonce);
    };
  }

  private Answer status(ModuleName name, Nonce nonce) {
    if (modules.slotOf(name).isEmpty()) {
      return new Answer.Refused(
          new Refusal(MODULE_NAME_MISMATCH, "this application hasn't bound " + name), nonce);
    }
    return modules
        .status(name)
        .<Answer>map(status -> new Answer.Active(status, nonce))
        .orElseGet(() -> new Answer.Idle(modules.view().generation(), name, nonce));
  }

  /** Ends every connection. The modules stay as they are. */
  @Override
  public void close() {
    closeQuietly(server);
    connections.forEach(ControlSocket::closeQuietly);
    try {
      Files.deleteIfExists(socket);
    } catch (IOException _) {
      // The next workload removes it before it listens.
    }
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException _) {
      // It is closed all the same.
    }
  }
}

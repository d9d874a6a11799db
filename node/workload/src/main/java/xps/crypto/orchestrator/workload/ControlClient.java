package xps.crypto.orchestrator.workload;

import static xps.crypto.orchestrator.workload.Refusal.Code.PERMISSION_DENIED;
import static xps.crypto.orchestrator.workload.Refusal.Code.SWAP_FAILED;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The agent's end of a workload's control socket. One connection, one request at a time.
 *
 * <p>Guarantees: the process at the other end belongs to the workload's user, as the kernel says;
 * every answer belongs to the request that it answers; no call waits longer than the patience that
 * it was given. A refusal leaves the workload as it was, but for {@code SWAP_FAILED} after a commit
 * that was not answered: then ask for the status.
 */
public final class ControlClient implements AutoCloseable {
  private final LineChannel channel;
  private final SecureRandom random = new SecureRandom();

  private ControlClient(LineChannel channel) {
    this.channel = channel;
  }

  /**
   * A connection, when the workload's process is behind the socket.
   *
   * @param patience for each answer; a commit waits for calls in flight, so give it more than the
   *     workload's drain deadline
   */
  public static Attempt<ControlClient> connect(Path socket, Uid workload, Duration patience) {
    try {
      var peer = dial(socket);
      if (!workload.isAtTheOtherEndOf(peer)) {
        peer.close();
        return Attempt.refused(
            PERMISSION_DENIED, "the process behind " + socket + " doesn't belong to " + workload);
      }
      return Attempt.done(new ControlClient(new LineChannel(peer, patience)));
    } catch (IOException e) {
      return Attempt.refused(
          SWAP_FAILED, "no workload answers at " + socket + ": " + e.getMessage());
    }
  }

  /**
   * A connection at once, or none: where so many wait already that the kernel takes no more, nobody
   * has looked for a while, and to wait with them could last for ever.
   */
  static SocketChannel dial(Path socket) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.configureBlocking(false);
      if (channel.connect(UnixDomainSocketAddress.of(socket))) {
        return channel;
      }
      throw new IOException("it takes no connection now");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Makes these modules active together, as one generation, and no others; all of them or none. */
  public Attempt<Activation> activate(
      long generation, SortedMap<ModuleName, ObjectDigest> modules) {
    for (Map.Entry<ModuleName, ObjectDigest> module : modules.entrySet()) {
      var refusal = prepare(generation, module.getKey(), module.getValue()).refusal();
      if (refusal.isPresent()) {
        return new Attempt.Refused<>(refusal.get());
      }
    }
    return commit(generation);
  }

  /** Has the workload load and try a module, beside the one that it calls. */
  public Attempt<ModuleVersion> prepare(long generation, ModuleName name, ObjectDigest sha256) {
    return ask(
        new Request.Prepare(generation, name, sha256, fresh()),
        answer ->
            answer instanceof Answer.Prepared(var of, var module, _)
                    && of == generation
                    && module.name().equals(name)
                    && module.sha256().equals(sha256)
                ? Optional.of(module)
                : Optional.empty());
  }

  /** Makes active, in one step, what was prepared over this connection for that generation. */
  public Attempt<Activation> commit(long generation) {
    return ask(
        new Request.Commit(generation, fresh()),
        answer ->
            answer instanceof Answer.Committed(var activation, _)
                    && activation.generation() == generation
                ? Optional.of(activation)
                : Optional.empty());
  }

  /** What is mapped and called under a name; nothing, when the workload waits for its first. */
  public Attempt<Optional<ModuleStatus>> status(ModuleName name) {
    return ask(
        new Request.Status(name, fresh()),
        answer ->
            switch (answer) {
              case Answer.Active(var status, _) when status.active().name().equals(name) ->
                  Optional.of(Optional.of(status));
              case Answer.Idle(_, var idle, _) when idle.equals(name) ->
                  Optional.of(Optional.empty());
              case Answer.Active _,
                  Answer.Idle _,
                  Answer.Prepared _,
                  Answer.Committed _,
                  Answer.Refused _ ->
                  Optional.empty();
            });
  }

  private Nonce fresh() {
    return Nonce.fresh(random);
  }

  private <T> Attempt<T> ask(Request request, Function<Answer, Optional<T>> expected) {
    try {
      var line = channel.writeLine(request.line()) ? channel.readLine() : Optional.<String>empty();
      if (line.isEmpty()) {
        return Attempt.refused(
            SWAP_FAILED, "the workload has closed the connection, or is too slow");
      }
      var answer = Answer.parse(line.get()).filter(it -> it.nonce().equals(request.nonce()));
      if (answer.isPresent() && answer.get() instanceof Answer.Refused(var refusal, _)) {
        return new Attempt.Refused<>(refusal);
      }
      return answer
          .flatMap(expected)
          .<Attempt<T>>map(Attempt.Done::new)
          .orElseGet(
              () -> Attempt.refused(SWAP_FAILED, "the workload's answer is to another question"));
    } catch (IOException e) {
      return Attempt.refused(
          SWAP_FAILED, "the connection to the workload broke: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing that was acknowledged depends on how a connection ends.
    }
  }
}

package xps.crypto.orchestrator.bind;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.RolloutResult;

/** A rollout that runs in this process. It is unfinished business until {@link #outcome} is Ok. */
public final class RunningRollout implements AutoCloseable {

  private static final String TAKE_UP = "start the same apply again: it takes the rollout up";

  private final String id;
  private final Progress progress;
  private final Mailbox mailbox;
  private final CompletableFuture<Ended> ended;

  RunningRollout(String id, Progress progress, Mailbox mailbox, CompletableFuture<Ended> ended) {
    this.id = id;
    this.progress = progress;
    this.mailbox = mailbox;
    this.ended = ended;
  }

  /** Its name: 26 characters, in the journal, in every warrant and in the audit log. */
  public String id() {
    return id;
  }

  /** Prints what becomes so, a line each, those said before included. */
  public RunningRollout watch(PrintStream out) {
    return watch(out::println);
  }

  /** Hands each line on, on the rollout's own thread: whoever takes it must not hold it up. */
  public RunningRollout watch(Consumer<String> lines) {
    progress.add(lines);
    return this;
  }

  /** Asks the process to stop here; the rollout stays in the journal, to be taken up again. */
  public void stop() {
    mailbox.put(new Mailbox.Letter.Stop());
  }

  /** Stops, and waits until nothing of it is under way in this process any more. */
  @Override
  public void close() {
    stop();
    try {
      ended.join();
    } catch (CompletionException | CancellationException _) {
      // It broke off: outcome() tells about it.
    }
  }

  /**
   * Waits for its end.
   *
   * @throws xps.crypto.orchestrator.document.RefusedException when it was left unfinished, with why
   */
  public RolloutResult await() throws InterruptedException {
    return outcome().orThrow();
  }

  /**
   * Waits for its end. Refused when it was left unfinished: {@code CANCELLED} and {@code
   * DEADLINE_EXCEEDED} for one that is paused or was stopped, {@code ROLLOUT_CONFLICT} when another
   * process has taken it up, and whatever kept it from beginning.
   */
  public Outcome<RolloutResult> outcome() throws InterruptedException {
    try {
      return switch (ended.get()) {
        case Ended.Finished(var result) -> Outcome.ok(result);
        case Ended.Refused(var problems) -> Outcome.refused(problems);
        case Ended.Paused(var reason) ->
            unfinished(
                reason.startsWith("the deadline") ? Code.DEADLINE_EXCEEDED : Code.CANCELLED,
                "the rollout is paused: " + reason,
                "let it go on with xps rollout resume, and " + TAKE_UP);
        case Ended.Stopped() ->
            unfinished(
                Code.CANCELLED,
                "this process was told to stop; the rollout is unfinished",
                TAKE_UP);
      };
    } catch (ExecutionException e) {
      throw new IllegalStateException("the rollout " + id + " broke off", e.getCause());
    }
  }

  private Outcome<RolloutResult> unfinished(Code code, String message, String remedy) {
    return Outcome.refused(List.of(new Problem(code, message, "rollout " + id, remedy)));
  }
}

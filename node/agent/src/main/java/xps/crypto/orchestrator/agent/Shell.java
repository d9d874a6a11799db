package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import xps.crypto.orchestrator.agent.Happenings.Happening;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.SignedReport;

/**
 * Feeds the machine with what happens, and carries out what it says; decides nothing.
 *
 * <p>One thread steps and writes the journal, one does what takes its time, one keeps in touch.
 * Whatever breaks in the others breaks the first: an agent that doesn't know what it has done, or
 * hears nobody, must not go on.
 */
final class Shell implements AutoCloseable {
  private final OwnersFiles files;
  private final AgentStore store;
  private final Hands hands;
  private final Outbox outbox;
  private final Optional<StatementSigner> key;
  private final NodeClock nodeClock;
  private final Consumer<String> news;
  private final Consumer<Problem> complaints;
  private final Happenings happenings;
  private final AtomicLong remembered;
  private final ScheduledThreadPoolExecutor worker;
  private Agent agent;
  private AgentState state;
  private Future<?> doing = CompletableFuture.completedFuture(true);

  Shell(
      OwnersFiles files,
      AgentState state,
      AgentStore store,
      Hands hands,
      Outbox outbox,
      Optional<StatementSigner> key,
      NodeClock nodeClock,
      Happenings happenings,
      AtomicLong remembered,
      Consumer<String> news,
      Consumer<Problem> complaints) {
    this.files = files;
    this.agent = new Agent(files.rules());
    this.state = state;
    this.remembered = remembered;
    this.store = store;
    this.hands = hands;
    this.outbox = outbox;
    this.key = key;
    this.nodeClock = nodeClock;
    this.happenings = happenings;
    this.news = news;
    this.complaints = complaints;
    this.worker =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("agent-hands").factory());
    this.worker.setRemoveOnCancelPolicy(true);
  }

  /** Runs until {@link #close}. */
  void run() throws InterruptedException {
    while (true) {
      switch (happenings.next()) {
        case Happening.Known(var event) -> take(event);
        case Happening.Broken(var cause) ->
            throw new IllegalStateException("the agent broke", cause);
        case Happening.Over _ -> {
          return;
        }
      }
    }
  }

  /** Everything is judged by the clock and the files as they are now. */
  private void take(Event event) throws InterruptedException {
    follow(new Event.ClockRead(nodeClock.read()));
    var changed = files.news();
    if (changed.isPresent()) {
      agent = new Agent(changed.get().rules());
      follow(new Event.Informed(nodeClock.clock().instant(), changed.get().bulletin()));
    }
    follow(event);
  }

  private void follow(Event event) throws InterruptedException {
    var step = agent.step(state, event);
    state = step.state();
    hands.asked(state.deed());
    for (var effect : step.effects()) {
      try {
        carryOut(effect);
      } catch (IOException e) {
        var problem = StoreProblem.of(e, store.root().toString());
        complaints.accept(problem);
        happenings.happened(new Event.StoreFailed(nodeClock.clock().instant(), problem));
        return;
      }
    }
  }

  private void carryOut(Effect effect) throws IOException {
    switch (effect) {
      case Effect.Lay(long generation, var artifacts) -> store.lay(generation, artifacts);
      case Effect.Persist(var journal) -> {
        store.persist(journal);
        remembered.set(journal.memory().generation());
      }
      case Effect.Point(var active, var previous) -> {
        store.lay(active.generation(), active.artifacts());
        store.point(active.generation(), previous.map(Installation::generation));
      }
      case Effect.Report(var report, var word) -> {
        report.problem().ifPresent(complaints);
        outbox.add(word.map(it -> signed(report, it)).orElse(report));
      }
      case Effect.Say(var line) -> news.accept(line);
      case Effect.Complain(var problem) -> complaints.accept(problem);
      case Effect.Collect(var kept) -> collect(kept);
      case Effect.Wake(var at) -> wake(at);
      case Effect.Fetch fetch -> later(fetch.deed(), Duration.ZERO, () -> hands.fetch(fetch));
      case Effect.SelfTest test -> later(test.deed(), Duration.ZERO, () -> hands.test(test));
      case Effect.Activate activate ->
          later(activate.deed(), activate.after(), () -> hands.activate(activate));
      case Effect.Look look -> later(look.deed(), look.after(), () -> hands.look(look));
    }
  }

  /** Without a key that could sign the report goes out as it is: whoever needs more will say so. */
  private NodeReport signed(NodeReport report, Effect.Word word) {
    return key.map(own -> SignedReport.healthy(word.about(), word.since(), report.at(), own))
        .filter(Outcome::isOk)
        .map(Outcome::orThrow)
        .map(report::signed)
        .orElse(report);
  }

  /** Rubbish that can't be taken away now will be the next time. */
  private void collect(Set<Long> kept) {
    try {
      store.collect(kept);
      hands.confirm();
    } catch (IOException e) {
      complaints.accept(StoreProblem.of(e, store.root().toString()));
    }
  }

  private void wake(Instant at) {
    var after = Duration.between(nodeClock.clock().instant(), at).toMillis();
    CompletableFuture.delayedExecutor(Math.max(after, 0), TimeUnit.MILLISECONDS, Runnable::run)
        .execute(() -> happenings.happened(new Event.Due(nodeClock.clock().instant())));
  }

  /** Whatever was begun before is left: its answer isn't waited for any more. */
  private void later(long deed, Duration after, Callable<Event> wanted) {
    doing.cancel(true);
    doing =
        worker.schedule(
            () -> {
              if (!hands.isWanted(deed)) {
                return;
              }
              try {
                happenings.happened(wanted.call());
              } catch (InterruptedException _) {
                // It was left, or the agent ends, and does it again when it starts.
              } catch (Exception | Error e) {
                happenings.broke(e);
              }
            },
            after.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Ends the loop, and drops what isn't done. */
  @Override
  public void close() {
    worker.shutdownNow();
    happenings.over();
  }
}

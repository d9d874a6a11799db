package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Outcome;

/**
 * Keeps the agent in touch with its control plane, for as long as it runs.
 *
 * <p>Each connection begins with a report of where the node stands, and only then asks what is
 * wanted; so the control plane can prove from there. Whatever fails ends the connection, and the
 * next one is tried later. While an answer to "what is wanted" is waited for, reports go out.
 */
final class Link implements Runnable {
  /** An empty answer that comes sooner than this didn't wait, and would make a busy loop. */
  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

  private final Server server;
  private final Outbox outbox;
  private final InstantSource clock;
  private final Backoff backoff;
  private final Consumer<Event> events;
  private final Consumer<String> complaints;
  private final Semaphore news;
  private final LongSupplier remembered;
  private long taken;

  /**
   * A link that hasn't begun.
   *
   * @param news gets a permit whenever the outbox has something new
   * @param remembered how often the node's memory was changed, as it lies on the disk: what isn't
   *     there may be forgotten yet
   */
  Link(
      Server server,
      Outbox outbox,
      Semaphore news,
      LongSupplier remembered,
      InstantSource clock,
      Backoff backoff,
      Consumer<Event> events,
      Consumer<String> complaints) {
    this.server = server;
    this.outbox = outbox;
    this.news = news;
    this.remembered = remembered;
    this.clock = clock;
    this.backoff = backoff;
    this.events = events;
    this.complaints = complaints;
  }

  @Override
  public void run() {
    var said = "";
    try {
      while (true) {
        try {
          talk();
        } catch (IOException e) {
          var why = "no connection to the control plane: " + e.getMessage();
          if (!why.equals(said)) {
            complaints.accept(why);
            said = why;
          }
        }
        Thread.sleep(backoff.next());
      }
    } catch (InterruptedException _) {
      // The agent ends.
    }
  }

  /** Until something fails. */
  private void talk() throws IOException, InterruptedException {
    server.checkAuthority();
    server.knock();
    // A control plane that was restored may count from below; what it wants again is known.
    taken = 0;
    long before = outbox.asked();
    events.accept(new Event.Connected(clock.instant()));
    await(() -> outbox.answered() > before);
    flush();
    while (true) {
      ask();
      flush();
    }
  }

  private void ask() throws IOException, InterruptedException {
    var asked = clock.instant();
    var poll = server.poll(taken);
    var _ = poll.whenComplete((_, _) -> news.release());
    try {
      while (!poll.isDone()) {
        await(() -> poll.isDone() || outbox.batch().isPresent());
        flush();
      }
      var answer = Server.desired(Server.take(poll));
      if (answer.isPresent()) {
        take(answer.get());
        backoff.reset();
      } else if (asked.plus(SHORTEST_POLL).isAfter(clock.instant())) {
        Thread.sleep(backoff.next());
      } else {
        backoff.reset();
      }
    } finally {
      poll.cancel(true);
    }
  }

  private void take(Outcome<Desired> answer) throws IOException {
    switch (answer) {
      case Outcome.Refused<Desired>(var problems) -> {
        events.accept(new Event.Unreadable(clock.instant(), problems.getFirst()));
        throw new IOException("what it wants can't be read: " + problems.getFirst());
      }
      case Outcome.Ok<Desired>(var desired, _) -> {
        if (desired.generation() <= taken) {
          throw new IOException("it wants what it wanted before");
        }
        taken = desired.generation();
        events.accept(new Event.Wanted(clock.instant(), desired));
      }
    }
  }

  private void flush() throws IOException, InterruptedException {
    for (var next = outbox.batch(); next.isPresent(); next = outbox.batch()) {
      var batch = next.get();
      var memory = new ReportBatch.Memory(clock.instant(), remembered.getAsLong());
      long acked = server.post(batch.with(Optional.of(memory)));
      if (acked < batch.reports().getFirst().seq()) {
        throw new IOException("it takes no reports");
      }
      outbox.taken(batch, acked);
    }
  }

  private void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      news.acquire();
      news.drainPermits();
    }
  }
}

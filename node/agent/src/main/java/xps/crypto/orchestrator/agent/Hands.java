package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import xps.crypto.orchestrator.document.Problem;

/**
 * Does what takes its time, one thing after the other, and says what came of it. A deed that is
 * done twice, or that was cut off and is done again, is done once.
 */
final class Hands {
  private final AgentStore store;
  private final Download download;
  private final Installers installers;
  private final LocalView view;
  private final InstantSource clock;

  /** The last deed that was asked for: an earlier one needn't be finished. */
  private final AtomicLong latest = new AtomicLong();

  Hands(
      AgentStore store,
      Download download,
      Installers installers,
      LocalView view,
      InstantSource clock) {
    this.store = store;
    this.download = download;
    this.installers = installers;
    this.view = view;
    this.clock = clock;
  }

  /** From now on only this deed's answer is waited for. */
  void asked(long deed) {
    latest.set(deed);
  }

  boolean isWanted(long deed) {
    return latest.get() == deed;
  }

  Event fetch(Effect.Fetch fetch) throws InterruptedException {
    for (var object : fetch.objects()) {
      var problem = download.fetch(object, () -> isWanted(fetch.deed()));
      if (problem.isPresent()) {
        return new Event.FetchFailed(clock.instant(), fetch.deed(), problem.get());
      }
    }
    var unfit = installers.stage(fetch.artifacts(), fetch.active());
    return unfit.isPresent()
        ? new Event.FetchFailed(clock.instant(), fetch.deed(), unfit.get())
        : new Event.Fetched(clock.instant(), fetch.deed());
  }

  Event test(Effect.SelfTest test) throws InterruptedException {
    var problem = installers.selfTest(test.artifacts());
    return problem.isPresent()
        ? new Event.TestFailed(clock.instant(), test.deed(), problem.get())
        : new Event.Tested(clock.instant(), test.deed());
  }

  /**
   * The links first: a workload that starts in between loads what it is about to be told. The way
   * back goes on without them: they are put right as soon as the disk lets them be.
   */
  Event activate(Effect.Activate activate) throws InterruptedException {
    var to = activate.to();
    try {
      store.lay(to.generation(), to.artifacts());
      store.point(to.generation(), activate.previous().map(Installation::generation));
    } catch (IOException e) {
      if (activate.way() != Effect.Way.BACK) {
        return new Event.ActivationFailed(
            clock.instant(), activate.deed(), StoreProblem.of(e, store.root().toString()), false);
      }
    }
    var trouble = installers.move(activate);
    return trouble.isPresent()
        ? new Event.ActivationFailed(
            clock.instant(), activate.deed(), trouble.get().problem(), trouble.get().isFinal())
        : new Event.Activated(
            clock.instant(), activate.deed(), installers.status(activate.names()));
  }

  /** Puts away what an order that has come to its end has left. */
  void confirm() throws IOException {
    installers.confirm();
  }

  Event look(Effect.Look look) throws InterruptedException {
    var sight = installers.status(look.names());
    var runs = Set.copyOf(sight.mapped().values());
    var ill =
        look.probe().isPresent() ? view.ask(look.probe().get(), runs) : Optional.<Problem>empty();
    return new Event.Looked(clock.instant(), look.deed(), sight, ill);
  }

  /** How long a self-test may take: a JVM on a busy machine needs some seconds to start. */
  static Duration selfTestPatience() {
    return Duration.ofSeconds(60);
  }
}

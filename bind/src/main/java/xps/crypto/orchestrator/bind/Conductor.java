package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.RefusedException;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.BreakGlass;
import xps.crypto.orchestrator.guard.BrokenGlass;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.planner.Command;
import xps.crypto.orchestrator.planner.Event;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.Rollout;
import xps.crypto.orchestrator.planner.RolloutResult;

/**
 * Runs one rollout: the only thread that touches its state. Each turn takes what has come in, lets
 * the machine step, makes that durable, and only then carries out what follows.
 */
final class Conductor implements AgentListener {

  /** How long a turn waits for letters; deadlines and wishes are looked at that often. */
  private static final Duration TURN = Duration.ofMillis(50);

  /** How often guard is asked whether an open wave may still start nodes: a no holds at once. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final Score score;
  private final ControlRoom room;
  private final Mailbox mailbox;
  private final Progress progress;
  private final SteadyTime time;
  private final Prober prober;
  private final Newcomers newcomers;
  private final Easel easel;
  private final Set<String> scope;
  private final SortedMap<Integer, Instant> asked = new TreeMap<>();
  private final Map<Integer, Instant> checked = new TreeMap<>();

  private @Nullable RolloutResult result;
  private boolean isStopped;

  Conductor(Score score, ControlRoom room, Mailbox mailbox, Progress progress) {
    this.score = score;
    this.room = room;
    this.mailbox = mailbox;
    this.progress = progress;
    this.easel = new Easel(room.journal(), score.rollout());
    this.scope =
        score.course().plan().waves().stream()
            .flatMap(wave -> wave.nodes().stream())
            .collect(Collectors.toUnmodifiableSet());
    this.time = new SteadyTime(room.clock(), room.ticker(), score.course().state().now());
    var check = score.course().plan().plan().healthCheck();
    this.prober =
        new Prober(
            room.probe(),
            check.map(Plan.HealthCheck::interval).orElse(Duration.ofSeconds(1)),
            check.map(Plan.HealthCheck::timeout).orElse(Duration.ofSeconds(2)),
            time,
            (node, answer, asked) -> mailbox.put(new Mailbox.Letter.Probed(node, answer, asked)));
    this.newcomers = new Newcomers(score.course(), score.targets(), prober);
  }

  /** Runs until it ends; begins with the commands that are outstanding. */
  Ended run(List<JournalEntry> first) throws InterruptedException {
    try (prober) {
      begin(first);
      room.agents().attach(this);
      var ended = turn(List.of());
      while (ended.isEmpty()) {
        ended = turn(mailbox.take(TURN));
      }
      easel.drawNow(score.course(), "", room.clock().instant());
      return ended.get();
    } catch (RefusedException e) {
      return new Ended.Refused(e.problems());
    } catch (IOException e) {
      return new Ended.Refused(List.of(unwritable(e)));
    } finally {
      room.agents().detach(this);
      mailbox.close().forEach(Mailbox.Letter::handBack);
    }
  }

  private void begin(List<JournalEntry> first) throws IOException {
    score.course().glass().map(BrokenGlass::words).ifPresent(progress::say);
    var state = score.course().state();
    state.result().ifPresent(known -> result = known);
    if (score.course().isUntouched()) {
      carryOut(Rollout.outstanding(state));
    } else {
      renew(room.clock().instant());
    }
    carryOut(score.chronicle().write(room.clock().instant(), first));
  }

  /**
   * A warrant that has run out meanwhile is replaced before the nodes that it started are reminded:
   * which warrant a node has must follow from the order of the journal.
   */
  private void renew(Instant now) throws IOException {
    for (int wave : score.course().wavesUnderWay()) {
      if (score.course().orders().alive(wave, Direction.FORWARD, now).isEmpty()
          && score.gatekeeper().ask(wave, now) instanceof Gatekeeper.Answer.Sign order) {
        sign(now, order);
      }
    }
  }

  private Problem unwritable(IOException e) {
    return new Problem(
        Code.ROLLOUT_FAILED,
        "the journal can't be read or written now: " + e,
        "rollout " + score.rollout(),
        "mend that, and start the same apply again: it takes the rollout up");
  }

  private Optional<Ended> turn(List<Mailbox.Letter> letters) throws IOException {
    var now = time.instant();
    var clock = room.clock().instant();
    try {
      score.ledger().flush();
      var entries = new ArrayList<JournalEntry>();
      for (var letter : letters) {
        entries.addAll(open(letter, now));
      }
      for (var heard : score.reception().lookedAt(now)) {
        entries.addAll(taken(heard));
      }
      entries.addAll(wishes(now, clock));
      // Last: a report that has come in time isn't late because it waited here.
      entries.add(new JournalEntry.Happened(new Event.Tick(now)));
      score.reception().keep();
      carryOut(score.chronicle().write(clock, entries));
    } catch (IOException | RuntimeException e) {
      letters.forEach(Mailbox.Letter::handBack);
      throw e;
    }
    letters.forEach(Mailbox.Letter::acknowledge);
    askGuard(clock);
    askAboutOpenWaves(clock);
    score.dispatch().send();
    easel.draw(score.course(), score.ledger().trouble(), now);
    return ended();
  }

  private List<JournalEntry> open(Mailbox.Letter letter, Instant now) throws IOException {
    var events = new ArrayList<Event>();
    var entries = new ArrayList<JournalEntry>();
    switch (letter) {
      case Mailbox.Letter.Reports(var node, var batch, _) ->
          entries.addAll(taken(score.reception().heard(node, batch, now)));
      case Mailbox.Letter.Gone(var node) -> {
        newcomers.gone(node);
        score.reception().gone(node);
        if (score.nodes().isThere(node)) {
          score.nodes().gone(node);
          events.add(new Event.Disconnected(now, node));
        }
      }
      case Mailbox.Letter.Probed(var node, var answer, var at) -> {
        var probe = score.postman().probed(node, answer, at);
        if (isNews(probe)) {
          events.add(probe);
        }
        if (newcomers.hasCome(probe)) {
          events.add(new Event.Connected(now, node));
        }
        if (probe.ok() && newcomers.waits(node)) {
          prober.stop(node);
        }
      }
      case Mailbox.Letter.Stop _ -> isStopped = true;
    }
    events.forEach(event -> entries.add(new JournalEntry.Happened(event)));
    return entries;
  }

  private List<JournalEntry> taken(Reception.Heard heard) {
    var entries = new ArrayList<>(heard.entries());
    if (!score.nodes().isThere(heard.node())) {
      newcomers.gone(heard.node());
    }
    newcomers
        .lookBefore(heard.node(), heard.events())
        .forEach(event -> entries.add(new JournalEntry.Happened(event)));
    // Last: what isn't in the journal has not been taken.
    heard.taken().ifPresent(entries::add);
    return entries;
  }

  /**
   * Of who is well and watched only what isn't good is news, and of who waits and is unhealthy only
   * what is: both may last for days.
   */
  private boolean isNews(Event.ProbeAnswered probe) {
    var state = score.course().state();
    return probe.ok()
        ? !probe.runsWanted() || !state.isWell(probe.node())
        : !state.isSick(probe.node());
  }

  private List<JournalEntry> wishes(Instant now, Instant clock) throws IOException {
    var entries = new ArrayList<JournalEntry>();
    for (var asked : room.journal().asked(score.rollout(), score.course().lastWish())) {
      var wish = asked.wish();
      var event =
          switch (wish.kind()) {
            case PAUSE -> new Event.PauseAsked(now, wish.actor(), wish.reason());
            case RESUME -> new Event.ResumeAsked(now, wish.actor());
            case CANCEL -> new Event.CancelAsked(now, wish.actor(), wish.reason());
            case ROLL_BACK -> score.gatekeeper().asked(wish, now, clock);
            case SKIP -> new Event.SkipAsked(now, wish.node(), wish.actor(), wish.reason());
          };
      entries.add(new JournalEntry.Wished(asked.number(), event));
    }
    return entries;
  }

  private void carryOut(List<Command> commands) {
    for (var command : commands) {
      switch (command) {
        case Command.AskGuard(int wave) -> asked.put(wave, Instant.MIN);
        case Command.Start(_, var node) -> {
          prober.stop(node);
          score.dispatch().tell(node, Direction.FORWARD);
        }
        case Command.RollBack(_, var node) -> score.dispatch().tell(node, Direction.ROLLBACK);
        case Command.StartProbing(var node) ->
            Optional.ofNullable(score.targets().get(node))
                .ifPresent(target -> prober.start(node, target));
        case Command.StopProbing(var node) -> prober.stop(node);
        case Command.Announce(var note) -> progress.tell(note);
        case Command.Finish(var end) -> result = end;
      }
    }
  }

  /** Nothing is signed that couldn't be logged; the question stays open until it can. */
  private void askGuard(Instant now) throws IOException {
    for (int wave : List.copyOf(asked.keySet())) {
      var due = asked.getOrDefault(wave, Instant.MIN);
      if (score.ledger().isBehind() || now.isBefore(due)) {
        continue;
      }
      switch (score.gatekeeper().ask(wave, now)) {
        case Gatekeeper.Answer.Later(var when) -> asked.put(wave, when);
        case Gatekeeper.Answer.No(var reasons) -> answer(now, wave, false, reasons);
        case Gatekeeper.Answer.Sign order -> {
          sign(now, order);
          answerOnceLogged(now, wave, order.warrant().digest());
        }
        case Gatekeeper.Answer.Yes(var warrant) -> answerOnceLogged(now, wave, warrant.digest());
      }
    }
  }

  private void sign(Instant now, Gatekeeper.Answer.Sign order) throws IOException {
    // Before the journal has the warrant: whoever takes over finds the warrant there, not the
    // policy.
    score.ledger().keep(order.policy());
    var entries = new ArrayList<JournalEntry>();
    var glass = order.glass().filter(it -> !isKnown(it));
    if (glass.isPresent()) {
      score.ledger().keep(Canonical.bytes(glass.get().document()));
      entries.add(new JournalEntry.GlassBroken(now, glass.get()));
    }
    entries.add(new JournalEntry.Signed(order.warrant()));
    score.ledger().flush();
    carryOut(score.chronicle().write(now, entries));
    glass.map(BrokenGlass::words).ifPresent(progress::say);
  }

  /** One break-glass is told once, for however many waves it opens the way. */
  private boolean isKnown(BrokenGlass glass) {
    var known = score.course().glass().map(BrokenGlass::claim).map(BreakGlass::digest);
    return known.equals(Optional.of(glass.claim().digest()));
  }

  private void answerOnceLogged(Instant now, int wave, Sha256 warrant) throws IOException {
    if (score.ledger().gateOf(warrant).isPresent()) {
      answer(now, wave, true, List.of());
    }
  }

  private void answer(Instant now, int wave, boolean allowed, List<String> reasons)
      throws IOException {
    asked.remove(wave);
    checked.put(wave, now);
    var event = new Event.GateAnswered(time.instant(), wave, allowed, reasons);
    carryOut(score.chronicle().write(now, List.of(new JournalEntry.Happened(event))));
  }

  /** A window may close, or a warrant run out, while a wave still has nodes to start. */
  private void askAboutOpenWaves(Instant now) throws IOException {
    for (int wave : score.course().wavesUnderWay()) {
      if (score.course().state().waiting(wave) == 0
          || score.ledger().isBehind()
          || now.isBefore(checked.getOrDefault(wave, Instant.MIN).plus(ASK_AGAIN))) {
        continue;
      }
      checked.put(wave, now);
      switch (score.gatekeeper().ask(wave, now)) {
        case Gatekeeper.Answer.No(var reasons) -> answer(now, wave, false, reasons);
        case Gatekeeper.Answer.Sign order -> sign(now, order);
        case Gatekeeper.Answer.Yes _, Gatekeeper.Answer.Later _ -> {}
      }
    }
  }

  private Optional<Ended> ended() throws IOException {
    var state = score.course().state();
    if (result != null && !score.ledger().isBehind()) {
      room.journal().finish(score.rollout(), result.kind().name());
      return Optional.of(new Ended.Finished(result));
    }
    if (isStopped) {
      return Optional.of(new Ended.Stopped());
    }
    boolean isIdle =
        score.course().plan().waves().stream().allMatch(wave -> state.inFlight(wave.index()) == 0);
    return state.isPaused() && isIdle
        ? Optional.of(new Ended.Paused(state.reason()))
        : Optional.empty();
  }

  @Override
  public CompletionStage<?> reported(String node, ReportBatch batch) {
    var durable = new CompletableFuture<Boolean>();
    var letter = new Mailbox.Letter.Reports(node, batch, durable);
    if (scope.contains(node)) {
      if (!mailbox.put(letter)) {
        letter.handBack();
      }
    } else {
      durable.complete(true);
    }
    return durable;
  }

  /** A node counts as connected when it has said where it stands. */
  @Override
  public void connected(String node) {}

  @Override
  public void disconnected(String node) {
    mailbox.put(new Mailbox.Letter.Gone(node));
  }
}

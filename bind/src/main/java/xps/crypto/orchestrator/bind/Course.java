package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.guard.BrokenGlass;
import xps.crypto.orchestrator.planner.Command;
import xps.crypto.orchestrator.planner.Event;
import xps.crypto.orchestrator.planner.NodeStage;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.Rollout;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.RolloutState;
import xps.crypto.orchestrator.planner.Step;

/**
 * What the entries of a journal amount to: the machine's state, the warrants, the records. A
 * rollout that runs and one that is replayed go through the same door, {@link #take}.
 */
final class Course {

  private static final Duration USUAL_DEADLINE = Duration.ofSeconds(60);

  private final RolloutPlan plan;
  private final Orders orders;
  private final Scribe scribe;
  private final Receipts receipts;
  private final TakenReports takenReports = new TakenReports();
  private @Nullable RolloutState state;
  private final Map<String, Set<NodeReport.Flag>> flags = new HashMap<>();
  private Optional<BrokenGlass> glass = Optional.empty();
  private long seq;
  private long lastWish;
  private boolean isUntouched = true;

  Course(String rollout, RolloutPlan plan) {
    this.plan = plan;
    this.orders =
        new Orders(
            plan.plan().healthCheck().map(Plan.HealthCheck::deadline).orElse(USUAL_DEADLINE));
    this.scribe = new Scribe(rollout, plan, orders);
    this.receipts = new Receipts(plan);
  }

  /** What follows from an entry: to be done after it is in the journal, the records first. */
  record Taken(List<Command> commands, List<AuditRecord> records) {
    Taken {
      commands = List.copyOf(commands);
      records = List.copyOf(records);
    }
  }

  /** Takes the next entry in. A tick from which nothing follows is none. */
  Taken take(JournalEntry entry) {
    var taken = taken(entry);
    isUntouched &= isBeginning(entry);
    if (!isTick(entry) || !taken.commands().isEmpty()) {
      seq++;
    }
    return taken;
  }

  /** Whether nothing but its beginning is written: nobody has begun to carry it out. */
  boolean isUntouched() {
    return isUntouched;
  }

  private static boolean isBeginning(JournalEntry entry) {
    return entry instanceof JournalEntry.Begun || entry instanceof JournalEntry.Scope;
  }

  static boolean isTick(JournalEntry entry) {
    return entry instanceof JournalEntry.Happened(var event) && event instanceof Event.Tick;
  }

  private Taken taken(JournalEntry entry) {
    return switch (entry) {
      case JournalEntry.Begun begun -> {
        var step = Rollout.start(plan, begun.at());
        state = step.state();
        yield new Taken(step.commands(), scribe.begun(begun));
      }
      case JournalEntry.Scope _ -> new Taken(List.of(), List.of());
      case JournalEntry.Happened(var event) -> happened(event);
      case JournalEntry.Wished(long number, var event) -> {
        lastWish = number;
        yield happened(event);
      }
      case JournalEntry.GlassBroken broken -> {
        glass = Optional.of(broken.glass());
        yield new Taken(List.of(), scribe.broken(broken));
      }
      case JournalEntry.Signed(var warrant) -> {
        orders.add(warrant);
        yield new Taken(List.of(), scribe.signed(warrant));
      }
      case JournalEntry.Noted noted -> {
        var records = scribe.noted(noted, flags(noted.node()));
        flags.put(noted.node(), noted.flags());
        yield new Taken(List.of(), records);
      }
      case JournalEntry.Received(var node, var word) -> {
        receipts.add(node, word);
        yield new Taken(List.of(), List.of());
      }
      case JournalEntry.Heard heard -> {
        takenReports.add(heard);
        yield new Taken(List.of(), List.of());
      }
    };
  }

  private Taken happened(Event event) {
    Step step = Rollout.step(state(), event);
    state = step.state();
    for (var command : step.commands()) {
      if (command instanceof Command.Start(int wave, var node)
          && state().stageOf(node).filter(stage -> stage == NodeStage.STARTED).isPresent()) {
        orders.start(wave, node, event.at());
      }
    }
    return new Taken(step.commands(), scribe.happened(event, step.commands()));
  }

  RolloutState state() {
    if (state == null) {
      throw new IllegalStateException("a journal that doesn't begin with its beginning");
    }
    return state;
  }

  /** What is unusual about a node, as far as it is noted. */
  Set<NodeReport.Flag> flags(String node) {
    return flags.getOrDefault(node, Set.of());
  }

  /** The last glass that was broken for this rollout. */
  Optional<BrokenGlass> glass() {
    return glass;
  }

  Orders orders() {
    return orders;
  }

  Receipts receipts() {
    return receipts;
  }

  TakenReports takenReports() {
    return takenReports;
  }

  RolloutPlan plan() {
    return plan;
  }

  /** The number of the last entry taken. */
  long seq() {
    return seq;
  }

  /** The last wish taken up. */
  long lastWish() {
    return lastWish;
  }

  /** Waves whose nodes are being started. */
  List<Integer> wavesUnderWay() {
    var open = new ArrayList<Integer>();
    for (var wave : plan.waves()) {
      if (state().stageOfWave(wave.index()).equals("open")) {
        open.add(wave.index());
      }
    }
    return List.copyOf(open);
  }
}

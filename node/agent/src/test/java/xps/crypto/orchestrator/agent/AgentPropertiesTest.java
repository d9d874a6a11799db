package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.NodeMemory;

/**
 * Whatever happens, in whatever order: orders good and bad, answers that come late, twice or never,
 * disks that are full, workloads that are away. The seed is in the name of the test that fails.
 */
class AgentPropertiesTest {
  private static final int EVENTS = 400;
  private static final Sha256 INSTALLED = Sha256.of(new byte[] {1});

  private final Chain chain = new Chain();
  private final List<Effect> asked = new ArrayList<>();
  private AgentState state = begin();
  private long orders;
  private Instant now = Chain.NOON;

  private static AgentState begin() {
    var artifacts = new TreeMap<String, Sha256>();
    artifacts.put(Chain.SHA256, INSTALLED);
    var first =
        new Installation(1, artifacts, new Installation.Origin.Adopted(), Instant.EPOCH, true);
    var journal = NodeJournal.first(new Position.Settled(first, Optional.empty()), 1);
    return AgentState.of(journal, false, new Sight.Seen(new TreeMap<>()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothing_unadmitted_runs_and_no_memory_is_lost(long seed) {
    var chance = new Random(seed);
    var agent = new Agent(chain.rules());
    var good = List.of(chain.patch("3.2.1", "one"), chain.patch("3.2.2", "two"));
    var evil = chain.patch("3.2.3", "evil");
    var mayRun = new HashSet<>(List.of(INSTALLED));
    good.forEach(patch -> mayRun.add(patch.artifact()));

    for (int i = 0; i < EVENTS; i++) {
      var event = event(chance, good, evil);
      var before = state;
      var step = agent.step(before, event);
      var again = agent.step(before, event);
      assertThat(again.effects()).as("the same again").isEqualTo(step.effects());
      assertThat(again.state().journal()).isEqualTo(step.state().journal());
      check(before, event, step, mayRun);
      state = step.state();
      asked.addAll(step.effects());
    }
    assertThat(asked.stream().filter(Effect.Activate.class::isInstance)).isNotEmpty();
  }

  /** What could not be written before the deed, and was not done, needn't be remembered. */
  private static NodeMemory remembered(AgentState before, Event event) {
    return event instanceof Event.StoreFailed
            && before.work() instanceof Work.Activating(_, var journal)
            && journal.isPresent()
        ? journal.get().memory()
        : before.journal().memory();
  }

  private static void check(AgentState before, Event event, Step step, Set<Sha256> mayRun) {
    var persisted = before.journal();
    assertOnlyGrows(remembered(before, event), step.state().journal().memory());
    boolean isRefused = false;
    for (var effect : step.effects()) {
      if (effect instanceof Effect.Persist(var journal)) {
        persisted = journal;
      }
      if (effect instanceof Effect.Activate activate) {
        assertThat(mayRun).containsAll(activate.to().artifacts().values());
        assertThat(persisted.position().wanted())
            .as("what is activated is what the journal says")
            .contains(activate.to());
      }
      isRefused |=
          effect instanceof Effect.Report(var report, _)
              && report.state() == NodePhase.REFUSED
              && report.check().orElse(0) <= 11;
    }
    if (isRefused && step.effects().size() == 1) {
      assertThat(step.state().journal()).isEqualTo(before.journal());
      assertThat(step.state().work()).isEqualTo(before.work());
    }
  }

  private static void assertOnlyGrows(NodeMemory before, NodeMemory after) {
    assertThat(after.generation()).isGreaterThanOrEqualTo(before.generation());
    assertThat(after.timeFloor()).isAfterOrEqualTo(before.timeFloor());
    before
        .marks()
        .forEach((name, mark) ->
            assertThat(after.marks().get(name).version()).isGreaterThanOrEqualTo(mark.version()));
    before
        .attempts()
        .forEach((subject, attempt) ->
            assertThat(after.attempts().get(subject)).isGreaterThanOrEqualTo(attempt));
    before
        .heard()
        .bulletin("prod")
        .ifPresent(held ->
            assertThat(after.heard().bulletin("prod").orElseThrow().serial())
                .isGreaterThanOrEqualTo(held.serial()));
    before
        .logs()
        .forEach((origin, log) ->
            assertThat(after.logs().get(origin).size()).isGreaterThanOrEqualTo(log.size()));
  }

  private Event event(Random chance, List<Chain.Patch> good, Chain.Patch evil) {
    now = now.plus(Duration.ofMillis(chance.nextInt(1_500)));
    return switch (chance.nextInt(16)) {
      case 0 -> new Event.Wanted(now, order(chance, good.get(chance.nextInt(2)), evil));
      case 1 -> new Event.Connected(now);
      case 2 ->
          chance.nextInt(4) == 0
              ? new Event.StoreFailed(now, Rig.problem(Code.DISK_FULL))
              : new Event.Connected(now);
      case 5 -> {
        // Now and then after every deadline.
        now = chance.nextInt(4) == 0 ? now.plus(Duration.ofMinutes(2)) : now;
        yield new Event.Due(now);
      }
      case 3 -> new Event.Unreadable(now, Rig.problem(Code.WARRANT_INVALID));
      case 4 -> {
        var news = chain.signed(News.of(1 + chance.nextInt(5)));
        yield new Event.Informed(now, Optional.of(news));
      }
      default -> answer(chance);
    };
  }

  private Desired order(Random chance, Chain.Patch patch, Chain.Patch evil) {
    orders++;
    long sequence = Math.max(1, orders + chance.nextInt(4) - 2);
    int attempt = 1 + chance.nextInt(4);
    long seen =
        state.journal().memory().logs().values().stream()
            .mapToLong(NodeMemory.Seen::size)
            .max()
            .orElse(0);
    return switch (chance.nextInt(6)) {
      case 0 -> chain.orderBack(patch, sequence, attempt);
      case 1 -> {
        var warrant = chain.withApprovals(chain.warrant(evil, 0, sequence, 1), List.of());
        yield chain.desired(chain.envelope(evil, warrant, "api-1", seen));
      }
      case 2 -> chain.desired(Direction.FORWARD, Bytes.utf8("{\"warrant\": {}}"));
      default ->
          chain.desired(
              chain.envelope(patch, chain.warrant(patch, 0, sequence, attempt), "api-1", seen));
    };
  }

  /** An answer to something that was asked, most often to the last: right, wrong or late. */
  private Event answer(Random chance) {
    for (var effect : asked.reversed()) {
      var answer = answer(effect, chance);
      if (answer.isPresent() && chance.nextInt(5) > 0) {
        return answer.get();
      }
    }
    return new Event.Started(now);
  }

  private Optional<Event> answer(Effect effect, Random chance) {
    boolean isWell = chance.nextInt(4) > 0;
    return switch (effect) {
      case Effect.Fetch(long deed, _, _) ->
          Optional.of(
              isWell
                  ? new Event.Fetched(now, deed)
                  : new Event.FetchFailed(now, deed, Rig.problem(Code.STAGE_FAILED)));
      case Effect.SelfTest(long deed, _) ->
          Optional.of(
              isWell
                  ? new Event.Tested(now, deed)
                  : new Event.TestFailed(now, deed, Rig.problem(Code.SELFTEST_FAILED)));
      case Effect.Activate(long deed, _, var to, _, _) ->
          Optional.of(
              isWell
                  ? new Event.Activated(now, deed, sight(to, chance))
                  : new Event.ActivationFailed(
                      now, deed, Rig.problem(Code.SWAP_FAILED), chance.nextBoolean()));
      case Effect.Look(long deed, _, _, _) ->
          state.position().wanted().map(to -> new Event.Looked(now, deed, sight(to, chance)));
      case Effect.Lay _,
          Effect.Persist _,
          Effect.Point _,
          Effect.Report _,
          Effect.Say _,
          Effect.Wake _,
          Effect.Complain _,
          Effect.Collect _ ->
          Optional.empty();
    };
  }

  private static Sight sight(Installation runs, Random chance) {
    if (chance.nextInt(5) == 0) {
      return new Sight.Dark(Rig.problem(Code.SWAP_FAILED));
    }
    var seats = new TreeMap<String, Sight.Seat>();
    runs.artifacts()
        .forEach((name, sha256) ->
            seats.put(
                name, new Sight.Seat(sha256, runs.generation(), chance.nextInt(20) == 0 ? 1 : 0)));
    return new Sight.Seen(seats);
  }
}

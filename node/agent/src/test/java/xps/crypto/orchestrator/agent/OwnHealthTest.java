package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.ClockReading;

/** The clock that a node goes by, and the probe that it asks itself. */
class OwnHealthTest {
  private static final Sha256 INSTALLED = Sha256.of("installed".getBytes(UTF_8));
  private static final String EVERYWHERE = "http+tls://{host}:8443/healthz";

  private final Chain chain = new Chain();
  private Rig rig;

  @BeforeEach
  void a_node() {
    chain.planText = chain.planText.replace(EVERYWHERE, "exec:api-health");
    rig =
        Rig.adopted(
            rules(new Outfit(Set.of(Kind.MODULE), Set.of(), Set.of("api-health"), false)),
            INSTALLED);
  }

  private NodeRules rules(Outfit outfit) {
    var rules = chain.rules();
    return new NodeRules(
        rules.node(),
        rules.trust(),
        rules.policy(),
        outfit,
        rules.maxArtifactBytes(),
        rules.machine(),
        rules.isCaged());
  }

  private NodeReport wants() {
    return rig.wants(chain.order(rig, chain.patch("3.2.1", "new"), 1, 1));
  }

  @Test
  void a_node_is_healthy_when_its_own_probe_says_so_as_often_as_the_plan_wants() {
    assertThat(wants().state()).isEqualTo(NodePhase.HEALTHY);
    assertThat(rig.effects.stream().filter(OwnHealthTest::isProbe)).hasSize(2);
  }

  private static boolean isProbe(Effect effect) {
    return effect instanceof Effect.Look look
        && look.probe().flatMap(OwnProbe::command).equals(Optional.of("api-health"));
  }

  @Test
  void a_node_that_its_own_probe_finds_ill_goes_back_although_its_workload_runs_the_new_version() {
    rig.ill = Optional.of(Problem.of(Code.PROBE_FAILED, "the probe api-health ended with 1", "x"));

    var report = wants();

    assertThat(report.state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(report.problem())
        .hasValueSatisfying(problem ->
            assertThat(problem.message()).startsWith("the probe api-health ended with 1 (2 looks"));
    assertThat(rig.runs()).isEqualTo(INSTALLED);
  }

  /** A plan without a health check: one good look is enough. */
  @Test
  void calls_that_fail_send_a_node_back_by_the_usual_rule_too() {
    chain.planText = chain.planText.substring(0, chain.planText.indexOf("health_check:"));
    rig = Rig.adopted(chain.rules(), INSTALLED);
    rig.callsFail = true;
    assertThat(wants().state()).isEqualTo(NodePhase.ROLLED_BACK);
    assertThat(rig.runs()).isEqualTo(INSTALLED);
  }

  @Test
  void what_fails_before_the_first_look_counts() {
    var brought = Sha256.of("new".getBytes(UTF_8));
    var failed = new TreeMap<String, Sight.Seat>();
    failed.put(Chain.SHA256, new Sight.Seat(brought, 2, 500));
    var artifacts = new TreeMap<String, Sha256>();
    artifacts.put(Chain.SHA256, brought);
    var origin = new Installation.Origin.Adopted();
    var to = new Installation(2, artifacts, origin, Chain.NOON, false);

    var fresh = Work.Tally.of(to, Optional.empty()).after(true, new Sight.Seen(failed));
    var kept = Work.Tally.of(to, Optional.of(to)).after(true, new Sight.Seen(failed));

    assertThat(fresh.failures()).isEqualTo(1);
    assertThat(kept.successes()).as("it ran before").isEqualTo(1);
  }

  @Test
  void a_node_without_that_probe_says_so_and_touches_nothing() {
    rig = Rig.adopted(rules(new Outfit(Set.of(Kind.MODULE), Set.of(), Set.of(), false)), INSTALLED);

    var report = wants();

    assertThat(report.state()).isEqualTo(NodePhase.FAILED);
    assertThat(report.problem()).map(Problem::code).contains(Code.PROBE_FAILED);
    assertThat(rig.effects).noneMatch(Effect.Fetch.class::isInstance);
  }

  @Test
  void the_probe_outlives_a_kill_of_the_agent() {
    rig.ill = Optional.of(Problem.of(Code.PROBE_FAILED, "ill", "x"));
    rig.step(new Event.Wanted(rig.now, chain.order(rig, chain.patch("3.2.1", "new"), 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));
    var journal = NodeJournal.parse("journal", rig.state.journal().toJson().toArray()).orThrow();

    assertThat(journal).isEqualTo(rig.state.journal());
    assertThat(journal.position())
        .isInstanceOfSatisfying(
            Position.Entering.class, entering -> assertThat(entering.health().probe()).isPresent());
  }

  @Test
  void
      a_probe_over_the_network_is_asked_where_the_owner_has_said_by_which_name_and_whom_to_trust() {
    var here = new TreeMap<String, String>();
    var outfit = new Outfit(Set.of(), Set.of(), Set.of(), false);
    chain.planText = chain.planText.replace("exec:api-health", EVERYWHERE);
    var open = chain.patch("3.2.1", "new").plan().plan();
    chain.planText = chain.planText.replace("interval: 1s", "interval: 1s\n  ca: nodes.pem");
    var closed = chain.patch("3.2.1", "new").plan().plan();

    assertThat(outfit.probe(open, here)).as("no name").isEmpty();
    here.put("host", "api-1.example");
    assertThat(outfit.probe(open, here)).isPresent();
    assertThat(outfit.probe(closed, here)).as("whom the plan trusts isn't here").isEmpty();
    assertThat(new Outfit(Set.of(), Set.of(), Set.of(), true).probe(closed, here)).isPresent();
  }

  @Test
  void a_clock_that_nobody_keeps_in_step_follows_nothing() {
    rig.happens(new Event.ClockRead(new ClockReading.Adrift(rig.now, "chrony")));

    AgentStepTest.assertRefused(wants(), 2, Code.CLOCK_UNTRUSTED);
    assertThat(rig.last().problem().orElseThrow().message()).contains("chrony");
  }

  @Test
  void a_clock_that_is_further_off_than_the_owner_allows_follows_nothing() {
    measured(Duration.ofMillis(5_001));

    AgentStepTest.assertRefused(wants(), 2, Code.CLOCK_UNTRUSTED);
  }

  @Test
  void a_clock_that_drifts_off_while_a_patch_is_staged_ends_it_at_check_14() {
    measured(Duration.ofMillis(10));
    rig.step(new Event.Wanted(rig.now, chain.order(rig, chain.patch("3.2.1", "new"), 1, 1)));
    rig.step(new Event.Fetched(rig.now, rig.state.deed()));
    rig.step(new Event.ClockRead(new ClockReading.Adrift(rig.now, "chrony")));
    rig.step(new Event.Tested(rig.now, rig.state.deed()));

    AgentStepTest.assertRefused(rig.last(), 14, Code.CLOCK_UNTRUSTED);
  }

  @Test
  void a_measured_clock_counts_by_its_error_and_one_that_is_not_is_reported() {
    assertThat(wants().flags()).containsExactly(NodeReport.Flag.UNMEASURED_CLOCK);

    measured(Duration.ofMillis(10));
    rig.happens(new Event.Connected(rig.now));

    assertThat(rig.last().flags()).isEmpty();
  }

  private void measured(Duration error) {
    rig.happens(new Event.ClockRead(new ClockReading.Measured(rig.now, error)));
  }

  @Test
  void the_owners_word_chooses_whom_the_clock_is_asked_of() {
    var kept =
        new NodeClock(() -> Chain.NOON, ClockKeeper.CHRONY, () -> Optional.of(Duration.ZERO));
    var dead = new NodeClock(() -> Chain.NOON, ClockKeeper.CHRONY, Optional::empty);
    var none = new NodeClock(() -> Chain.NOON, ClockKeeper.NONE, Optional::empty);

    assertThat(kept.read()).isEqualTo(new ClockReading.Measured(Chain.NOON, Duration.ZERO));
    assertThat(dead.read()).isEqualTo(new ClockReading.Adrift(Chain.NOON, "chrony"));
    assertThat(none.read()).isEqualTo(new ClockReading.Unmeasured(Chain.NOON));
  }

  @Test
  void what_a_time_service_can_not_know_counts_as_well() {
    var zero = Optional.of(Duration.ZERO);

    assertThat(new NodeClock(() -> Chain.NOON, ClockKeeper.NTP, () -> zero).read())
        .isEqualTo(new ClockReading.Measured(Chain.NOON, Duration.ofSeconds(1)));
    assertThat(new NodeClock(() -> Chain.NOON, ClockKeeper.PTP, () -> zero).read())
        .isEqualTo(new ClockReading.Measured(Chain.NOON, Duration.ofMillis(10)));
  }
}

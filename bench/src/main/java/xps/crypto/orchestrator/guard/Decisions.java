package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.casbin.jcasbin.main.Enforcer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.rulescel.CelRules;

/**
 * How long a decision takes, and the reading of a policy. In guard's own package, to count
 * approvals whose signatures have been verified: from outside there is no way around verifying
 * them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 3, time = 5)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow"})
public class Decisions {
  private static final Set<Map<String, String>> NODES =
      Set.of(Map.of("role", "api", "region", "eu-1"), Map.of("role", "api", "region", "us-1"));

  private final BenchChange change = new BenchChange();
  private final Optional<RuleEngine> engine = Optional.of(new CelRules());
  private final byte[] text = change.policy().getBytes(UTF_8);
  private final Policy policy = read();
  private final RolloutPlan plan = change.plan();
  private final List<Approval> approvals = change.approvals(plan);
  private final Environment environment = Environment.of("prod");
  private final Case asked = Case.of(policy, plan, environment, BenchChange.NOW);
  private final Ballot verified = Ballot.of(asked, Persons.of(policy, plan.patch()), approvals);
  private final RuleInput input = RuleInput.of(asked, Tally.of(asked, approvals), Risk.of(asked));
  private final Enforcer peer = BenchPeer.enforcer();
  private final BenchPeer.Change peersInput = BenchPeer.change();

  private Policy read() {
    return Policy.parse("policy.yaml", text, () -> engine).orThrow();
  }

  /** The whole decision but for the signatures. */
  @Benchmark
  public boolean approvals_already_verified() {
    var now = Case.of(policy, plan, environment, BenchChange.NOW);
    var tally = Tally.of(now, Persons.of(policy, plan.patch()), verified);
    var gate = Gate.beforeStart(now, tally, NODES, Duration.ZERO);
    if (!gate.problems().isEmpty()) {
      throw new IllegalStateException(gate.problems().toString());
    }
    return gate.tally().met();
  }

  /** The decision as everybody asks for it. */
  @Benchmark
  public Permit three_approvals_verified() {
    return Guard.evaluate(policy, plan, approvals, environment, BenchChange.NOW).permit();
  }

  /** From its text, with the keys of 10 approvers, and with its rules typed. */
  @Benchmark
  public Policy policy_read() {
    return read();
  }

  /** Nothing but the five rules. */
  @Benchmark
  public List<RuleEngine.Verdict> rules_alone() {
    return policy.rules().program().ask(input);
  }

  /** The same five rules in another engine. */
  @Benchmark
  public boolean peer_jcasbin() {
    return peer.enforce(peersInput);
  }
}

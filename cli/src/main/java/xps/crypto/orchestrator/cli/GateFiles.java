package xps.crypto.orchestrator.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.bind.RuleAdapters;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** The files that guard decides by, as {@code gate} and {@code apply} name them. */
record GateFiles(
    ChangeFiles change,
    Path policy,
    List<Path> approvals,
    EarlierLogs earlier,
    Optional<Path> breakGlass) {
  private static final String APPROVALS = "approvals";

  GateFiles {
    approvals = List.copyOf(approvals);
  }

  /** Adds MANIFEST and every option that {@code gate} and {@code apply} share. */
  static void describe(Options options) {
    options
        .parameter("MANIFEST", "The patch's manifest.")
        .required("--plan", "FILE", "The rollout plan.");
    ChangeFiles.describe(options);
    options
        .required("--policy", "FILE", "The policy.")
        .required("--env", "NAME", "The environment that the rollout is for.")
        .repeated(
            "--approval",
            "FILE|DIR",
            "An approval, or a folder of them; may be repeated. Else approvals/ beside the"
                + " manifest.")
        .optional("--attempt", "N", "Which attempt it is there; else 1.")
        .parameters("APPROVAL", "0..*", "Further approvals.");
    ClaimedGlass.describe(options);
    EarlierLogs.describe(options);
  }

  /** What the command line says. */
  static Outcome<GateFiles> of(Call call) {
    var earlier = EarlierLogs.of(call);
    if (earlier instanceof Outcome.Refused<EarlierLogs>(var problems)) {
      return Outcome.refused(problems);
    }
    return ChangeFiles.of(call, "MANIFEST", "--plan")
        .map(change -> {
          var approvals = new ArrayList<>(call.paths("--approval"));
          approvals.addAll(call.paths("APPROVAL"));
          return new GateFiles(
              change,
              call.path("--policy"),
              approvals,
              earlier.orThrow(),
              call.optionalPath(ClaimedGlass.OPTION));
        });
  }

  /**
   * Where approvals lie now. The usual folder may come to be with the first no, in the middle of a
   * rollout that began without one.
   */
  List<Path> approvalsNow() {
    var usual = change.patch().manifest().resolveSibling(APPROVALS);
    return approvals.isEmpty() && Files.isDirectory(usual) ? List.of(usual) : approvals;
  }

  /** The same in the home of a control plane, which has a log of its own and may have news. */
  GateFiles in(Path home) {
    var there = new ChangeFiles(change.patch().in(home), change.plan(), change.fleet());
    return new GateFiles(there, policy, approvals, earlier.in(home), breakGlass);
  }

  /** {@code --env} and {@code --attempt}. */
  static Outcome<Environment> environment(Call call) {
    return Environment.of(
            call.text("--env"), call.number("--attempt", 1, Environment.MOST_ATTEMPTS).orElse(1))
        .map(environment -> environment.withClock(call.clock()));
  }

  /**
   * Reads all of it in stages: trust store and policy (17), patch (10), plan and fleet (11). The
   * first stage that refuses ends it, with every problem of that stage. Approvals that can't be
   * read refuse nothing here: whether they matter depends on the others.
   */
  Outcome<GateCase> read(Environment environment, Instant now, String clock) {
    var verifier = change.patch().verifier(now, clock);
    var readPolicy = policy(policy, now, clock);
    var problems = Loaded.problems(verifier, readPolicy);
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    return verifier.flatMap(judge ->
        change.read(judge).flatMap(plan -> asked(environment, judge, readPolicy.orThrow(), plan)));
  }

  /** All that guard decides by, once patch and plan are known. */
  Outcome<GateCase> asked(Environment environment, Verifier judge, Policy asks, RolloutPlan plan) {
    var body = plan.patch().bodyDigest();
    var store = change.patch().trust().toString();
    return earlier
        .read(asks.after(environment.name()), judge.trust(), store, body)
        .flatMap(proven ->
            ClaimedGlass.read(breakGlass)
                .map(claim ->
                    new GateCase(
                        judge.trust(),
                        asks,
                        plan,
                        Approvals.read(approvalsNow()),
                        judge.bulletin(),
                        proven,
                        claim)));
  }

  /** Reads a policy (stage 17). One that has expired by then is refused. */
  static Outcome<Policy> policy(Path file, Instant now, String clock) {
    return Loaded.from(() -> Policy.fromYaml(file, RuleAdapters::find))
        .flatMap(policy -> Outcome.unless(policy.checkDate(now, clock), () -> policy));
  }
}

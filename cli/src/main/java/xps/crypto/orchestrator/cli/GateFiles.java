package xps.crypto.orchestrator.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.bind.RuleAdapters;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Policy;

/** The files that guard decides by, as {@code gate} and {@code apply} name them. */
record GateFiles(ChangeFiles change, Path policy, List<Path> approvals) {
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
            "An approval, or a folder of them; may be repeated. Else approvals/ beside the manifest.")
        .optional("--attempt", "N", "Which attempt it is there; else 1.")
        .parameters("APPROVAL", "0..*", "Further approvals.");
  }

  /** What the command line says. */
  static Outcome<GateFiles> of(Call call) {
    return ChangeFiles.of(call, "MANIFEST", "--plan")
        .map(change -> {
          var approvals = new ArrayList<>(call.paths("--approval"));
          approvals.addAll(call.paths("APPROVAL"));
          if (approvals.isEmpty()) {
            var usual = change.patch().manifest().resolveSibling(APPROVALS);
            approvals.addAll(Files.isDirectory(usual) ? List.of(usual) : List.of());
          }
          return new GateFiles(change, call.path("--policy"), approvals);
        });
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
  Outcome<GateCase> read(Instant now, String clock) {
    var verifier = change.patch().verifier(now, clock);
    var readPolicy = policy(policy, now, clock);
    var problems = Loaded.problems(verifier, readPolicy);
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    return verifier.flatMap(judge ->
        change
            .read(judge)
            .map(plan ->
                new GateCase(
                    judge.trust(),
                    readPolicy.orThrow(),
                    plan,
                    Approvals.read(approvals),
                    judge.bulletin())));
  }

  /** Reads a policy (stage 17). One that has expired by then is refused. */
  static Outcome<Policy> policy(Path file, Instant now, String clock) {
    return Loaded.from(() -> Policy.fromYaml(file, RuleAdapters::find))
        .flatMap(policy -> Outcome.unless(policy.checkDate(now, clock), () -> policy));
  }
}

package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.bind.ControlRoom;
import xps.crypto.orchestrator.bind.HealthProbe;
import xps.crypto.orchestrator.bind.Installer;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.bind.RulesInForce;
import xps.crypto.orchestrator.bind.Runner;
import xps.crypto.orchestrator.bind.RunningRollout;
import xps.crypto.orchestrator.bind.Subject;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.RolloutResult;
import xps.crypto.orchestrator.server.Home;
import xps.crypto.orchestrator.server.JettyAgentGateway;

/**
 * A rollout from a control plane in this process: trust and policy (17), patch (10), plan and fleet
 * (11), guard (12), and then the rollout itself. The first stage that refuses ends it, and the
 * refusal goes into the audit log.
 */
final class LocalApply {
  private final Call call;
  private final ApplyOrder order;

  LocalApply(Call call, ApplyOrder order) {
    this.call = call;
    this.order = order;
  }

  Answer run() throws IOException, GeneralSecurityException, InterruptedException {
    var files = order.files();
    var readTrust = files.change().patch().verifier(call.now(), call.clock());
    var readPolicy = GateFiles.policy(files.policy(), call.now(), call.clock());
    var problems = Loaded.problems(readTrust, readPolicy);
    if (!problems.isEmpty()) {
      return refused(problems);
    }
    var verifier = readTrust.orThrow();
    var opened =
        Home.open(
            order.home(),
            verifier.trust(),
            order.environment().name(),
            call.now(),
            call.surroundings().chance());
    if (opened instanceof Outcome.Refused<Home>(var reasons)) {
      return refused(reasons);
    }
    try (var home = opened.orThrow()) {
      var held = home.hold(order.environment().name(), verifier.trust(), readPolicy.orThrow());
      if (held instanceof Outcome.Refused<Policy>(var steps)) {
        return refused(steps);
      }
      return switch (informed(home, call.now(), call.clock())) {
        case Outcome.Refused<Verifier>(var news) -> refused(news);
        case Outcome.Ok<Verifier>(var judge, _) -> inside(home, judge, readPolicy.orThrow());
      };
    }
  }

  /**
   * The judge once more, who knows what this home has heard before: no older bulletin or revocation
   * list counts. What is new is remembered before anything is decided by it.
   */
  private Outcome<Verifier> informed(Home home, Instant now, String clock) throws IOException {
    var heard = home.heard();
    var held = heard.bulletin(order.environment().name());
    var judge = order.files().change().patch().verifier(now, clock, held);
    if (judge instanceof Outcome.Ok<Verifier>(var verifier, _)) {
      home.remember(heard.lists(verifier.trust().revocationListNumbers()));
      if (verifier.bulletin().isPresent()) {
        FreezeCommand.takeIn(home, verifier.bulletin().get(), now);
      }
    }
    return judge.map(verifier -> verifier.revocationListsSeen(heard.lists()));
  }

  private Answer inside(Home home, Verifier verifier, Policy policy)
      throws IOException, GeneralSecurityException, InterruptedException {
    var refusals = new Refusals(home.audit(), call.now());
    var claimed = order.files().change().patch().claimed();
    if (claimed instanceof Outcome.Refused<Manifest>(var problems)) {
      return refused(refusals.attest(Optional.empty(), problems));
    }
    var read = push(claimed.orThrow()).flatMap(_ -> order.files().change().read(verifier));
    if (read instanceof Outcome.Refused<RolloutPlan>(var problems)) {
      return refused(refusals.attestOrPlan(claimed.orThrow(), problems));
    }
    var tls = order.files().change().probeTrust(read.orThrow());
    if (tls instanceof Outcome.Refused<SSLContext>(var problems)) {
      return refused(refusals.attestOrPlan(claimed.orThrow(), problems));
    }
    var asked = order.files().asked(order.environment(), verifier, policy, read.orThrow());
    if (asked instanceof Outcome.Refused<GateCase>(var problems)) {
      return refused(problems);
    }
    var unfinished = new Unfinished(home.journal(), read.orThrow(), order.environment()).id();
    return gated(home, asked.orThrow().in(home, unfinished), refusals, tls.orThrow());
  }

  /** Brings what lies beside the manifest into the repository, where agents can get it. */
  private Outcome<Manifest> push(Manifest manifest) {
    var folder = manifest.folder().orElseThrow();
    boolean isBeside =
        manifest.artifacts().stream()
            .allMatch(artifact -> Files.exists(folder.resolve(artifact.name())));
    try {
      return isBeside
          ? order.repo().repo().push(manifest, ArtifactSource.folder(folder)).map(_ -> manifest)
          : Outcome.ok(manifest);
    } catch (IOException e) {
      return Outcome.refused(order.repo().unreachable(e));
    }
  }

  private Answer gated(Home home, GateCase asked, Refusals refusals, SSLContext tls)
      throws IOException, GeneralSecurityException, InterruptedException {
    var result = asked.evaluate(order.environment(), call.now());
    var subject = new Unfinished(home.journal(), asked.plan(), order.environment());
    var conflicts = Runner.conflicts(home.journal(), asked.plan(), order.environment());
    if (!conflicts.isEmpty()) {
      // Told before guard's no: a plan that has moved isn't approved, and that isn't the reason.
      return refused(conflicts);
    }
    if (!result.allow() && !subject.exists()) {
      refusals.gate(asked.plan(), result);
      return GateCommand.answer(asked, result, order.environment(), call.surroundings().zone())
          .withMembers(RolloutText.nothing());
    }
    if (!confirmed(asked, result, subject.exists())) {
      return refused(
          List.of(
              new Problem(
                  Code.CANCELLED,
                  "you have said no, and nothing was begun",
                  "xps apply",
                  "start it again when it is to happen")));
    }
    try (var gateway = listen(home)) {
      return follow(start(home, gateway, tls, asked, result), home)
          .withFindings(asked.findings(result))
          .withFindings(result.allow() ? List.of() : asked.glass().objection().stream().toList());
    }
  }

  private JettyAgentGateway listen(Home home) throws GeneralSecurityException {
    try {
      return home.listen(order.listen(), order.repo().repo(), call.surroundings().clock());
    } catch (IOException e) {
      return Outcome.<JettyAgentGateway>refused(
              Usage.problem(
                  "agents can't be listened for here: " + e.getMessage(),
                  "--listen",
                  "name a free address of this machine"))
          .orThrow();
    }
  }

  /** Shows what will happen, by a dry run on the real machine, and asks. */
  private boolean confirmed(GateCase asked, GateResult result, boolean isTakenUp)
      throws IOException {
    asked.plan().simulate().printReport(call.screen().out());
    var patch = asked.plan().patch();
    var what =
        (isTakenUp ? "take up the unfinished rollout of " : "apply ")
            + patch.id()
            + " "
            + patch.version()
            + " to "
            + PlanText.nodes(PlanText.count(asked.plan()))
            + " of "
            + order.environment().name()
            + " (risk "
            + result.riskScore()
            + ")";
    call.screen().say("");
    result.brokenGlass().ifPresent(broken -> call.screen().say("! " + broken.words()));
    call.screen().say("This will " + what + ".");
    return call.flag("--yes") || call.screen().asks("Go ahead?");
  }

  private RunningRollout start(
      Home home, JettyAgentGateway gateway, SSLContext tls, GateCase asked, GateResult result) {
    var loopback =
        call.flag("--allow-loopback") ? HealthProbe.Loopback.ALLOWED : HealthProbe.Loopback.REFUSED;
    var room =
        new ControlRoom(
            gateway,
            home.journal(),
            home.audit(),
            home.issuer(),
            () -> rulesNow(home, asked),
            HealthProbe.network(tls, loopback),
            call.surroundings().clock(),
            call.surroundings().chance());
    var installer = Installer.several(Installer.dynamic(), Installer.file());
    var runner = new Runner(order.repo().repo(), installer, room);
    return result.allow()
        ? runner.apply(result.permit(), List.of(Canonical.bytes(asked.trust().document())))
        : runner.takeUp(asked.plan(), asked.known(order.environment()));
  }

  private Outcome<RulesInForce.Rules> rulesNow(Home home, GateCase asked) {
    Instant now = call.surroundings().clock().instant();
    try {
      var judge = informed(home, now, "the system clock");
      var read = GateFiles.policy(order.files().policy(), now, "the system clock");
      var approvals = Approvals.read(order.files().approvalsNow());
      var problems = Loaded.problems(judge, read);
      problems.addAll(approvals.lostSince(asked.approvals()));
      if (!problems.isEmpty()) {
        return Outcome.refused(problems);
      }
      var verifier = judge.orThrow();
      // Whoever swaps the file in the middle of a rollout changes no rule by it.
      return home.hold(order.environment().name(), verifier.trust(), read.orThrow())
          .map(policy ->
              new RulesInForce.Rules(
                  policy,
                  approvals.readable(),
                  verifier.bulletin(),
                  asked.glass().usableStill(order.files().breakGlass())));
    } catch (IOException e) {
      return Outcome.refused(
          Problem.of(
              Code.REPO_UNREACHABLE,
              "what was heard can't be written down now: " + e.getMessage(),
              order.home().toString()));
    }
  }

  private Answer follow(RunningRollout running, Home home)
      throws IOException, InterruptedException {
    if (call.flag("--watch")) {
      running.watch(line -> call.screen().news(line));
    }
    try (running;
        var _ = StopOnSignal.of(running, call.surroundings().err())) {
      var outcome = running.outcome();
      var picture = RolloutText.picture(home.journal(), running.id());
      return switch (outcome) {
        case Outcome.Ok<RolloutResult>(var result, _) ->
            new Answer(
                RolloutText.problems(result, running.id()),
                List.of(),
                RolloutText.members(running.id(), result.kind().name(), picture),
                RolloutText.report(running.id(), result, picture));
        case Outcome.Refused<RolloutResult>(var problems) ->
            new Answer(
                problems,
                List.of(),
                RolloutText.members(running.id(), "", picture),
                new ArrayList<>(RolloutText.table(picture)));
      };
    }
  }

  private static Answer refused(List<Problem> problems) {
    return Answer.refused(problems).withMembers(RolloutText.nothing());
  }

  /** Whether the journal has a rollout of the same kind that didn't come to its end. */
  private record Unfinished(Journal journal, RolloutPlan plan, Environment environment) {
    boolean exists() throws IOException {
      return id().isPresent();
    }

    Optional<String> id() throws IOException {
      return journal
          .unfinished(
              new Subject(
                  plan.patch().bodyDigest(),
                  plan.digest(),
                  environment.name(),
                  environment.attempt()))
          .map(Journal.RolloutRow::rollout);
    }
  }
}

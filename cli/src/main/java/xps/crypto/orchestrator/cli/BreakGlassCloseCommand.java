package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.bind.GlassLog;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.BreakGlassReview;
import xps.crypto.orchestrator.guard.BrokenGlass;
import xps.crypto.orchestrator.guard.GlassReviews;
import xps.crypto.orchestrator.server.Home;

/**
 * {@code xps break-glass close REVIEW…}: writes into the log of a home that the quorum has looked,
 * after which the glass can be broken there again.
 */
final class BreakGlassCloseCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .required("--home", "DIR", "The home of the orchestrator, as apply was given it.")
        .required("--env", "NAME", "The environment of its rollouts.")
        .required("--trust", "FILE", "The trust store.")
        .required("--policy", "FILE", "The policy.")
        .parameters("REVIEW", "1..*", "Reviews, as xps break-glass review wrote them.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var missing = Home.missing(call.path("--home"));
    if (missing.isPresent()) {
      return Answer.refused(missing.get());
    }
    var trust = Loaded.from(() -> TrustStore.load(call.path("--trust"))).orThrow();
    var policy = GateFiles.policy(call.path("--policy"), call.now(), call.clock()).orThrow();
    var environment = call.text("--env");
    var reviews = reviews(call.paths("REVIEW")).orThrow();
    try (var home =
        Home.open(call.path("--home"), trust, environment, call.now(), call.surroundings().chance())
            .orThrow()) {
      var due =
          GlassLog.of(home.audit()).orThrow().due().orThrow().stream()
              .map(GlassLog.Due::glass)
              .toList();
      var meant =
          due.stream()
              .filter(broken ->
                  broken.claim().environment().equals(environment)
                      && reviews.stream()
                          .anyMatch(it -> it.breakGlass().equals(broken.claim().digest())))
              .findFirst();
      if (meant.isEmpty()) {
        return Answer.refused(nothing(call, due));
      }
      // Whoever writes another policy's file closes nothing by it.
      var held = home.hold(environment, trust, policy).orThrow();
      return switch (GlassReviews.judge(meant.get(), reviews, held, call.now())) {
        case Outcome.Refused<GlassReviews>(var problems) -> Answer.refused(problems);
        case Outcome.Ok<GlassReviews>(var judged, var findings) -> {
          GlassLog.close(home.audit(), judged, call.now());
          yield answer(judged).withFindings(findings);
        }
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't do what the control plane needs", e);
    }
  }

  private static Outcome<List<BreakGlassReview>> reviews(List<Path> files) {
    var reviews = new ArrayList<BreakGlassReview>();
    var problems = new ArrayList<Problem>();
    for (var file : files) {
      var read =
          Source.read(file, Code.APPROVAL_INVALID)
              .flatMap(text -> BreakGlassReview.parse(file.toString(), text));
      switch (read) {
        case Outcome.Ok<BreakGlassReview>(var review, _) -> reviews.add(review);
        case Outcome.Refused<BreakGlassReview>(var reasons) -> problems.addAll(reasons);
      }
    }
    return Outcome.unless(problems, () -> List.copyOf(reviews));
  }

  private static Problem nothing(Call call, List<BrokenGlass> due) {
    return new Problem(
        Code.NOT_FOUND,
        due.isEmpty()
            ? "no broken glass waits for a review here"
            : "these reviews are of another break-glass than the one that waits here, "
                + due.getFirst().claim().digest().hex(),
        call.text("--home"),
        "see xps audit show --action BREAK_GLASS for what was broken");
  }

  private static Answer answer(GlassReviews judged) {
    var reviewers = judged.counting().stream().map(BreakGlassReview::approver).toList();
    return Answer.of(
        Value.object()
            .put("break_glass", judged.broken().claim().digest())
            .put("reviewers", Value.texts(reviewers))
            .build(),
        List.of("✓ " + judged.words()));
  }
}

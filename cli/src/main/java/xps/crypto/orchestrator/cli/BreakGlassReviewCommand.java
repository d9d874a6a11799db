package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.BreakGlass;
import xps.crypto.orchestrator.guard.BreakGlassReview;
import xps.crypto.orchestrator.guard.BreakGlassReview.Verdict;

/** {@code xps break-glass review FILE}: signs that you have looked at it, and what you found. */
final class BreakGlassReviewCommand implements Command {
  private static final int NAME_HEX = 8;

  @Override
  public void describe(CommandSpec spec) {
    var options =
        new Options(spec).parameter("FILE", "The break-glass that was used, as it was signed.");
    KeyOption.describe(options);
    options
        .required("--as", "NAME", "Your name among the policy's approvers.")
        .flag("--unjustified", "It should not have been broken; else you say that it should.")
        .optional("--out", "FILE", "Where to; else beside the break-glass.")
        .flag("--yes", "Don't ask.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var key = KeyOption.signer(call).orThrow();
    var file = call.path("FILE");
    var claim = ClaimedGlass.read(file).orThrow();
    var verdict = call.flag("--unjustified") ? Verdict.UNJUSTIFIED : Verdict.JUSTIFIED;
    show(claim).forEach(call.screen()::say);
    var declined =
        call.declined(
            "Sign that you find this " + verdict.text() + "?", "run it again when you are sure");
    if (declined.isPresent()) {
      return Answer.refused(declined.get());
    }
    var review =
        BreakGlassReview.sign(claim, verdict, call.text("--as"), call.now(), key).orThrow();
    var name =
        "review-"
            + review.approver()
            + "-"
            + review.signature().bytes().sha256().hex().substring(0, NAME_HEX)
            + ".json";
    var out = call.optionalPath("--out").orElseGet(() -> file.resolveSibling(name));
    var written = Written.anew(out, Json.pretty(review.document())).orThrow();
    return Answer.of(
        Value.object()
            .put("review", written.toString())
            .put("break_glass", claim.digest())
            .put("verdict", verdict.text())
            .build(),
        List.of("✓ wrote " + written));
  }

  private static List<String> show(BreakGlass claim) {
    return Columns.table(
        List.of(
            List.of("broken by", claim.approver()),
            List.of("reason", claim.reason()),
            List.of("patch body", claim.body().hex()),
            List.of("plan", claim.plan().hex()),
            List.of("environment", claim.environment() + ", attempt " + claim.attempt()),
            List.of("at", Grammar.time(claim.at()) + " until " + Grammar.time(claim.expires())),
            List.of("digest", claim.digest().hex())));
  }
}

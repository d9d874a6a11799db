package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.BreakGlass;
import xps.crypto.orchestrator.guard.BreakGlassDraft;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** {@code xps break-glass sign MANIFEST}: one person's word, for exactly what it has shown. */
final class BreakGlassSignCommand implements Command {
  private static final Duration USUAL_VALIDITY = Duration.ofHours(4);
  private static final Duration LONGEST_VALIDITY = Duration.ofDays(7);
  private static final int NAME_HEX = 8;

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    options
        .parameter("MANIFEST", "The patch's manifest.")
        .required("--plan", "FILE", "The rollout plan.");
    ChangeFiles.describe(options);
    KeyOption.describe(options);
    options
        .required("--as", "NAME", "Your name among the policy's break_glass keys.")
        .required("--reason", "TEXT", "Why this can't wait for the quorum or a window.")
        .required("--env", "NAME", "The environment that the rollout is for.")
        .optional("--attempt", "N", "Which attempt it is there; else 1.")
        .optional("--valid", "DURATION", "How long it counts; else 4h.")
        .optional("--out", "FILE", "Where to; else break-glass/ beside the manifest.")
        .flag("--yes", "Don't ask.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var environment = GateFiles.environment(call).orThrow();
    var valid =
        call.parsed(
                "--valid",
                "a duration like 90m or 4h, of at most 7d",
                text -> Grammar.duration(text).filter(it -> it.compareTo(LONGEST_VALIDITY) <= 0))
            .orElse(USUAL_VALIDITY);
    var key = KeyOption.signer(call).orThrow();
    var files = ChangeFiles.of(call, "MANIFEST", "--plan").orThrow();
    var plan = files.read(call.now(), call.clock()).orThrow();
    var draft =
        new BreakGlassDraft(
            call.text("--as"),
            call.text("--reason"),
            plan.patch().bodyDigest(),
            plan.digest(),
            environment.name(),
            environment.attempt(),
            call.now(),
            call.now().plus(valid));
    show(plan, draft).forEach(call.screen()::say);
    var declined = call.declined("Break the glass?", "have the quorum approve it instead");
    if (declined.isPresent()) {
      return Answer.refused(declined.get());
    }
    var claim = draft.sign(key).orThrow();
    var file =
        call.optionalPath("--out")
            .orElseGet(
                () -> files.patch().manifest().resolveSibling("break-glass").resolve(name(claim)));
    var written = Written.anew(file, Json.pretty(claim.document())).orThrow();
    return Answer.of(
            Value.object()
                .put("break_glass", written.toString())
                .put("digest", claim.digest())
                .put("body", plan.patch().bodyDigest())
                .put("plan", plan.digest())
                .put("expires", Grammar.time(claim.expires()))
                .build(),
            List.of("✓ wrote " + written, "  nothing has happened yet: give it to xps apply"))
        .withFindings(PlanCheckCommand.findings(plan));
  }

  private static String name(BreakGlass claim) {
    return claim.approver() + "-" + claim.digest().hex().substring(0, NAME_HEX) + ".json";
  }

  private static List<String> show(RolloutPlan plan, BreakGlassDraft draft) {
    var patch = plan.patch();
    var lines = new ArrayList<String>();
    lines.add(patch.id() + " " + patch.version() + ", attested:");
    lines.add("");
    lines.addAll(Columns.table(PatchText.rows(patch)));
    lines.add("");
    lines.addAll(PlanText.table(plan));
    lines.add("");
    lines.add(
        "! "
            + draft.approver()
            + " BREAKS THE GLASS for "
            + PlanText.nodes(PlanText.count(plan))
            + " of "
            + draft.environment()
            + ", attempt "
            + draft.attempt()
            + ", until "
            + Grammar.time(draft.expires()));
    lines.add("! reason: " + draft.reason());
    lines.add("! everybody who is passed over is named and told; the quorum reviews it afterwards");
    lines.add("");
    return lines;
  }
}

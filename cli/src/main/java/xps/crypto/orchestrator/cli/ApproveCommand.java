package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.ApprovalDraft;
import xps.crypto.orchestrator.guard.Decision;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** {@code xps approve MANIFEST}: signs a decision about exactly what it has shown. */
final class ApproveCommand implements Command {
  private static final Duration USUAL_VALIDITY = Duration.ofDays(7);
  private static final Duration LONGEST_VALIDITY = Duration.ofDays(365);
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
        .required("--as", "NAME", "Your name among the policy's approvers.")
        .required("--env", "NAME", "The environment that the rollout is for.")
        .optional("--attempt", "N", "Which attempt it is there; else 1.")
        .optional("--valid", "DURATION", "How long it counts; else 7d.")
        .flag("--reject", "Reject it instead: nobody else's approval helps then.")
        .flag("--withdraw", "Take back what you decided before.")
        .flag("--rollback", "Decide about the way back.")
        .optional(
            "--out", "PATH", "A folder, or a .json file; else approvals/ beside the manifest.")
        .flag("--yes", "Don't ask.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var decision = decision(call).orThrow();
    var environment = GateFiles.environment(call).orThrow();
    var valid = validity(call);
    var key = KeyOption.signer(call).orThrow();
    var files = ChangeFiles.of(call, "MANIFEST", "--plan").orThrow();
    var plan = files.read(call.now(), call.clock()).orThrow();
    var draft =
        new ApprovalDraft(
            call.text("--as"),
            decision,
            call.flag("--rollback") ? Direction.ROLLBACK : Direction.FORWARD,
            plan.patch().bodyDigest(),
            plan.digest(),
            environment.name(),
            environment.attempt(),
            call.now(),
            call.now().plus(valid));
    show(plan, draft).forEach(call.screen()::say);
    var declined = call.declined(question(draft), "run it again when you have made up your mind");
    if (declined.isPresent()) {
      return Answer.refused(declined.get());
    }
    var approval = draft.sign(key).orThrow();
    var written = write(file(call, files, approval), approval).orThrow();
    return Answer.of(
            Value.object()
                .put("approval", written.toString())
                .put("decision", decision.text())
                .put("body", plan.patch().bodyDigest())
                .put("plan", plan.digest())
                .build(),
            List.of("✓ wrote " + written))
        .withFindings(PlanCheckCommand.findings(plan));
  }

  private static Outcome<Decision> decision(Call call) {
    if (call.flag("--reject") && call.flag("--withdraw")) {
      return Outcome.refused(
          Usage.problem("--reject and --withdraw are two decisions", "--withdraw", "take one"));
    }
    return Outcome.ok(
        call.flag("--reject")
            ? Decision.REJECT
            : call.flag("--withdraw") ? Decision.WITHDRAW : Decision.APPROVE);
  }

  /** A decision that counts for years is one about circumstances that nobody knows yet. */
  private static Duration validity(Call call) {
    return call.parsed(
            "--valid",
            "a duration like 12h or 7d, of at most 365d",
            text -> Grammar.duration(text).filter(it -> it.compareTo(LONGEST_VALIDITY) <= 0))
        .orElse(USUAL_VALIDITY);
  }

  private static List<String> show(RolloutPlan plan, ApprovalDraft draft) {
    var patch = plan.patch();
    var lines = new ArrayList<String>();
    lines.add(patch.id() + " " + patch.version() + ", attested:");
    lines.add("");
    lines.addAll(Columns.table(PatchText.rows(patch)));
    lines.add("");
    lines.add(
        PlanText.nodes(PlanText.count(plan)) + " of " + draft.environment() + ", in this order:");
    lines.add("");
    lines.addAll(PlanText.table(plan));
    lines.add("");
    lines.addAll(
        Columns.table(
            List.of(
                List.of("plan", plan.digest().hex()),
                List.of("decision", what(draft) + " by " + draft.approver()),
                List.of("attempt", Integer.toString(draft.attempt())),
                List.of("until", Grammar.time(draft.expires())))));
    lines.add("");
    return lines;
  }

  private static String what(ApprovalDraft draft) {
    return draft.decision().text()
        + (draft.direction() == Direction.ROLLBACK ? " the way back" : "");
  }

  private static String question(ApprovalDraft draft) {
    return "Sign that "
        + draft.approver()
        + " decides: "
        + what(draft)
        + " for "
        + draft.environment()
        + "?";
  }

  private static Path file(Call call, ChangeFiles files, Approval approval) {
    var name =
        approval.approver()
            + "-"
            + approval.decision().text()
            + "-"
            + approval.signature().bytes().sha256().hex().substring(0, NAME_HEX)
            + ".json";
    return call.optionalPath("--out")
        .map(out ->
            out.toString().endsWith(".json") && !Files.isDirectory(out) ? out : out.resolve(name))
        .orElseGet(() -> files.patch().manifest().resolveSibling("approvals").resolve(name));
  }

  private static Outcome<Path> write(Path file, Approval approval) throws IOException {
    return Written.anew(file, Json.pretty(approval.document()));
  }
}

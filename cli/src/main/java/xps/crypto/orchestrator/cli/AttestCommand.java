package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;

/** {@code xps attest MANIFEST}. */
final class AttestCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    options.parameter("MANIFEST", "The patch's manifest.");
    PatchFiles.describe(options);
    options
        .optional("--installed", "VERSION", "What is installed: an older patch is refused.")
        .optional("--at", "TIME", "Judge as if it were then, like 2026-01-31T20:00:00Z.");
  }

  @Override
  public Answer run(Call call) {
    var files = PatchFiles.of(call, "MANIFEST").orThrow();
    var installed = call.version("--installed");
    var verifier = files.verifier(call.now(), call.clock()).orThrow();
    var judge = installed.map(verifier::installed).orElse(verifier);
    var claimed = files.claimed().orThrow();
    return switch (files.attest(claimed, judge)) {
      case Outcome.Refused<AttestedPatch>(var problems) ->
          Answer.refused(problems).withMembers(claim(claimed).build());
      case Outcome.Ok<AttestedPatch>(var patch, var findings) ->
          Answer.of(members(patch), report(patch)).withFindings(findings);
    };
  }

  /** What names the patch, proved or not. */
  private static Value.Builder claim(Manifest manifest) {
    return Value.object()
        .put("patch", manifest.id())
        .put("version", manifest.version().toString())
        .put("body", manifest.bodyDigest());
  }

  private static Value.Obj members(AttestedPatch patch) {
    var artifacts = new ArrayList<Value>();
    for (var artifact : patch.manifest().artifacts()) {
      artifacts.add(
          Value.object()
              .put("name", artifact.name())
              .put("sha256", artifact.sha256())
              .put("kind", artifact.kind().text())
              .put("signers", Value.texts(patch.signersOf(artifact.name())))
              .build());
    }
    var members =
        claim(patch.manifest())
            .put("class", patch.changeClass().text())
            .put("signers", Value.texts(patch.signers()))
            .put("artifacts", artifacts);
    patch.sbom().ifPresent(sbom -> members.put("sbom", PatchText.json(sbom)));
    patch.advisories().ifPresent(digest -> members.put("advisories", digest));
    return members.build();
  }

  static List<String> report(AttestedPatch patch) {
    var report = new ArrayList<String>();
    report.add("✓ " + patch.id() + " " + patch.version() + " is attested");
    report.add("");
    report.addAll(Columns.table(PatchText.rows(patch)));
    return report;
  }
}

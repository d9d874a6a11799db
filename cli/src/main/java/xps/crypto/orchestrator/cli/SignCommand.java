package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/** {@code xps sign MANIFEST}. */
final class SignCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    options.parameter("MANIFEST", "The manifest; it is changed in place.");
    KeyOption.describe(options);
    options.flag("--plain", "Write sig, as the founding document shows it, instead of sigs.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var file = call.path("MANIFEST");
    var key = KeyOption.read(call).orThrow();
    var before = Source.read(file, Code.MANIFEST_INVALID).orThrow();
    var manifest = Manifest.parse(file.toString(), before).orThrow();
    var signed = ManifestSigner.sign(manifest, key, call.flag("--plain")).orThrow();
    write(file, before, signed).orThrow();
    var names = manifest.artifacts().stream().map(Artifact::name).toList();
    return Answer.of(
        Value.object()
            .put("signed", Value.texts(names))
            .put("keyid", key.publicKey().keyId())
            .put("body", manifest.bodyDigest())
            .build(),
        List.of(
            "✓ signed "
                + manifest.id()
                + " "
                + manifest.version()
                + ": "
                + String.join(", ", names)
                + " (key "
                + key.publicKey().keyId()
                + ")"));
  }

  /** Two who sign at once must not lose each other's signature. */
  private static Outcome<Path> write(Path file, byte[] before, Value.Obj signed)
      throws IOException {
    var now = Source.read(file, Code.MANIFEST_INVALID);
    if (!now.isOk() || !Arrays.equals(now.orThrow(), before)) {
      return Outcome.refused(
          Usage.problem(
              "somebody has changed the manifest meanwhile", file.toString(), "sign it again"));
    }
    Written.instead(file, Json.pretty(signed));
    return Outcome.ok(file);
  }
}

package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.CertificateChain;
import xps.crypto.orchestrator.attest.CertifiedSigner;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.MlDsa65SigningKey;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/** {@code xps sign MANIFEST}. */
final class SignCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    options.parameter("MANIFEST", "The manifest; it is changed in place.");
    KeyOption.describeAll(options);
    options
        .optional(
            "--chain", "FILE", "Your certificate and its CAs' in PEM, for an organisation's CA.")
        .flag("--plain", "Write sig, as the founding document shows it, instead of sigs.")
        .optional("--statements", "DIR", "Sign nothing; write what is to be signed elsewhere.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var file = call.path("MANIFEST");
    var before = Source.read(file, Code.MANIFEST_INVALID).orThrow();
    var manifest = Manifest.parse(file.toString(), before).orThrow();
    if (call.optional("--statements").isPresent()) {
      return statements(manifest, call.path("--statements"));
    }
    var keys = certified(call, KeyOption.signers(call).orThrow()).orThrow();
    var signed = signed(file.toString(), manifest, keys, call.flag("--plain")).orThrow();
    Written.instead(file, before, Json.pretty(signed)).orThrow();
    var names = manifest.artifacts().stream().map(Artifact::name).toList();
    var keyIds = keys.stream().map(key -> key.publicKey().keyId()).toList();
    return Answer.of(
        Value.object()
            .put("signed", Value.texts(names))
            .put("keyids", Value.texts(keyIds))
            .put("body", manifest.bodyDigest())
            .build(),
        List.of(
            "✓ signed "
                + manifest.id()
                + " "
                + manifest.version()
                + ": "
                + String.join(", ", names)
                + (keyIds.size() == 1 ? " (key " : " (keys ")
                + String.join(", ", keyIds)
                + ")"));
  }

  /**
   * Each key with the certificates, where some are given: a hybrid signer's ML-DSA-65 key has none.
   */
  private static Outcome<List<StatementSigner>> certified(Call call, List<StatementSigner> keys) {
    var file = call.optionalPath("--chain");
    if (file.isEmpty()) {
      return Outcome.ok(keys);
    }
    var where = file.get().toString();
    return Source.read(file.get(), Code.USAGE)
        .flatMap(content ->
            CertificateChain.readPem(where, new String(content, StandardCharsets.ISO_8859_1)))
        .flatMap(chain -> {
          var certified = new ArrayList<StatementSigner>();
          var problems = new ArrayList<Problem>();
          for (var key : keys) {
            var one =
                key instanceof MlDsa65SigningKey
                    ? Outcome.ok(key)
                    : CertifiedSigner.of(key, chain, where);
            problems.addAll(one.problems());
            if (one.isOk()) {
              certified.add(one.orThrow());
            }
          }
          return Outcome.unless(problems, () -> List.copyOf(certified));
        });
  }

  /** A file for each artifact: the very bytes that a signature is made over. */
  private static Answer statements(Manifest manifest, Path folder) throws IOException {
    var written = new ArrayList<String>();
    for (var artifact : manifest.artifacts()) {
      var file = folder.resolve(artifact.name() + ".statement");
      Written.anew(file, manifest.statementOf(artifact).text()).orThrow();
      written.add(file.toString());
    }
    var report = new ArrayList<String>();
    written.forEach(file -> report.add("✓ wrote " + file));
    report.add("");
    report.add("  sign each, and bring the signature back with xps sign --signature … --pub …:");
    report.add("  ssh-keygen -Y sign -n xps-artifact -f KEY FILE");
    report.add("  openssl pkeyutl -sign -rawin -inkey KEY -in FILE -out FILE.sig");
    return Answer.of(Value.object().put("statements", Value.texts(written)).build(), report);
  }

  /** One key after the other; none of them covers the signatures of another. */
  private static Outcome<Value.Obj> signed(
      String file, Manifest manifest, List<StatementSigner> keys, boolean plain) {
    var signed = Outcome.ok(manifest.document());
    for (var key : keys) {
      signed =
          signed
              .flatMap(document ->
                  Manifest.parse(file, Json.pretty(document).getBytes(StandardCharsets.UTF_8)))
              .flatMap(so -> ManifestSigner.sign(so, key, plain));
    }
    return signed;
  }
}

package xps.crypto.orchestrator.cli.organisation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestDraft;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.SpdxDraft;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Approval;

/** A patch as it is handed over: manifest, SBOM and artifacts side by side in a folder. */
public record PatchFolder(Path folder, Manifest manifest) {
  private static final String MANIFEST = "patch_manifest.json";
  private static final String SBOM = "sbom.spdx.json";
  private static final String APPROVALS = "approvals";

  /**
   * Makes a patch of artifacts that lie in a folder already: writes the SBOM and the manifest that
   * binds it, signed by these members. The first one's signature is the founding document's plain
   * {@code sig}, the others' stand in {@code sigs}.
   *
   * @return refused, and no manifest written, where an artifact can't be read
   */
  public static Outcome<PatchFolder> make(
      PatchOrder order, Path folder, List<Path> artifacts, List<Member> signers, Instant now)
      throws IOException {
    var sbom = SpdxDraft.of(order.id(), order.version(), now, artifacts);
    if (sbom instanceof Outcome.Refused<Value.Obj>(var problems)) {
      return Outcome.refused(problems);
    }
    NewFile.write(folder.resolve(SBOM), Json.pretty(sbom.orThrow()));
    var draft =
        ManifestDraft.of(order.id(), order.version(), order.targets(), artifacts)
            .sbom(folder.resolve(SBOM));
    order.changeClass().ifPresent(draft::changeClass);
    var manifest = draft.document().flatMap(document -> signed(document, signers));
    if (manifest instanceof Outcome.Ok<Manifest>(var made, _)) {
      NewFile.write(folder.resolve(MANIFEST), Json.pretty(made.document()));
    }
    return manifest.map(made -> new PatchFolder(folder, made));
  }

  private static Outcome<Manifest> signed(Value.Obj document, List<Member> signers) {
    var manifest = parse(document);
    boolean plain = true;
    for (var signer : signers) {
      boolean first = plain;
      manifest =
          manifest
              .flatMap(unsigned -> ManifestSigner.sign(unsigned, signer.key(), first))
              .flatMap(PatchFolder::parse);
      plain = false;
    }
    return manifest;
  }

  private static Outcome<Manifest> parse(Value.Obj document) {
    return Manifest.parse(MANIFEST, Json.pretty(document).getBytes(UTF_8));
  }

  public Path manifestFile() {
    return folder.resolve(MANIFEST);
  }

  /** Where the approvals of this patch lie. */
  public Path approvals() {
    return folder.resolve(APPROVALS);
  }

  /** Files an approval beside the manifest, as {@code xps approve} does. */
  public Path file(Approval approval) throws IOException {
    var digest = approval.signature().bytes().sha256().hex();
    var name =
        "%s-%s-%s.json"
            .formatted(approval.approver(), approval.decision().text(), digest.substring(0, 8));
    var file = Files.createDirectories(approvals()).resolve(name);
    NewFile.write(file, Json.pretty(approval.document()));
    return file;
  }
}

package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.attest.ManifestDraft;
import xps.crypto.orchestrator.attest.SpdxDraft;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;

/** {@code xps manifest init FILE…}. */
final class ManifestInitCommand implements Command {
  private static final String MANIFEST = "patch_manifest.json";
  private static final String SBOM = "sbom.spdx.json";

  /** A broken download loses at most so much, and a list of leaves has 32 bytes for each. */
  private static final int USUAL_CHUNK = 1024 * 1024;

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .required("--id", "ID", "The patch's id.")
        .required("--version", "VERSION", "Its version.")
        .requiredRepeated("--target", "ROLE", "A role whose nodes get it; may be repeated.")
        .optional("--sbom", "FILE", "Its SBOM, beside the manifest; else a small one is written.")
        .optional("--class", "CLASS", "Its class of change; else what the version makes of it.")
        .optional("--author", "PERSON", "Who made it, and so may not approve it.")
        .optional("--expires", "TIME", "From when on nobody starts to install it.")
        .flag("--requires-restart", "Nodes have to restart the application.")
        .flag("--tree", "Give files longer than a chunk a digest tree: downloads can resume.")
        .optional(
            "--chunk",
            "BYTES",
            "The chunks of the trees, a power of two; else " + USUAL_CHUNK + ".")
        .optional("--out", "FILE", "The manifest; else " + MANIFEST + " beside the files.")
        .parameters("FILE", "1..*", "The artifacts, all in one folder.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var files = call.paths("FILE");
    var folder = folder(files).orThrow();
    var manifest = call.optionalPath("--out").orElse(folder.resolve(MANIFEST));
    var draft = draft(call, files);
    draft.document().orThrow(); // nothing is written for a manifest that can't be
    free(manifest).orThrow();
    var given = call.optionalPath("--sbom");
    if (given.isPresent()) {
      beside(manifest, given.get()).orThrow();
    }
    var sbom = given.isPresent() ? given.get() : writeSbom(call, manifest, files).orThrow();
    boolean done = false;
    try {
      var whole = draft.sbom(sbom).draft().orThrow();
      writeLeaves(manifest, whole.leaves());
      var written = Written.anew(manifest, Json.pretty(whole.document()));
      done = written.isOk();
      written.orThrow();
    } finally {
      if (!done && given.isEmpty()) {
        Files.deleteIfExists(sbom);
      }
    }
    return Answer.of(
        Value.object().put("manifest", manifest.toString()).put("sbom", sbom.toString()).build(),
        List.of(
            "✓ wrote " + manifest + " with " + sbom,
            "",
            "  next: xps sign " + manifest + " --key YOURS.key"));
  }

  private static ManifestDraft draft(Call call, List<Path> files) {
    var draft = ManifestDraft.of(call.text("--id"), call.text("--version"), targets(call), files);
    call.parsed("--class", "one of " + ChangeClass.texts(), ChangeClass::parse)
        .ifPresent(draft::changeClass);
    call.optional("--author").ifPresent(draft::author);
    call.time("--expires").ifPresent(draft::expires);
    if (call.flag("--requires-restart")) {
      draft.requiresRestart();
    }
    chunk(call).ifPresent(draft::tree);
    return draft;
  }

  /** Of how many bytes the chunks are; nothing where nobody wants trees. */
  private static Optional<Integer> chunk(Call call) {
    var chunk =
        call.parsed(
            "--chunk",
            "a power of two from 65536 to 16777216",
            text -> Call.whole(text, 0, Integer.MAX_VALUE).filter(Artifact.DigestTree::isChunk));
    return chunk.isPresent() || !call.flag("--tree") ? chunk : Optional.of(USUAL_CHUNK);
  }

  /** Their name is the root over them: a file of that name is either the same or wrong. */
  private static void writeLeaves(Path manifest, Map<String, Bytes> leaves) throws IOException {
    for (var list : leaves.entrySet()) {
      var file = manifest.resolveSibling(list.getKey());
      var content = list.getValue().toArray();
      Files.deleteIfExists(file);
      Written.anew(file, content).orThrow();
    }
  }

  /** A target has no comma in its name: {@code --target validator,api} is two. */
  private static List<String> targets(Call call) {
    var targets = new ArrayList<String>();
    call.texts("--target").forEach(text -> targets.addAll(List.of(text.split(",", -1))));
    return targets;
  }

  private static Outcome<Path> folder(List<Path> files) {
    var folders = files.stream().map(ManifestInitCommand::folder).distinct().toList();
    return folders.size() == 1
        ? Outcome.ok(folders.getFirst())
        : Outcome.refused(
            Usage.problem(
                "the files lie in " + folders.size() + " folders, and a patch's lie in one",
                "FILE",
                "copy them into one folder"));
  }

  private static Path folder(Path file) {
    return Optional.ofNullable(file.normalize().getParent()).orElse(Path.of(""));
  }

  private static Outcome<Path> free(Path file) {
    return Files.exists(file)
        ? Outcome.refused(
            Usage.problem(
                "there is such a file, and it is never written over",
                file.toString(),
                "choose another with --out, or move the file away"))
        : Outcome.ok(file);
  }

  /** A manifest names its SBOM without a folder, so it is found in the manifest's own alone. */
  private static Outcome<Path> beside(Path manifest, Path sbom) {
    var folder = folder(manifest.toAbsolutePath());
    return folder(sbom.toAbsolutePath()).equals(folder)
        ? Outcome.ok(sbom)
        : Outcome.refused(
            Usage.problem(
                "the SBOM has to lie beside the manifest, in " + folder,
                sbom.toString(),
                "copy it there and name the copy with --sbom"));
  }

  private static Outcome<Path> writeSbom(Call call, Path manifest, List<Path> files)
      throws IOException {
    var file = manifest.resolveSibling(SBOM);
    if (Files.exists(file)) {
      return Outcome.refused(
          Usage.problem(
              "there is an SBOM already",
              file.toString(),
              "bind it with --sbom " + file + ", or move it away"));
    }
    var document =
        SpdxDraft.of(call.text("--id"), call.text("--version"), call.now(), files).orThrow();
    return Written.anew(file, Json.pretty(document));
  }
}

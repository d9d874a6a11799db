package xps.crypto.orchestrator.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;

/** Part 3: patches that somebody has tampered with. */
final class Forgeries {
  private final World world;
  private final Checks checks;

  private Forgeries(World world) {
    this.world = world;
    this.checks = new Checks(world.narrator());
  }

  static PartResult tell(World world) throws IOException {
    world.narrator().part(3, "Forgeries.", "what isn't what its signer signed gets no further");
    return new Forgeries(world).tell();
  }

  private PartResult tell() throws IOException {
    var exits =
        List.of(
            refused("changed-artifact", "one bit of the module turned", "DIGEST_MISMATCH"),
            refused("unknown-key", "signed by a key nobody trusts", "UNTRUSTED_SIGNER"),
            refused("moved-signature", "a true signature, of another patch", "SCOPE_MISMATCH"));
    int exit = exits.stream().distinct().count() == 1 ? exits.getFirst() : 1;
    return new PartResult("forgeries", checks.ok(), exit);
  }

  private int refused(String name, String what, String code) throws IOException {
    var folder = copyOf(world.patches().better(), name);
    switch (name) {
      case "changed-artifact" -> turnABit(folder);
      case "unknown-key" -> write(folder, signedByNobody());
      default -> write(folder, withMovedSignature());
    }
    var words =
        List.of(
            "attest",
            folder.resolve("patch_manifest.json").toString(),
            "--trust",
            world.organisation().trustStore().toString());
    var ran = world.xps("attest forged/" + name + "/patch_manifest.json …", words);
    checks.that(
        ran.exit() == 10 && ran.codes().contains(code),
        "refused, exit 10: " + code + ", " + what,
        ran::complaint);
    return ran.exit();
  }

  private Path copyOf(PatchFolder patch, String name) throws IOException {
    var folder =
        Files.createDirectories(world.organisation().folder().resolve("forged").resolve(name));
    try (var files = Files.newDirectoryStream(patch.folder())) {
      for (var file : files) {
        if (Files.isRegularFile(file)) {
          Files.copy(file, folder.resolve(file.getFileName()));
        }
      }
    }
    return folder;
  }

  private void turnABit(Path folder) throws IOException {
    var module = folder.resolve(Patches.fileOf(world.patches().better()).getFileName());
    var content = Files.readAllBytes(module);
    content[content.length / 2] ^= 1;
    Files.write(module, content);
  }

  private Value.Obj signedByNobody() {
    var stranger = SigningKey.generate(world.setup().chance());
    return ManifestSigner.sign(unsigned(), stranger, true).orThrow();
  }

  /** A patch of another name with the signature that 3.2.3 has. */
  private Value.Obj withMovedSignature() {
    var signed =
        ManifestSigner.sign(unsigned(), world.organisation().staff().release().key(), false)
            .orThrow();
    return signed.with("id", Value.text("xps-emergency-fix"));
  }

  /** 3.2.3 as it was before anybody signed it. */
  private Manifest unsigned() {
    var document = world.patches().better().manifest().document();
    var artifacts = new ArrayList<Value>();
    if (document.get("artifacts").orElseThrow() instanceof Value.Arr(var items, _)) {
      for (var item : items) {
        artifacts.add(item instanceof Value.Obj artifact ? artifact.without("sig", "sigs") : item);
      }
    }
    var bare = document.with("artifacts", Value.array(artifacts));
    return Manifest.parse("unsigned", Json.compact(bare).getBytes(UTF_8)).orThrow();
  }

  private static void write(Path folder, Value.Obj manifest) throws IOException {
    Files.writeString(folder.resolve("patch_manifest.json"), Json.pretty(manifest));
  }
}

package xps.crypto.orchestrator.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A signed patch of one artifact of 10 GiB with a digest tree, made with the command line. */
record HugePatch(Path manifest, Path trust) {
  private static final long BYTES = 10L << 30;
  private static final int KEY_BYTES = 32;

  /** The patch in that folder; made where it isn't there yet. */
  static Optional<HugePatch> in(Path folder, Xps xps) throws IOException, InterruptedException {
    var patch =
        new HugePatch(folder.resolve("patch_manifest.json"), folder.resolve("trust_store.json"));
    if (Files.exists(patch.trust)) {
      return Optional.of(patch);
    }
    Files.createDirectories(folder);
    var artifact = folder.resolve("huge.bin");
    try (var file = new RandomAccessFile(artifact.toFile(), "rw")) {
      file.setLength(BYTES);
    }
    Files.deleteIfExists(patch.manifest);
    Files.deleteIfExists(folder.resolve("sbom.spdx.json"));
    Files.deleteIfExists(folder.resolve("bench.key"));
    Files.deleteIfExists(folder.resolve("bench.pub"));
    boolean made =
        xps.run("key", "generate", "--name", "bench", "--out", folder)
            && xps.run(
                "manifest",
                "init",
                "--id",
                "huge",
                "--version",
                "1.0.1",
                "--target",
                "api",
                "--tree",
                artifact)
            && xps.run("sign", patch.manifest, "--key", folder.resolve("bench.key"));
    if (!made) {
      return Optional.empty();
    }
    Files.writeString(
        patch.trust,
        """
        {"trusted_signers": [{"name": "bench", "ed25519": "%s"}], "min_required_signatures": 1,
         "allow_unsigned": false}
        """
            .formatted(key(folder.resolve("bench.pub"))));
    return Optional.of(patch);
  }

  /** How long it takes to attest it with that much heap. */
  Optional<Double> attest(Xps xps, String heap) throws InterruptedException {
    return Processes.millis(
        xps.command(List.of("-Xmx" + heap), "attest", manifest, "--trust", trust));
  }

  /** A public key is the end of its SPKI. */
  private static String key(Path pem) throws IOException {
    var base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
    var spki = Base64.getDecoder().decode(base64);
    return HexFormat.of().formatHex(spki, spki.length - KEY_BYTES, spki.length);
  }
}

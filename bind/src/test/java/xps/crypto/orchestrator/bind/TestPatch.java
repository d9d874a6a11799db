package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.MerkleFrontier;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A patch to be pushed, with its files.
 *
 * @param more further members of every artifact, as JSON that begins with a comma
 */
record TestPatch(String id, String version, Map<String, byte[]> files, String more)
    implements ArtifactSource {
  static final int CHUNK = 64 * 1024;

  static TestPatch of(String id, String version, String... files) {
    var contents = new TreeMap<String, byte[]>();
    for (var file : files) {
      contents.put(file, (file + " of " + version).getBytes(UTF_8));
    }
    return new TestPatch(id, version, contents, "");
  }

  /** One long file with a digest tree. */
  static TestPatch withTree(byte[] content) {
    var frontier = new MerkleFrontier();
    for (int at = 0; at < content.length; at += CHUNK) {
      frontier.add(leaf(content, at));
    }
    var tree =
        ", \"size\": %d, \"tree\": {\"chunk\": %d, \"root\": \"%s\"}"
            .formatted(content.length, CHUNK, frontier.root().hex());
    return new TestPatch("big", "1.0.1", Map.of("big.bin", content), tree);
  }

  static byte[] content(int size) {
    var content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  static Sha256 leaf(byte[] content, int at) {
    return MerkleTree.leafHash(
        Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK)));
  }

  TestPatch with(String members) {
    return new TestPatch(id, version, files, more + ", " + members);
  }

  /** The same patch, whose source hands out something else. */
  TestPatch lying(String file, byte[] content) {
    var lies = new TreeMap<>(files);
    lies.put(file, content);
    return new TestPatch(id, version, lies, more);
  }

  Manifest manifest() {
    var artifacts = new ArrayList<String>();
    files.forEach((name, content) ->
        artifacts.add(
            "{\"name\": \"%s\", \"sha256\": \"%s\"%s}"
                .formatted(name, Sha256.of(content).hex(), more)));
    var text =
        """
        {"id": "%s", "version": "%s", "artifacts": [%s], "targets": ["api"], "metadata": {}}
        """
            .formatted(id, version, String.join(", ", artifacts));
    return Manifest.parse("manifest", text.getBytes(UTF_8)).orThrow();
  }

  Artifact first() {
    return manifest().artifacts().getFirst();
  }

  @Override
  public Optional<InputStream> artifact(Artifact artifact) {
    return Optional.ofNullable(files.get(artifact.name())).map(ByteArrayInputStream::new);
  }

  @Override
  public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes) {
    return Optional.empty();
  }

  @Override
  public String describe() {
    return "a test";
  }
}

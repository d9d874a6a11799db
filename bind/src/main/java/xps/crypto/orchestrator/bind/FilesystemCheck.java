package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;

/** Reads every byte of a {@link FilesystemRepo}, and believes no name. */
final class FilesystemCheck {
  /** What a push that was cut off leaves behind: nobody reads it. */
  private static final String UNFINISHED = ".new-";

  private static final int HASH_BYTES = 32;

  private final Path objects;
  private final Path patches;
  private final List<Problem> problems = new ArrayList<>();
  private final TreeSet<Sha256> good = new TreeSet<>();

  private FilesystemCheck(Path objects, Path patches) {
    this.objects = objects;
    this.patches = patches;
  }

  static RepoCheck of(Path objects, Path patches) throws IOException {
    return new FilesystemCheck(objects, patches).run();
  }

  private RepoCheck run() throws IOException {
    int objectCount = 0;
    for (var object : entries(objects)) {
      object(object);
      objectCount++;
    }
    int patchCount = 0;
    for (var patch : entries(patches)) {
      // Without its manifest, which comes last, a patch isn't there yet.
      if (Files.exists(patch.resolve(FilesystemRepo.MANIFEST), LinkOption.NOFOLLOW_LINKS)) {
        patch(patch);
        patchCount++;
      }
    }
    return new RepoCheck(patchCount, objectCount, problems);
  }

  private void object(Path file) throws IOException {
    var name = String.valueOf(file.getFileName());
    var isTree = name.endsWith(FilesystemRepo.LEAVES);
    var digest =
        Sha256.parse(
            isTree ? name.substring(0, name.length() - FilesystemRepo.LEAVES.length()) : name);
    if (digest.isEmpty() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      tell(Code.DIGEST_MISMATCH, "this doesn't belong to a repository", file);
    } else if (!(isTree ? rootOf(file) : digestOf(file)).equals(digest.get())) {
      tell(Code.DIGEST_MISMATCH, "these bytes have another digest than their name says", file);
    } else if (!isTree) {
      good.add(digest.get());
    }
  }

  private static Sha256 digestOf(Path file) throws IOException {
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return DurableFile.digest(in);
    }
  }

  private static Sha256 rootOf(Path file) throws IOException {
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      var bytes = in.readNBytes(FilesystemRepo.MAX_SMALL_BYTES);
      var hashes = new ArrayList<Sha256>();
      for (int at = 0; at + HASH_BYTES <= bytes.length; at += HASH_BYTES) {
        hashes.add(Sha256.ofDigest(Arrays.copyOfRange(bytes, at, at + HASH_BYTES)));
      }
      return hashes.size() * HASH_BYTES == bytes.length
          ? MerkleTree.rootOfHashes(hashes)
          : Sha256.of(bytes);
    }
  }

  private void patch(Path folder) throws IOException {
    var file = folder.resolve(FilesystemRepo.MANIFEST);
    var read =
        Source.read(file, Code.MANIFEST_INVALID)
            .flatMap(text -> Manifest.parse(file.toString(), text));
    if (!(read instanceof Outcome.Ok<Manifest>(var manifest, _))) {
      problems.addAll(read.problems());
      return;
    }
    if (!manifest.bodyDigest().hex().equals(String.valueOf(folder.getFileName()))) {
      tell(Code.DIGEST_MISMATCH, "this is the manifest of another patch than its folder's", file);
    }
    for (var artifact : manifest.artifacts()) {
      artifact(artifact, file);
    }
    var sbom = manifest.metadata().sbom();
    var digest = manifest.metadata().sbomSha256();
    if (sbom.isPresent() && digest.isPresent()) {
      sbom(folder.resolve(sbom.get()), digest.get());
    }
  }

  private void artifact(Artifact artifact, Path manifest) {
    if (!good.contains(artifact.sha256())) {
      tell(
          Code.ARTIFACT_MISSING,
          artifact.name() + " is not here: there is no whole object " + artifact.sha256(),
          manifest);
    }
  }

  private void sbom(Path file, Sha256 digest) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      tell(Code.SBOM_MISSING, "the SBOM that the manifest names is not here", file);
    } else if (!digestOf(file).equals(digest)) {
      tell(Code.SBOM_MISMATCH, "the SBOM's digest isn't the manifest's", file);
    }
  }

  private void tell(Code code, String message, Path where) {
    problems.add(
        new Problem(
            code,
            message,
            where.toString(),
            "find out who can write there, then delete it and push the patch again"));
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    var found = new TreeSet<Path>();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        if (!String.valueOf(entry.getFileName()).startsWith(UNFINISHED)) {
          found.add(entry);
        }
      }
    }
    return List.copyOf(found);
  }
}

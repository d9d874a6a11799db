package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.MerkleFrontier;
import xps.crypto.orchestrator.attest.SbomSummary;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Reads every byte of a {@link FilesystemRepo}, and believes no name: names everything that isn't
 * what its name says, and everything that a manifest names and that isn't there.
 */
final class RepoVerification {
  private static final int LEAF_BYTES = 32;
  private static final String REMEDY =
      "find out who can write there, then delete it and push the patch again";

  private final RepoLayout layout;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<Path, Manifest> manifests = new TreeMap<>();

  /** Everything that any manifest says about an object, and an artifact that says it. */
  private final Map<String, Map<Claim, Artifact>> claims = new HashMap<>();

  /** Lists of leaves that have the root of their name. */
  private final Set<String> goodLeaves = new HashSet<>();

  private final Set<Claim> goodClaims = new HashSet<>();

  RepoVerification(RepoLayout layout) {
    this.layout = layout;
  }

  RepoCheck verify() throws IOException {
    var unreadable = new ArrayList<Problem>();
    int patches = readManifests(unreadable);
    int objects = 0;
    for (Path object : RepoLayout.entries(layout.objects())) {
      if (!RepoLayout.name(object).startsWith(DurableFile.TEMPORARY)) {
        objects++;
        object(object);
      }
    }
    problems.addAll(unreadable);
    for (var patch : manifests.entrySet()) {
      patch(patch.getKey(), patch.getValue());
    }
    return new RepoCheck(patches, objects, problems);
  }

  /** Without its manifest, which comes last, a patch isn't there yet. */
  private int readManifests(List<Problem> unreadable) throws IOException {
    int patches = 0;
    for (Path folder : layout.patchFolders()) {
      var read = RepoLayout.manifest(folder);
      if (read.isEmpty()) {
        continue;
      }
      patches++;
      switch (read.get()) {
        case Outcome.Refused<Manifest>(var refused) -> unreadable.addAll(refused);
        case Outcome.Ok<Manifest>(var manifest, _) -> {
          manifests.put(folder, manifest);
          for (var artifact : manifest.artifacts()) {
            claims
                .computeIfAbsent(artifact.sha256().hex(), _ -> new LinkedHashMap<>())
                .putIfAbsent(Claim.of(artifact), artifact);
          }
        }
      }
    }
    return patches;
  }

  private void object(Path object) throws IOException {
    var name = RepoLayout.name(object);
    var digest = Sha256.parse(name);
    var root = RepoLayout.rootOf(name);
    if ((digest.isEmpty() && root.isEmpty())
        || !Files.isRegularFile(object, LinkOption.NOFOLLOW_LINKS)) {
      tell(Code.DIGEST_MISMATCH, "this doesn't belong to a repository", object);
    } else if (root.isPresent()) {
      leaves(object, root.get());
    } else {
      bytes(object, digest.orElseThrow());
    }
  }

  /**
   * Who lies about a size is told so from the size alone: otherwise anybody who can push could have
   * an object read as often as there are numbers.
   */
  private void bytes(Path object, Sha256 digest) throws IOException {
    long size = Files.size(object);
    boolean read = false;
    for (var claim : claims.getOrDefault(digest.hex(), Map.of()).entrySet()) {
      var artifact = claim.getValue();
      long said = artifact.size().orElse(size);
      if (said != size) {
        tell(
            Code.SIZE_MISMATCH,
            artifact.name() + " has " + size + " bytes; a manifest says " + said,
            object);
      } else {
        read = true;
        if (isClaimed(object, artifact)) {
          goodClaims.add(claim.getKey());
        }
      }
    }
    if (!read) {
      unclaimed(object, digest);
    }
  }

  private void leaves(Path object, Sha256 root) throws IOException {
    var name = RepoLayout.name(object);
    if (hasRoot(name, root)) {
      goodLeaves.add(name);
    } else {
      tell(Code.DIGEST_MISMATCH, "these leaves have another root than their name says", object);
    }
  }

  private void unclaimed(Path object, Sha256 digest) throws IOException {
    try (var in = Files.newInputStream(object, LinkOption.NOFOLLOW_LINKS)) {
      if (!DurableFile.digest(in).equals(digest)) {
        tell(Code.DIGEST_MISMATCH, "these bytes have another digest than their name says", object);
      }
    }
  }

  /**
   * What one manifest says wrongly about the bytes is nothing against another that says it right.
   */
  private boolean isClaimed(Path object, Artifact artifact) throws IOException {
    Optional<byte[]> leaves = Optional.empty();
    if (artifact.tree().isPresent()) {
      var name = artifact.tree().get().leavesName();
      leaves = RepoLayout.small(layout.objects(), name, RepoLayout.MAX_SMALL_BYTES);
    }
    long size = Files.size(object);
    try (var in = Files.newInputStream(object, LinkOption.NOFOLLOW_LINKS);
        var check = ContentCheck.of(artifact, size, leaves)) {
      check.read(in, (_, _) -> {});
      var wrong = check.problems(object.toString());
      problems.addAll(wrong);
      return wrong.isEmpty();
    }
  }

  private boolean hasRoot(String name, Sha256 root) throws IOException {
    var leaves = RepoLayout.small(layout.objects(), name, RepoLayout.MAX_SMALL_BYTES).orElseThrow();
    if (leaves.length % LEAF_BYTES != 0) {
      return false;
    }
    var frontier = new MerkleFrontier();
    for (int at = 0; at < leaves.length; at += LEAF_BYTES) {
      var leaf = new byte[LEAF_BYTES];
      System.arraycopy(leaves, at, leaf, 0, LEAF_BYTES);
      frontier.add(Sha256.ofDigest(leaf));
    }
    return frontier.root().equals(root);
  }

  private void patch(Path folder, Manifest manifest) throws IOException {
    var file = folder.resolve(RepoLayout.MANIFEST);
    for (var artifact : manifest.artifacts()) {
      if (!goodClaims.contains(Claim.of(artifact))) {
        missing(artifact.sha256().hex(), artifact.name(), file);
      }
      var leaves = artifact.tree().map(Artifact.DigestTree::leavesName);
      if (leaves.isPresent() && !goodLeaves.contains(leaves.get())) {
        missing(leaves.get(), "the digest tree of " + artifact.name(), file);
      }
    }
    var name = manifest.metadata().sbom();
    var bound = manifest.metadata().sbomSha256();
    if (name.isEmpty() || bound.isEmpty()) {
      return;
    }
    var sbom = folder.resolve(name.get());
    var content = RepoLayout.small(folder, name.get(), SbomSummary.MOST_BYTES);
    if (content.isEmpty()) {
      tell(Code.SBOM_MISSING, "the SBOM that the manifest names is not here", sbom);
    } else if (!Sha256.of(content.get()).equals(bound.get())) {
      tell(Code.SBOM_MISMATCH, "the SBOM's digest isn't the manifest's", sbom);
    }
  }

  private void missing(String object, String what, Path manifest) {
    tell(
        Code.ARTIFACT_MISSING, what + " is not here: there is no whole object " + object, manifest);
  }

  /** What a manifest says about an object's bytes. Others may say something else of the same. */
  private record Claim(Sha256 digest, OptionalLong size, Optional<Artifact.DigestTree> tree) {
    static Claim of(Artifact artifact) {
      return new Claim(artifact.sha256(), artifact.size(), artifact.tree());
    }
  }

  private void tell(Code code, String message, Path where) {
    problems.add(new Problem(code, message, where.toString(), REMEDY));
  }
}

package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.MerkleFrontier;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Reads a whole repository, and names everything in it that isn't what its name says, and
 * everything that a manifest names and that isn't there.
 */
final class RepoVerification {
  private static final int LEAF_BYTES = 32;
  private static final int MAX_SMALL_BYTES = 64 * 1024 * 1024;
  private static final String REMEDY =
      "find out who can write there, delete it, and push the patch again from where it was signed";

  /** One reading of an object answers for its digest, and for a tree over it. */
  private record Reading(Sha256 sha256, Optional<Artifact.DigestTree> tree) {}

  private final RepoLayout layout;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<Reading> done = new HashSet<>();
  private final Set<Sha256> read = new HashSet<>();

  RepoVerification(RepoLayout layout) {
    this.layout = layout;
  }

  Outcome<Repo.Verified> verify() throws IOException {
    int manifests = 0;
    for (Path patch : layout.patchFolders()) {
      var manifest = RepoLayout.manifest(patch);
      if (manifest.isPresent()) {
        manifests++;
        patch(patch, manifest.get());
      }
    }
    int objects = 0;
    for (Path object : RepoLayout.entries(layout.objects())) {
      if (!RepoLayout.name(object).startsWith(DurableFile.TEMPORARY)) {
        objects++;
        object(object);
      }
    }
    var verified = new Repo.Verified(objects, manifests);
    return Outcome.unless(problems, () -> verified);
  }

  private void patch(Path folder, Outcome<Manifest> read) throws IOException {
    switch (read) {
      case Outcome.Refused<Manifest>(var refused) -> problems.addAll(refused);
      case Outcome.Ok<Manifest>(var manifest, _) -> {
        for (var artifact : manifest.artifacts()) {
          artifact(artifact, folder);
        }
        sbom(manifest, folder);
      }
    }
  }

  private void artifact(Artifact artifact, Path patch) throws IOException {
    var stored = RepoLayout.open(layout.objects(), artifact.sha256().hex(), 0);
    if (stored.isEmpty()) {
      missing(artifact.sha256().hex(), artifact.name(), patch);
      return;
    }
    long size = stored.get().size();
    try (var in = stored.get().content();
        var check = ContentCheck.of(artifact, Math.max(size, 1), leaves(artifact, patch))) {
      if (artifact.size().orElse(size) == size
          && !done.add(new Reading(artifact.sha256(), artifact.tree()))) {
        return;
      }
      read.add(artifact.sha256());
      check.read(in, (_, _) -> {});
      problems.addAll(check.problems(layout.objects().resolve(artifact.sha256().hex()).toString()));
    }
  }

  private Optional<byte[]> leaves(Artifact artifact, Path patch) throws IOException {
    if (artifact.tree().isEmpty()) {
      return Optional.empty();
    }
    var name = artifact.tree().get().leavesName();
    var leaves = RepoLayout.small(layout.objects(), name, MAX_SMALL_BYTES);
    if (leaves.isEmpty()) {
      missing(name, "the digest tree of " + artifact.name(), patch);
    }
    return leaves;
  }

  private void missing(String object, String what, Path patch) {
    problems.add(
        new Problem(
            Code.ARTIFACT_MISSING,
            "the object " + object + " isn't there, which is " + what,
            patch.resolve(RepoLayout.MANIFEST).toString(),
            "push the patch again from where it was signed"));
  }

  private void sbom(Manifest manifest, Path patch) throws IOException {
    var name = manifest.metadata().sbom();
    var bound = manifest.metadata().sbomSha256();
    if (name.isEmpty() || bound.isEmpty()) {
      return;
    }
    var where = patch.resolve(name.get()).toString();
    var content = RepoLayout.small(patch, name.get(), MAX_SMALL_BYTES);
    if (content.isEmpty()) {
      problems.add(new Problem(Code.SBOM_MISSING, "the SBOM isn't there", where, REMEDY));
    } else if (!Sha256.of(content.get()).equals(bound.get())) {
      problems.add(
          new Problem(
              Code.SBOM_MISMATCH, "this isn't the SBOM that was signed for", where, REMEDY));
    }
  }

  private void object(Path object) throws IOException {
    var name = RepoLayout.name(object);
    var digest = Sha256.parse(name);
    var root = RepoLayout.rootOf(name);
    if (!Files.isRegularFile(object, LinkOption.NOFOLLOW_LINKS)) {
      wrong(object, "this is no regular file");
    } else if (digest.isPresent() && !read.contains(digest.get())) {
      try (var in = RepoLayout.open(layout.objects(), name, 0).orElseThrow().content()) {
        if (!DurableFile.digest(in).equals(digest.get())) {
          wrong(object, "the object has other bytes than its name says");
        }
      }
    } else if (root.isPresent() && !hasRoot(name, root.get())) {
      wrong(object, "these leaves have another root than their name says");
    } else if (digest.isEmpty() && root.isEmpty()) {
      wrong(object, "nothing in a repository has such a name");
    }
  }

  private boolean hasRoot(String name, Sha256 root) throws IOException {
    var leaves = RepoLayout.small(layout.objects(), name, MAX_SMALL_BYTES).orElseThrow();
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

  private void wrong(Path object, String message) {
    problems.add(new Problem(Code.DIGEST_MISMATCH, message, object.toString(), REMEDY));
  }
}

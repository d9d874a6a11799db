package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/** A repository in a folder, see {@link RepoLayout}. */
record FilesystemRepo(RepoLayout layout) implements Repo {

  @Override
  public Outcome<Sha256> push(Manifest manifest, ArtifactSource from, Optional<Verifier> verifier)
      throws IOException {
    return new RepoPush(layout, manifest, from, verifier).push();
  }

  @Override
  public Optional<StoredObject> open(Sha256 digest) throws IOException {
    return open(digest, 0);
  }

  @Override
  public Optional<StoredObject> open(Sha256 digest, long from) throws IOException {
    return RepoLayout.open(layout.objects(), digest.hex(), from);
  }

  @Override
  public Optional<InputStream> artifact(Artifact artifact) throws IOException {
    return open(artifact.sha256()).map(StoredObject::content);
  }

  @Override
  public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes)
      throws IOException {
    if (RepoLayout.isLeaves(fileName)) {
      return RepoLayout.small(layout.objects(), fileName, maxBytes);
    }
    if (digest.isEmpty()) {
      // Which patch is meant can't be told; patch(body) can.
      return Optional.empty();
    }
    for (Path patch : layout.patchFolders()) {
      var content = RepoLayout.small(patch, fileName, maxBytes);
      if (content.isPresent() && Sha256.of(content.get()).equals(digest.get())) {
        return content;
      }
    }
    return Optional.empty();
  }

  @Override
  public ArtifactSource patch(Sha256 body) {
    var repo = this;
    Path patch = layout.patch(body);
    return new ArtifactSource() {
      @Override
      public Optional<InputStream> artifact(Artifact artifact) throws IOException {
        return repo.artifact(artifact);
      }

      @Override
      public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes)
          throws IOException {
        if (RepoLayout.isLeaves(fileName)) {
          return repo.beside(fileName, digest, maxBytes);
        }
        return Files.isDirectory(layout.patches(), LinkOption.NOFOLLOW_LINKS)
            ? RepoLayout.small(patch, fileName, maxBytes)
            : Optional.empty();
      }

      @Override
      public String describe() {
        return patch.toString();
      }
    };
  }

  @Override
  public List<Manifest> manifests() throws IOException {
    var manifests = new ArrayList<Manifest>();
    for (Path patch : layout.patchFolders()) {
      // A folder without a manifest is a push that was cut off; one that lies isn't that patch.
      if (RepoLayout.manifest(patch).orElse(null) instanceof Outcome.Ok<Manifest>(var read, _)) {
        manifests.add(read);
      }
    }
    manifests.sort(Comparator.comparing(Manifest::id).thenComparing(Manifest::version));
    return List.copyOf(manifests);
  }

  @Override
  public RepoCheck verify() throws IOException {
    return new RepoVerification(layout).verify();
  }

  @Override
  public Outcome<Garbage> garbage(Keep keep) throws IOException {
    return new RepoCollection(layout, keep).find();
  }

  @Override
  public Outcome<Garbage> collect(Keep keep) throws IOException {
    return new RepoCollection(layout, keep).collect();
  }

  @Override
  public String describe() {
    return layout.folder().toString();
  }
}

package xps.crypto.orchestrator.server;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.bind.RepoCheck;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/** A repository that holds two modules, and nothing else. */
record TwoObjects() implements Repo {
  static final Bytes MODULE = Bytes.utf8("0123456789");
  static final Bytes OTHER_MODULE = Bytes.utf8("abcdefghij");

  /** A tree, and the hashes of its chunks. */
  static final Sha256 ROOT = Sha256.of(new byte[] {5});

  static final Bytes LEAVES = Bytes.utf8("hashes of chunks");

  @Override
  public Optional<StoredObject> open(Sha256 digest) {
    for (var module : List.of(MODULE, OTHER_MODULE)) {
      if (module.sha256().equals(digest)) {
        return Optional.of(
            new StoredObject(module.size(), new ByteArrayInputStream(module.toArray())));
      }
    }
    return Optional.empty();
  }

  @Override
  public Outcome<Sha256> push(Manifest manifest, ArtifactSource from, Optional<Verifier> verifier) {
    throw new UnsupportedOperationException();
  }

  @Override
  public RepoCheck verify() {
    return new RepoCheck(0, 2, List.of());
  }

  @Override
  public List<Manifest> manifests() {
    return List.of();
  }

  @Override
  public Outcome<Garbage> garbage(Keep keep) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Outcome<Garbage> collect(Keep keep) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ArtifactSource patch(Sha256 body) {
    return this;
  }

  @Override
  public Optional<InputStream> artifact(Artifact artifact) {
    return Optional.empty();
  }

  @Override
  public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes) {
    return fileName.equals(ROOT.hex() + ".leaves")
        ? Optional.of(LEAVES.toArray())
        : Optional.empty();
  }

  @Override
  public String describe() {
    return "two objects";
  }
}

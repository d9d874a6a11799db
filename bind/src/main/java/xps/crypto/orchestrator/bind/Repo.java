package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A content-addressed repository: artifacts under their digests, manifests under their bodies'.
 *
 * <p>What was pushed never changes: an object has the bytes of its name or is refused. Nobody has
 * to trust a repository all the same: attest and every node hash what it hands out.
 */
public interface Repo extends ArtifactSource {

  /** Bytes taken for an artifact whose manifest gives no size: the default of {@code attest}. */
  long MAX_OBJECT_BYTES = 256L * 1024 * 1024;

  /** A repository in a folder; one that isn't there yet is made by the first push. */
  static Repo filesystem(Path folder) {
    return new FilesystemRepo(folder);
  }

  /**
   * Takes a manifest with everything it names. Pushing the same again changes nothing; pushing it
   * with more signatures adds them.
   *
   * @return the body's digest; {@code ARTIFACT_MISSING}, {@code SIZE_MISMATCH} or {@code
   *     DIGEST_MISMATCH} for every artifact that isn't what the manifest says, and then nothing of
   *     the manifest is there
   */
  Outcome<Sha256> push(Manifest manifest, ArtifactSource from) throws IOException;

  /** The object of a digest, if it is here. */
  Optional<StoredObject> open(Sha256 digest) throws IOException;

  /** Every manifest here, by id and version. */
  List<Manifest> manifests() throws IOException;

  /** Reads and hashes everything here, and says what isn't what its name or a manifest says. */
  RepoCheck verify() throws IOException;

  /** The same repository, knowing which patch's small files (the SBOM) are meant. */
  ArtifactSource patch(Sha256 body);

  /** An object that is ready to be read; whoever gets it closes its content. */
  record StoredObject(long size, InputStream content) {}
}

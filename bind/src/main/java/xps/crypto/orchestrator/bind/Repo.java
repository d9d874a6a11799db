package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.Verifier;
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
    return new FilesystemRepo(new RepoLayout(folder));
  }

  /**
   * Takes a manifest with everything it names. Pushing the same again changes nothing; pushing it
   * with other signatures adds them, and takes none away. Any number may push at once.
   *
   * @return the body's digest; {@code ARTIFACT_MISSING}, {@code SIZE_MISMATCH} or {@code
   *     DIGEST_MISMATCH} for every artifact that isn't what the manifest says, and then nothing of
   *     the manifest is there
   */
  default Outcome<Sha256> push(Manifest manifest, ArtifactSource from) throws IOException {
    return push(manifest, from, Optional.empty());
  }

  /**
   * The same. Where an artifact would have more signatures than are read, those stay that somebody
   * has made whom the verifier trusts: whoever can push may have filled the room.
   */
  Outcome<Sha256> push(Manifest manifest, ArtifactSource from, Optional<Verifier> verifier)
      throws IOException;

  /** The object of a digest, if it is here. */
  Optional<StoredObject> open(Sha256 digest) throws IOException;

  /** The same, from one of its bytes on, so that who was cut off can go on. */
  default Optional<StoredObject> open(Sha256 digest, long from) throws IOException {
    var stored = open(digest);
    if (stored.isPresent()) {
      stored.get().content().skipNBytes(Math.min(from, stored.get().size()));
    }
    return stored;
  }

  /**
   * Brings an artifact into a file: chunk by chunk where it has a digest tree, never more than its
   * size, and resumed where an earlier fetch broke off.
   *
   * @param clock by which a way that is too slow is given up
   * @return the file, which is whole and right; or why there is none
   */
  default Outcome<Path> fetch(Artifact artifact, Path into, InstantSource clock)
      throws IOException {
    return Fetch.of(artifact, this, clock).into(into);
  }

  /** Every manifest here, by id and version. */
  List<Manifest> manifests() throws IOException;

  /** Reads and hashes everything here, and says what isn't what its name or a manifest says. */
  RepoCheck verify() throws IOException;

  /** The same repository, knowing which patch's small files (the SBOM) are meant. */
  ArtifactSource patch(Sha256 body);

  /** What {@link #collect} would take away; refused where a manifest can't be read. */
  Outcome<Garbage> garbage(Keep keep) throws IOException;

  /**
   * Takes away old patches, then every object that none of the others names, and what pushes that
   * were cut off have left. Waits for those who push, and they for it.
   */
  Outcome<Garbage> collect(Keep keep) throws IOException;

  /**
   * Which patches stay.
   *
   * @param versions of each patch id, and of each artifact, the newest so many; at least two, so
   *     that the one before can be gone back to
   * @param bodies patches that stay whatever their version, such as those that nodes run
   * @param attested whether a manifest counts. Those that don't are counted apart: anybody who can
   *     push gives them whatever version they like
   */
  record Keep(int versions, Set<Sha256> bodies, Predicate<Manifest> attested) {
    /** The newest and the one before it. */
    public static final int FEWEST_VERSIONS = 2;

    public Keep {
      if (versions < FEWEST_VERSIONS) {
        throw new IllegalArgumentException("without the version before nobody could go back");
      }
      bodies = Set.copyOf(bodies);
    }
  }

  /**
   * What nobody needs.
   *
   * @param objects by name
   * @param bytes that they take up
   */
  record Garbage(List<Manifest> patches, List<String> objects, long bytes) {
    public Garbage {
      patches = List.copyOf(patches);
      objects = List.copyOf(objects);
    }
  }

  /** An object that is ready to be read; whoever gets it closes its content. */
  record StoredObject(long size, InputStream content) {}
}

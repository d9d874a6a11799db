package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Where the bytes behind a manifest come from: a folder, a repository. Nothing it hands out is
 * trusted; whoever reads bounds and checks it.
 */
public interface ArtifactSource {
  /**
   * The bytes claimed to be that artifact, to be closed by the caller; nothing where there is no
   * such regular file.
   */
  Optional<InputStream> artifact(Artifact artifact) throws IOException;

  /**
   * A small file that travels beside the manifest, such as the SBOM; nothing where there is none. A
   * file longer than {@code maxBytes} is cut off after one byte more than that, which is how the
   * caller sees that it is too long.
   *
   * @param digest what the file is filed under, where the manifest names it
   */
  Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes)
      throws IOException;

  /** The source in words, for messages. */
  String describe();

  /** Where {@link #beside} looks for a file, in words. */
  default String placeOf(String fileName) {
    return describe() + "/" + fileName;
  }

  /**
   * The regular files of a folder, by name. Links are not followed, and folders and devices not
   * opened.
   */
  static ArtifactSource folder(Path folder) {
    return new FolderSource(folder, folder);
  }

  /**
   * The same where the artifacts, and the leaves of their trees, lie in another folder than the
   * manifest and what travels beside it.
   */
  static ArtifactSource folders(Path artifacts, Path besideManifest) {
    return new FolderSource(artifacts, besideManifest);
  }
}

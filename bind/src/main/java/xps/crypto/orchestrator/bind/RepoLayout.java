package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;

/**
 * Where things lie in a repository's folder: {@code objects/<sha256>}, {@code
 * objects/<root>.leaves}, {@code patches/<body>/}.
 *
 * <p>Links are never followed, neither the last part of a path nor the folders of the layout: who
 * can write one place of the repository can't make it hand out another file of this machine.
 */
record RepoLayout(Path folder) {
  static final String MANIFEST = "patch_manifest.json";
  static final String LEAVES = ".leaves";
  static final int MAX_SMALL_BYTES = 64 * 1024 * 1024;

  Path objects() {
    return folder.resolve("objects");
  }

  Path patches() {
    return folder.resolve("patches");
  }

  Path patch(Sha256 body) {
    return patches().resolve(body.hex());
  }

  /**
   * Looks at every folder that a patch is written to. A link in the place of one would have what is
   * pushed written elsewhere, with the rights of whoever pushes.
   */
  void refuseLinks(Sha256 body) throws IOException {
    for (Path part : List.of(objects(), patches(), patch(body))) {
      if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(part + " is a link or a file, and no folder to write to");
      }
    }
  }

  /** Whether a name is that of the leaves of some digest tree. */
  static boolean isLeaves(String name) {
    return rootOf(name).isPresent();
  }

  /** The root that the name of a list of leaves has in it. */
  static Optional<Sha256> rootOf(String name) {
    return name.endsWith(LEAVES)
        ? Sha256.parse(name.substring(0, name.length() - LEAVES.length()))
        : Optional.empty();
  }

  /** The folders of patches, whole or not, sorted. */
  List<Path> patchFolders() throws IOException {
    var found = new ArrayList<>(entries(patches()));
    found.removeIf(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS));
    return found;
  }

  /** Whatever lies in a folder, sorted; nothing where the folder isn't there or is a link. */
  static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    var found = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(folder)) {
      entries.forEach(found::add);
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** The manifest of a patch's folder; nothing where none was put there yet. */
  static Optional<Outcome<Manifest>> manifest(Path patch) {
    if (!isFile(patch, MANIFEST)) {
      return Optional.empty();
    }
    var file = patch.resolve(MANIFEST);
    return Optional.of(
        Source.read(file, Code.MANIFEST_INVALID)
            .flatMap(text -> Manifest.parse(file.toString(), text))
            .flatMap(manifest -> named(manifest, patch)));
  }

  private static Outcome<Manifest> named(Manifest manifest, Path patch) {
    return manifest.bodyDigest().hex().equals(name(patch))
        ? Outcome.ok(manifest)
        : Outcome.refused(
            new Problem(
                Code.DIGEST_MISMATCH,
                "this is the manifest of another patch than its folder's, of "
                    + manifest.bodyDigest().hex(),
                patch.resolve(MANIFEST).toString(),
                "find out who can write there, delete the folder and push the patch again"));
  }

  static boolean isFile(Path folder, String name) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /** A regular file of a folder, ready to be read from one of its bytes on. */
  static Optional<Repo.StoredObject> open(Path folder, String name, long from) throws IOException {
    if (!isFile(folder, name)) {
      return Optional.empty();
    }
    var channel =
        Files.newByteChannel(
            folder.resolve(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    long size = channel.size();
    channel.position(Math.min(from, size));
    return Optional.of(new Repo.StoredObject(size, Channels.newInputStream(channel)));
  }

  /** A small file, cut off after one byte more than {@code maxBytes}. */
  static Optional<byte[]> small(Path folder, String name, int maxBytes) throws IOException {
    if (!Grammar.isArtifactName(name)) {
      return Optional.empty();
    }
    var stored = open(folder, name, 0);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try (var content = stored.get().content()) {
      return Optional.of(content.readNBytes(maxBytes + 1));
    }
  }
}

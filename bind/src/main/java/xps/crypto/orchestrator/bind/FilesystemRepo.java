package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
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
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;

/**
 * {@code objects/<sha256>}, {@code objects/<root>.leaves}, {@code patches/<body>/}.
 *
 * <p>Links are never followed, neither the last part of a path nor the folders of the layout: who
 * can write one place of the repository can't make it hand out another file of this machine.
 */
record FilesystemRepo(Path folder) implements Repo {

  private static final String OBJECTS = "objects";
  private static final String PATCHES = "patches";
  static final String MANIFEST = "patch_manifest.json";
  static final String LEAVES = ".leaves";
  static final int MAX_SMALL_BYTES = 64 * 1024 * 1024;

  @Override
  public Outcome<Sha256> push(Manifest manifest, ArtifactSource from) throws IOException {
    var problems = new ArrayList<Problem>();
    for (var artifact : manifest.artifacts()) {
      check(artifact, from).ifPresent(problems::add);
    }
    var sbom = manifest.metadata().sbom();
    Optional<byte[]> sbomContent =
        sbom.isEmpty()
            ? Optional.empty()
            : from.beside(sbom.get(), manifest.metadata().sbomSha256(), MAX_SMALL_BYTES);
    sbomContent.flatMap(content -> lyingSbom(manifest, content, from)).ifPresent(problems::add);
    // A push that is refused leaves nothing behind, not even an empty repository.
    if (problems.isEmpty()) {
      for (var artifact : manifest.artifacts()) {
        write(artifact, from).ifPresent(problems::add);
      }
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    Path patch = folder(PATCHES).resolve(manifest.bodyDigest().hex());
    if (sbomContent.isPresent()) {
      new DurableFile(patch, sbom.orElseThrow()).write(sbomContent.get());
    }
    // The manifest last: whoever finds it finds everything that it names.
    new DurableFile(patch, MANIFEST).write(Json.pretty(manifest.document()).getBytes(UTF_8));
    return Outcome.ok(manifest.bodyDigest());
  }

  private Optional<Problem> check(Artifact artifact, ArtifactSource from) throws IOException {
    if (isStored(artifact)) {
      return isDamaged(artifact.sha256())
          ? Optional.of(
              new Problem(
                  Code.DIGEST_MISMATCH,
                  "the repository holds other bytes under this digest",
                  folder(OBJECTS).resolve(artifact.sha256().hex()).toString(),
                  "find out who can write there, delete the file and push again"))
          : Optional.empty();
    }
    return received(artifact, from, DurableFile::check);
  }

  /** What was checked may have changed since, so it is checked again while it is written. */
  private Optional<Problem> write(Artifact artifact, ArtifactSource from) throws IOException {
    if (artifact.tree().isPresent()) {
      String leaves = artifact.tree().get().leavesName();
      var content = from.beside(leaves, Optional.empty(), MAX_SMALL_BYTES);
      if (content.isPresent()) {
        new DurableFile(folder(OBJECTS), leaves).write(content.get());
      }
    }
    return isStored(artifact)
        ? Optional.empty()
        : received(
            artifact, from, new DurableFile(folder(OBJECTS), artifact.sha256().hex())::write);
  }

  private boolean isStored(Artifact artifact) {
    return isFile(folder(OBJECTS), artifact.sha256().hex());
  }

  /** What is done with the bytes of an artifact; says why they are not what was announced. */
  private interface Receiver {
    Optional<Code> receive(InputStream in, long maxBytes, Sha256 announced) throws IOException;
  }

  private static Optional<Problem> received(
      Artifact artifact, ArtifactSource from, Receiver receiver) throws IOException {
    var content = from.artifact(artifact);
    if (content.isEmpty()) {
      return Optional.of(
          Problem.of(Code.ARTIFACT_MISSING, "there is no file of this name", at(artifact, from)));
    }
    try (var in = content.get()) {
      long bound = artifact.size().orElse(MAX_OBJECT_BYTES);
      return receiver
          .receive(in, bound, artifact.sha256())
          .map(code -> Problem.of(code, refusal(code, bound), at(artifact, from)));
    }
  }

  private static String refusal(Code code, long bound) {
    return code == Code.SIZE_MISMATCH
        ? "it has more than the " + bound + " bytes allowed"
        : "its digest isn't the manifest's";
  }

  private static String at(Artifact artifact, ArtifactSource from) {
    return from.describe() + "/" + artifact.name();
  }

  private static Optional<Problem> lyingSbom(
      Manifest manifest, byte[] content, ArtifactSource from) {
    return manifest
        .metadata()
        .sbomSha256()
        .filter(digest -> !digest.equals(Sha256.of(content)))
        .map(digest ->
            Problem.of(
                Code.SBOM_MISMATCH,
                "the SBOM's digest isn't the manifest's",
                from.placeOf(manifest.metadata().sbom().orElseThrow())));
  }

  @Override
  public Optional<StoredObject> open(Sha256 digest) throws IOException {
    return read(folder(OBJECTS), digest.hex());
  }

  @Override
  public Optional<InputStream> artifact(Artifact artifact) throws IOException {
    return open(artifact.sha256()).map(StoredObject::content);
  }

  @Override
  public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes)
      throws IOException {
    if (isLeaves(fileName)) {
      return small(folder(OBJECTS), fileName, maxBytes);
    }
    if (digest.isEmpty()) {
      // Which patch is meant can't be told; patch(body) can.
      return Optional.empty();
    }
    for (Path patch : list(folder(PATCHES))) {
      var content = small(patch, fileName, maxBytes);
      if (content.isPresent() && Sha256.of(content.get()).equals(digest.get())) {
        return content;
      }
    }
    return Optional.empty();
  }

  @Override
  public ArtifactSource patch(Sha256 body) {
    var repo = this;
    Path patch = folder(PATCHES).resolve(body.hex());
    return new ArtifactSource() {
      @Override
      public Optional<InputStream> artifact(Artifact artifact) throws IOException {
        return repo.artifact(artifact);
      }

      @Override
      public Optional<byte[]> beside(String fileName, Optional<Sha256> digest, int maxBytes)
          throws IOException {
        return isLeaves(fileName)
            ? repo.beside(fileName, digest, maxBytes)
            : small(patch, fileName, maxBytes);
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
    for (Path patch : list(folder(PATCHES))) {
      Path file = patch.resolve(MANIFEST);
      // A folder without a manifest is a push that was cut off; one that lies isn't that patch.
      if (isFile(patch, MANIFEST)
          && Source.read(file, Code.MANIFEST_INVALID)
                  .flatMap(text -> Manifest.parse(file.toString(), text))
              instanceof Outcome.Ok<Manifest>(var read, _)
          && read.bodyDigest().hex().equals(String.valueOf(patch.getFileName()))) {
        manifests.add(read);
      }
    }
    manifests.sort(Comparator.comparing(Manifest::id).thenComparing(Manifest::version));
    return List.copyOf(manifests);
  }

  @Override
  public RepoCheck verify() throws IOException {
    return FilesystemCheck.of(folder(OBJECTS), folder(PATCHES));
  }

  @Override
  public String describe() {
    return folder.toString();
  }

  private Path folder(String name) {
    return folder.resolve(name);
  }

  private static boolean isLeaves(String fileName) {
    return fileName.endsWith(LEAVES)
        && Sha256.parse(fileName.substring(0, fileName.length() - LEAVES.length())).isPresent();
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    var found = new ArrayList<Path>();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          found.add(entry);
        }
      }
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  private static Optional<byte[]> small(Path in, String name, int maxBytes) throws IOException {
    if (!Grammar.isArtifactName(name)) {
      return Optional.empty();
    }
    var stored = read(in, name);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try (var content = stored.get().content()) {
      return Optional.of(content.readNBytes(maxBytes + 1));
    }
  }

  private static boolean isFile(Path folder, String name) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  private static Optional<StoredObject> read(Path folder, String name) throws IOException {
    if (!isFile(folder, name)) {
      return Optional.empty();
    }
    var channel =
        Files.newByteChannel(
            folder.resolve(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    return Optional.of(new StoredObject(channel.size(), Channels.newInputStream(channel)));
  }

  private boolean isDamaged(Sha256 digest) throws IOException {
    var stored = open(digest);
    if (stored.isEmpty()) {
      return true;
    }
    try (var in = stored.get().content()) {
      return !DurableFile.digest(in).equals(digest);
    }
  }
}

package xps.crypto.orchestrator.attest;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/**
 * A patch as its manifest describes it: well-formed, and nothing more than a claim until a {@link
 * Verifier} has looked at it.
 */
public final class Manifest {
  /** How many artifacts a manifest may have. */
  public static final int MOST_ARTIFACTS = 10_000;

  /** How many entries {@code sigs} of one artifact may have. */
  public static final int MOST_SIGNATURES = 16;

  private final Contents contents;
  private final Optional<Path> folder;

  Manifest(Contents contents, Optional<Path> folder) {
    this.contents = contents;
    this.folder = folder;
  }

  /** What a manifest says, as {@link ManifestReader} has read it. */
  record Contents(
      String file,
      Value.Obj document,
      String id,
      SemVer version,
      List<Artifact> artifacts,
      List<String> targets,
      Metadata metadata,
      ChangeClass changeClass,
      Bytes body,
      Sha256 bodyDigest) {
    Contents {
      artifacts = List.copyOf(artifacts);
      targets = List.copyOf(targets);
    }
  }

  /** Reads a manifest, or throws with every problem in it. */
  public static Manifest load(Path file) {
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent());
    return Source.read(file, Code.MANIFEST_INVALID)
        .flatMap(text -> ManifestReader.read(file.toString(), text))
        .map(contents -> new Manifest(contents, folder))
        .orThrow();
  }

  /** Reads the bytes of a manifest; {@code file} is its name in messages. */
  public static Outcome<Manifest> parse(String file, byte[] text) {
    return ManifestReader.read(file, text)
        .map(contents -> new Manifest(contents, Optional.empty()));
  }

  /** The name that messages give it. */
  String file() {
    return contents.file();
  }

  public String id() {
    return contents.id();
  }

  public SemVer version() {
    return contents.version();
  }

  /** In the order of the document; never empty. All become active together or not at all. */
  public List<Artifact> artifacts() {
    return contents.artifacts();
  }

  /** The roles whose nodes the patch is for; never empty. */
  public List<String> targets() {
    return contents.targets();
  }

  public Metadata metadata() {
    return contents.metadata();
  }

  /** What the manifest declares, or else what its version and artifacts make it. */
  public ChangeClass changeClass() {
    return contents.changeClass();
  }

  /**
   * What signatures cover: the canonical form without {@code sig} and {@code sigs} in every
   * artifact.
   */
  public Bytes body() {
    return contents.body();
  }

  /** SHA-256 of {@link #body}: the name of this patch everywhere. */
  public Sha256 bodyDigest() {
    return contents.bodyDigest();
  }

  /** The document as it was read, with its signatures. */
  public Value.Obj document() {
    return contents.document();
  }

  /** The folder it was loaded from, where its artifacts lie unless somebody says otherwise. */
  public Optional<Path> folder() {
    return folder;
  }

  /** Where a member stands, or else the object that should have it: file:line:column. */
  String whereOf(String... path) {
    Value at = contents.document();
    for (var name : path) {
      if (!(at instanceof Value.Obj object) || !object.members().containsKey(name)) {
        break;
      }
      at = object.members().get(name);
    }
    return at.place().toString();
  }

  /** What a signature for that artifact of this manifest is made over. */
  public Bytes statementOf(Artifact artifact) {
    return Statement.artifact(
        id(), version().toString(), artifact.name(), artifact.sha256(), bodyDigest());
  }
}

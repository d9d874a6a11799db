package xps.crypto.orchestrator.attest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * Reads every artifact once, to its end or to its bound, and finds out whether it is what the
 * manifest says. Nothing of a file is kept but the few bytes that tell its machine.
 */
final class FileCheck {
  /**
   * A manifest whose signatures don't count makes nobody read more than so many of the largest
   * artifacts: it could name one object a thousand times.
   */
  private static final int UNTRUSTED_ARTIFACTS = 4;

  private final ArtifactSource source;
  private final long maxArtifactBytes;
  private long read;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> abiProblems = new ArrayList<>();

  private FileCheck(ArtifactSource source, long maxArtifactBytes) {
    this.source = source;
    this.maxArtifactBytes = maxArtifactBytes;
  }

  /**
   * @param trusted whether the signatures count: only then a size above this machine's own bound
   *     has been signed for, and makes anybody read that much
   */
  static FileCheck of(
      Manifest manifest, ArtifactSource source, long maxArtifactBytes, boolean trusted) {
    var check = new FileCheck(source, maxArtifactBytes);
    for (var artifact : manifest.artifacts()) {
      if (trusted || check.isWorthReading(artifact)) {
        check.check(artifact);
      }
    }
    return check;
  }

  private boolean isWorthReading(Artifact artifact) {
    return artifact.size().orElse(0) <= maxArtifactBytes
        && read / UNTRUSTED_ARTIFACTS < maxArtifactBytes;
  }

  /** About presence, size, digest and tree. */
  List<Problem> problems() {
    return problems;
  }

  /** About what is inside the files: to be looked at only when the signatures count. */
  List<Problem> abiProblems() {
    return abiProblems;
  }

  private void check(Artifact artifact) {
    try {
      var file = source.artifact(artifact);
      if (file.isEmpty()) {
        missing(artifact, "is not there as a regular file");
        return;
      }
      try (var in = new Counted(file.get())) {
        read(artifact, in);
      }
    } catch (IOException e) {
      missing(artifact, "cannot be read: " + e.getMessage());
    }
  }

  private void missing(Artifact artifact, String why) {
    problems.add(
        new Problem(
            Code.ARTIFACT_MISSING,
            artifact.name() + " " + why,
            where(artifact),
            "put the file itself, not a link to it, where the manifest's artifacts are expected"));
  }

  private void read(Artifact artifact, InputStream in) throws IOException {
    var where = where(artifact);
    var head = new ElfHead.Taker();
    try (var content = ContentCheck.of(artifact, maxArtifactBytes, leaves(artifact))) {
      content.read(in, head);
      var wrong = content.problems(where);
      problems.addAll(wrong);
      if (wrong.isEmpty()) {
        ElfHead.objectionTo(artifact, head.bytes(), where).ifPresent(abiProblems::add);
      }
    }
  }

  private Optional<byte[]> leaves(Artifact artifact) throws IOException {
    if (artifact.tree().isEmpty()) {
      return Optional.empty();
    }
    var tree = artifact.tree().get();
    long bytes = tree.leavesBytes(artifact.size().orElseThrow());
    return bytes <= ChunkCheck.MOST_LEAVES_BYTES
        ? source.beside(tree.leavesName(), Optional.empty(), (int) bytes)
        : Optional.empty();
  }

  private String where(Artifact artifact) {
    return source.describe() + "/" + artifact.name();
  }

  /** Adds up what is read of all files together. */
  private final class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      read += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      int some = super.read(into, from, most);
      read += Math.max(0, some);
      return some;
    }
  }
}

package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * Reads every artifact once, to its end or to its bound, and finds out whether it is what the
 * manifest says. Nothing of a file is kept but the few bytes that tell its machine.
 */
final class FileCheck {
  private static final int BUFFER_BYTES = 256 * 1024;

  /**
   * So much room for a list of chunk hashes that somebody else hands over; without it the chunk
   * goes unnamed.
   */
  private static final int MOST_LEAVES_BYTES = 16 * 1024 * 1024;

  private final ArtifactSource source;
  private final long maxArtifactBytes;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> abiProblems = new ArrayList<>();

  private FileCheck(ArtifactSource source, long maxArtifactBytes) {
    this.source = source;
    this.maxArtifactBytes = maxArtifactBytes;
  }

  static FileCheck of(Manifest manifest, ArtifactSource source, long maxArtifactBytes) {
    var check = new FileCheck(source, maxArtifactBytes);
    for (var artifact : manifest.artifacts()) {
      check.check(artifact);
    }
    return check;
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
      try (var in = file.get()) {
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

  /**
   * Where the whole file is bounded by the size that the signers have signed, or else by what this
   * machine allows.
   */
  private void read(Artifact artifact, InputStream in) throws IOException {
    long bound = artifact.size().orElse(maxArtifactBytes);
    var digest = Digests.sha256();
    var tree = tree(artifact);
    var head = new byte[ElfHead.BYTES];
    long total = 0;
    while (total < bound) {
      int wanted =
          (int) Math.min(bound - total, tree.isPresent() ? tree.get().leftInChunk() : BUFFER_BYTES);
      int count = in.read(buffer, 0, Math.min(wanted, BUFFER_BYTES));
      if (count < 0) {
        break;
      }
      if (total < head.length) {
        System.arraycopy(buffer, 0, head, (int) total, (int) Math.min(count, head.length - total));
      }
      digest.update(buffer, 0, count);
      total += count;
      if (tree.isPresent() && !tree.get().update(buffer, count)) {
        problems.add(tree.get().wrongChunk(where(artifact)));
        return;
      }
    }
    if (wrongSize(artifact, total, bound, in)) {
      return;
    }
    compareDigest(artifact, digest.digest());
    tree.flatMap(chunks -> chunks.wrongRoot(where(artifact))).ifPresent(problems::add);
    ElfHead.objectionTo(
            artifact, Arrays.copyOf(head, (int) Math.min(total, head.length)), where(artifact))
        .ifPresent(abiProblems::add);
  }

  /**
   * One byte beyond the bound is asked for, and dropped: it is the only way to see that a stream
   * goes on.
   */
  private boolean wrongSize(Artifact artifact, long total, long bound, InputStream in)
      throws IOException {
    String message;
    if (total == bound && in.read() >= 0) {
      message =
          artifact.size().isPresent()
              ? " is longer than the " + bound + " bytes that the manifest says"
              : " is longer than the "
                  + bound
                  + " bytes that are read of an artifact without a size";
    } else if (artifact.size().isPresent() && total < bound) {
      message = " has " + total + " bytes; the manifest says " + bound;
    } else {
      return false;
    }
    problems.add(
        new Problem(
            Code.SIZE_MISMATCH,
            artifact.name() + message,
            where(artifact),
            artifact.size().isPresent()
                ? "get the artifact again from where it was signed"
                : "let the manifest give the artifact's size"));
    return true;
  }

  private void compareDigest(Artifact artifact, byte[] digest) {
    if (!Arrays.equals(digest, artifact.sha256().bytes())) {
      problems.add(
          new Problem(
              Code.DIGEST_MISMATCH,
              artifact.name()
                  + " is not the file that the manifest describes: its SHA-256 is "
                  + HexFormat.of().formatHex(digest)
                  + ", the manifest says "
                  + artifact.sha256().hex(),
              where(artifact),
              "get the artifact again from where it was signed; if it was changed on purpose, have"
                  + " a new manifest signed"));
    }
  }

  private Optional<ChunkCheck> tree(Artifact artifact) throws IOException {
    if (artifact.tree().isEmpty()) {
      return Optional.empty();
    }
    var tree = artifact.tree().get();
    long leavesBytes = tree.chunks(artifact.size().orElseThrow()) * ChunkCheck.LEAF_BYTES;
    var leaves =
        leavesBytes <= MOST_LEAVES_BYTES
            ? source.beside(tree.leavesName(), Optional.empty(), (int) leavesBytes)
            : Optional.<byte[]>empty();
    return Optional.of(ChunkCheck.of(tree, leaves.filter(bytes -> bytes.length == leavesBytes)));
  }

  private String where(Artifact artifact) {
    return source.describe() + "/" + artifact.name();
  }
}

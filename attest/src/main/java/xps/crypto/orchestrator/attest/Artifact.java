package xps.crypto.orchestrator.attest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Sha256;

/**
 * One artifact as its manifest describes it.
 *
 * @param size in bytes; nobody reads more than that
 * @param requires names of artifacts of the same manifest that become active first
 * @param signatures what stands in {@code sig}, then in {@code sigs}
 */
public record Artifact(
    String name,
    Sha256 sha256,
    OptionalLong size,
    Kind kind,
    List<String> requires,
    Optional<Abi> abi,
    Optional<DigestTree> tree,
    List<ArtifactSignature> signatures,
    Place place) {
  public Artifact {
    requires = List.copyOf(requires);
    signatures = List.copyOf(signatures);
  }

  /**
   * The machine and operating system that an artifact is made for, as {@code uname} spells the
   * machine.
   */
  public record Abi(String machine, String os) {}

  /**
   * RFC 6962 root over the artifact's chunks; every chunk has {@code chunkBytes}, the last one what
   * is left.
   */
  public record DigestTree(int chunkBytes, Sha256 root) {
    static final int SMALLEST_CHUNK_BYTES = 64 * 1024;
    static final int LARGEST_CHUNK_BYTES = 16 * 1024 * 1024;

    /** Whether chunks may have that size: a power of two, from 64 KiB to 16 MiB. */
    public static boolean isChunk(long bytes) {
      return bytes >= SMALLEST_CHUNK_BYTES
          && bytes <= LARGEST_CHUNK_BYTES
          && Long.bitCount(bytes) == 1;
    }

    /** How many chunks an artifact of that many bytes has. */
    public long chunks(long sizeBytes) {
      return (sizeBytes + chunkBytes - 1) / chunkBytes;
    }

    /** How long the list of the chunks' hashes of an artifact of that many bytes is. */
    public long leavesBytes(long sizeBytes) {
      return chunks(sizeBytes) * ChunkCheck.LEAF_BYTES;
    }

    /** Whether these are the hashes of the chunks of an artifact of that size. */
    public boolean isRootOf(byte[] leaves, long sizeBytes) {
      // Without the length the nodes of any level would pass for leaves.
      return leaves.length == leavesBytes(sizeBytes) && rootOf(leaves).equals(root);
    }

    private static Sha256 rootOf(byte[] leaves) {
      var frontier = new MerkleFrontier();
      for (int at = 0; at < leaves.length; at += ChunkCheck.LEAF_BYTES) {
        frontier.addDigest(Arrays.copyOfRange(leaves, at, at + ChunkCheck.LEAF_BYTES));
      }
      return frontier.root();
    }

    /** The repository object that holds the hashes of the chunks, 32 bytes each, in order. */
    public String leavesName() {
      return root.hex() + ".leaves";
    }
  }
}

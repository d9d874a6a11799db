package xps.crypto.orchestrator.audit;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;
import xps.crypto.orchestrator.document.Sha256;

/** A growing list of digests that takes 32 bytes for each; for one owner. */
final class LeafHashes extends AbstractList<Sha256> implements RandomAccess {
  private static final int HASH_BYTES = 32;

  private byte[] packed = new byte[64 * HASH_BYTES];
  private int size;

  @Override
  public boolean add(Sha256 hash) {
    if ((size + 1) * HASH_BYTES > packed.length) {
      packed = Arrays.copyOf(packed, Math.multiplyExact(packed.length, 2));
    }
    System.arraycopy(hash.bytes(), 0, packed, size * HASH_BYTES, HASH_BYTES);
    size++;
    return true;
  }

  @Override
  public Sha256 get(int index) {
    Objects.checkIndex(index, size);
    return Sha256.ofDigest(packed(index, 1));
  }

  @Override
  public int size() {
    return size;
  }

  /** The bytes of {@code count} hashes, as a tile holds them. */
  byte[] packed(int from, int count) {
    Objects.checkFromIndexSize(from, count, size);
    return Arrays.copyOfRange(packed, from * HASH_BYTES, (from + count) * HASH_BYTES);
  }

  /** Adds the hashes of a tile, at most so many. */
  void addPacked(byte[] tile, int most) {
    int end = Math.min(tile.length, most * HASH_BYTES);
    for (int at = 0; at + HASH_BYTES <= end; at += HASH_BYTES) {
      add(Sha256.ofDigest(Arrays.copyOfRange(tile, at, at + HASH_BYTES)));
    }
  }

  /** A copy of the first {@code count}. */
  LeafHashes head(int count) {
    var head = new LeafHashes();
    head.packed = Arrays.copyOf(packed, Math.max(1, count) * HASH_BYTES);
    head.size = count;
    return head;
  }
}

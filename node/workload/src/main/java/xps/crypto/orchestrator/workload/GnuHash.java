package xps.crypto.orchestrator.workload;

import java.nio.ByteBuffer;
import java.util.function.LongPredicate;

/** The hash table that today's linkers write: buckets of symbols, each bucket a chain. */
final class GnuHash {
  private static final int HEADER_BYTES = 16;

  private GnuHash() {}

  /**
   * Whether it leads to a symbol of that name.
   *
   * @param isIt whether the symbol of an index is the one
   */
  static boolean has(ByteBuffer table, String name, LongPredicate isIt) {
    if (table.capacity() < HEADER_BYTES) {
      return false;
    }
    long buckets = table.getInt(0) & 0xffff_ffffL;
    long firstHashed = table.getInt(4) & 0xffff_ffffL;
    long bucketsAt = HEADER_BYTES + 8 * (table.getInt(8) & 0xffff_ffffL);
    long chainsAt = bucketsAt + 4 * buckets;
    if (buckets == 0 || chainsAt > table.capacity()) {
      return false;
    }
    long hash = hash(name);
    long index = table.getInt((int) (bucketsAt + 4 * (hash % buckets))) & 0xffff_ffffL;
    for (long at = chainsAt + 4 * (index - firstHashed);
        index >= firstHashed && index > 0 && at + 4 <= table.capacity();
        at += 4, index++) {
      long link = table.getInt((int) at) & 0xffff_ffffL;
      if ((link | 1) == (hash | 1) && isIt.test(index)) {
        return true;
      }
      if ((link & 1) != 0) {
        return false;
      }
    }
    return false;
  }

  private static long hash(String name) {
    long hash = 5_381;
    for (var i = 0; i < name.length(); i++) {
      hash = (hash * 33 + (name.charAt(i) & 0xff)) & 0xffff_ffffL;
    }
    return hash;
  }

  /** How many symbols there are, those that nobody hashes included; 0 for nonsense. */
  static int symbols(ByteBuffer table, int most) {
    if (table.capacity() < HEADER_BYTES) {
      return 0;
    }
    long buckets = table.getInt(0) & 0xffff_ffffL;
    long firstHashed = table.getInt(4) & 0xffff_ffffL;
    long words = table.getInt(8) & 0xffff_ffffL;
    long bucketsAt = HEADER_BYTES + 8 * words;
    long chainsAt = bucketsAt + 4 * buckets;
    if (chainsAt > table.capacity() || firstHashed > most) {
      return 0;
    }
    long last = 0;
    for (long i = 0; i < buckets; i++) {
      last = Math.max(last, table.getInt((int) (bucketsAt + 4 * i)) & 0xffff_ffffL);
    }
    if (last < firstHashed) {
      return (int) firstHashed; // it hashes nothing
    }
    for (long at = chainsAt + 4 * (last - firstHashed); at + 4 <= table.capacity(); at += 4) {
      last++;
      boolean isEnd = (table.getInt((int) at) & 1) != 0;
      if (isEnd || last > most) {
        return (int) Math.min(last, most);
      }
    }
    return 0;
  }
}

package xps.crypto.orchestrator.audit;

import java.io.IOException;
import java.util.Collection;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What the tiles of a directory say about its leaves, whether it is true or not.
 *
 * @param hashes the leaf hashes, from level 0
 * @param entries the leaf hashes of the entries in the bundles
 * @param above the roots of full groups, from level 1
 */
record TileWitness(LeafHashes hashes, LeafHashes entries, LeafHashes above) {
  /** Stands where a hash is missing, so that those behind it keep their places; no leaf has it. */
  private static final Sha256 MISSING = Sha256.ofDigest(new byte[32]);

  static final int MOST_BYTES = TilePath.FULL * (AuditRecord.MOST_BYTES + 2);

  static TileWitness read(AuditFolder folder, Collection<String> files) throws IOException {
    return new TileWitness(
        level(folder, files, TilePath.hashes(0, 0, 1).level()),
        level(folder, files, TilePath.ENTRIES),
        level(folder, files, TilePath.hashes(1, 0, 1).level()));
  }

  private static LeafHashes level(AuditFolder folder, Collection<String> files, String level)
      throws IOException {
    var widest = new TreeMap<Long, TilePath>();
    for (var file : files) {
      TilePath.parse(file)
          .filter(tile -> tile.level().equals(level))
          .ifPresent(tile -> widest.merge(tile.index(), tile, TileWitness::wider));
    }
    var hashes = new LeafHashes();
    // An index beyond the number of tiles is a stray file, and no reason to fill up to it.
    for (long index = 0; index < widest.size(); index++) {
      var tile = widest.get(index);
      int end = hashes.size() + (tile == null ? TilePath.FULL : tile.width());
      if (tile != null) {
        add(hashes, folder, tile);
      }
      while (hashes.size() < end) {
        hashes.add(MISSING);
      }
    }
    return hashes;
  }

  private static TilePath wider(TilePath one, TilePath other) {
    return one.width() > other.width() ? one : other;
  }

  private static void add(LeafHashes hashes, AuditFolder folder, TilePath tile) throws IOException {
    var content = folder.read(tile.toString(), MOST_BYTES).orElse(new byte[0]);
    if (tile.isEntries()) {
      EntryBundle.readable(content).stream()
          .limit(tile.width())
          .forEach(entry -> hashes.add(MerkleTree.leafHash(entry.toArray())));
    } else {
      hashes.addPacked(content, tile.width());
    }
  }
}

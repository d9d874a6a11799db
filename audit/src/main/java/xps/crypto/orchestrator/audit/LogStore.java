package xps.crypto.orchestrator.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Bytes;

/**
 * The files of one log, and what is known about them in memory. For one owner.
 *
 * <p>An append is durable in this order, and may be cut off anywhere:
 *
 * <ol>
 *   <li>the lines go to the end of {@code audit.jsonl}, which is forced to the disk;
 *   <li>the new tiles are written. They hold nothing that the lines don't say, so that they needn't
 *       be forced: {@link LogRecovery} writes again what a power cut took away;
 *   <li>the signed checkpoint is written beside the old one, forced, and takes its name: from here
 *       on the records are in the log;
 *   <li>the folder is forced: from here on they may be acknowledged;
 *   <li>partial tiles that larger ones have replaced go.
 * </ol>
 */
final class LogStore {
  private static final byte LF = '\n';

  private final AuditFolder folder;
  private final Disk disk;
  private final TileTree tree = new TileTree();

  /** The entries of the last tile: a partial bundle is written anew with each append. */
  private final List<Bytes> tail = new ArrayList<>();

  private long lineBytes;

  LogStore(AuditFolder folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  TileTree tree() {
    return tree;
  }

  /** How long {@code audit.jsonl} is, without what an append that was cut off has left there. */
  long lineBytes() {
    return lineBytes;
  }

  /** Takes a leaf into memory. */
  void remember(Bytes leaf) {
    if (isAtTileEnd()) {
      tail.clear();
    }
    tail.add(leaf);
    tree.add(MerkleTree.leafHash(leaf.toArray()));
    lineBytes += leaf.size() + 1;
  }

  /** Whether the last bundle of entries is full. */
  boolean isAtTileEnd() {
    return tree.size() % TilePath.FULL == 0;
  }

  /** Steps 1 to 4; after an exception memory and files have to be recovered. */
  SignedCheckpoint append(List<Bytes> leaves, LogSigner signer) throws IOException {
    var lines = new ByteArrayOutputStream();
    for (var leaf : leaves) {
      lines.writeBytes(leaf.toArray());
      lines.write(LF);
    }
    var file = folder.of(AuditFolder.LINES);
    disk.writeAt(file, lineBytes, lines.toByteArray());
    disk.force(file);
    long oldSize = tree.size();
    for (var leaf : leaves) {
      remember(leaf);
      if (isAtTileEnd()) {
        writeTile(lastBundle()); // while its entries are still in memory
      }
    }
    for (var tile : TilePath.ofTree(oldSize, tree.size())) {
      if (!tile.isEntries() || tile.width() < TilePath.FULL) {
        writeTile(tile);
      }
    }
    return publish(signer);
  }

  /** The bundle that the last entry is in; there has to be one. */
  TilePath lastBundle() {
    return TilePath.entries((tree.size() - 1) / TilePath.FULL, tail.size());
  }

  /** Signs what is in memory, and makes it the log's checkpoint. */
  SignedCheckpoint publish(LogSigner signer) throws IOException {
    var signed = signer.sign(new Checkpoint(signer.origin(), tree.size(), tree.root()));
    replace(folder.of(AuditFolder.CHECKPOINT), signed.bytes());
    return signed;
  }

  /** Step 5; what is left behind when this is cut off, the next recovery takes away. */
  void removeReplacedTiles(long oldSize) throws IOException {
    var present = List.copyOf(TilePath.ofTree(tree.size()));
    for (var old : TilePath.ofTree(oldSize)) {
      if (old.width() < TilePath.FULL && !present.contains(old)) {
        remove(folder.of(old));
      }
    }
  }

  /** Takes a file away, and its folder if nothing else is in it. */
  void remove(Path file) throws IOException {
    disk.delete(file);
    var parent = AuditFolder.parent(file);
    if (AuditFolder.isEmpty(parent)) {
      disk.delete(parent);
    }
  }

  void writeTile(TilePath tile) throws IOException {
    var file = folder.of(tile);
    disk.makeFolder(AuditFolder.parent(file));
    disk.write(file, content(tile));
  }

  /** What a tile has to hold; of bundles only the last one is in memory. */
  byte[] content(TilePath tile) {
    if (!tile.isEntries()) {
      return tree.tile(tile);
    }
    if (!tile.equals(lastBundle())) {
      throw new IllegalArgumentException("not in memory: " + tile);
    }
    return EntryBundle.write(tail);
  }

  /** Puts a file in the place of another such that there is always a whole one. */
  void replace(Path file, Bytes content) throws IOException {
    var unfinished = file.resolveSibling(file.getFileName() + AuditFolder.UNFINISHED);
    disk.write(unfinished, content.toArray());
    disk.force(unfinished);
    disk.move(unfinished, file);
    disk.force(AuditFolder.parent(file));
  }
}

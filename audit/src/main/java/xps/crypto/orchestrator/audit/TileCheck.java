package xps.crypto.orchestrator.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** Compares every tile of a directory with the leaves that were signed. */
final class TileCheck {
  private static final String REMEDY =
      "the lines are what counts; compare the tile with a copy of the log from elsewhere";

  private final AuditFolder folder;
  private final TileTree tree;
  private final List<Problem> problems = new ArrayList<>();

  TileCheck(AuditFolder folder, TileTree signed) {
    this.folder = folder;
    this.tree = signed;
  }

  /** What is wrong with the tiles that were looked at. */
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Looks at one tile of the tree; a partial one may have fewer leaves than the tree has there. */
  void tile(TilePath tile) throws IOException {
    var content = folder.read(tile.toString(), TileWitness.MOST_BYTES);
    if (content.isEmpty()) {
      tell(tile, "the tile is missing");
    } else if (tile.isEntries()) {
      entries(tile, content.get());
    } else if (!Arrays.equals(content.get(), tree.tile(tile))) {
      tell(tile, "the tile was changed");
    }
  }

  private void entries(TilePath tile, byte[] content) {
    var entries = EntryBundle.readable(content);
    if (entries.size() != tile.width() || !Arrays.equals(EntryBundle.write(entries), content)) {
      tell(tile, "the entries were changed: not " + tile.width() + " whole ones");
      return;
    }
    for (int i = 0; i < entries.size(); i++) {
      int index = Math.toIntExact(tile.first()) + i;
      if (!hash(entries.get(i)).equals(tree.leaves().get(index))) {
        tell(tile, "the entry of line " + (index + 1) + " was changed");
      }
    }
  }

  private static Sha256 hash(Bytes entry) {
    return MerkleTree.leafHash(entry.toArray());
  }

  private void tell(TilePath tile, String message) {
    problems.add(new Problem(Code.AUDIT_TAMPERED, message, tile.toString(), REMEDY));
  }
}

package xps.crypto.orchestrator.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * Brings a log's directory back to its last checkpoint, after a crash or for the first time.
 *
 * <p>The checkpoint and the lines that it covers have to be there and fit: they were forced to the
 * disk before anybody was told. If they don't, it wasn't a crash, and nothing is touched. Lines
 * behind the checkpoint were never acknowledged and go: to sign them would mean to sign what
 * anybody with a text editor could have put there. Tiles follow from the lines and are written
 * again where they aren't as they should be; that is told as a finding.
 */
final class LogRecovery {
  private static final String REMEDY =
      "keep the directory as it is, run xps audit verify on it, and compare it with a copy";
  private final AuditFolder folder;
  private final Disk disk;
  private final LogSigner signer;
  private final LogStore store;
  private final List<TilePath> doubtful = new ArrayList<>();
  private final List<Problem> findings = new ArrayList<>();
  private boolean linesEnd = true;

  /** A log that is ready to be appended to. */
  record Recovered(LogStore store, SignedCheckpoint checkpoint) {}

  LogRecovery(AuditFolder folder, Disk disk, LogSigner signer) {
    this.folder = folder;
    this.disk = disk;
    this.signer = signer;
    this.store = new LogStore(folder, disk);
  }

  Outcome<Recovered> run() throws IOException {
    var key = folder.read(AuditFolder.KEY, Note.MOST_BYTES);
    if (key.isPresent() && !Arrays.equals(key.get(), keyLine().toArray())) {
      return refused(AuditFolder.KEY, "this log belongs to another key than " + signer.key());
    }
    var content = folder.read(AuditFolder.CHECKPOINT, Note.MOST_BYTES);
    if (content.isEmpty()) {
      return begin();
    }
    var signed = content.flatMap(SignedCheckpoint::read);
    if (key.isEmpty() || signed.isEmpty() || !signed.get().verify(signer.key()).isOk()) {
      return refused(AuditFolder.CHECKPOINT, "the checkpoint is not signed by this log's key");
    }
    return continueFrom(signed.get());
  }

  private Bytes keyLine() {
    return Bytes.utf8(signer.key().text() + "\n");
  }

  /** The checkpoint comes last: as long as there is none, there is no log. */
  private Outcome<Recovered> begin() throws IOException {
    disk.makeFolder(folder.root());
    boolean tiles =
        folder.files().keySet().stream().anyMatch(name -> TilePath.parse(name).isPresent());
    if (folder.hasLines() || tiles) {
      return refused(AuditFolder.CHECKPOINT, "the checkpoint is gone");
    }
    disk.makeFolder(folder.of(TilePath.FOLDER));
    disk.makeFolder(folder.of(AuditFolder.EVIDENCE));
    disk.writeAt(folder.of(AuditFolder.LINES), 0, new byte[0]);
    disk.force(folder.of(AuditFolder.LINES));
    store.replace(folder.of(AuditFolder.KEY), keyLine());
    return Outcome.ok(new Recovered(store, store.publish(signer)));
  }

  private Outcome<Recovered> continueFrom(SignedCheckpoint signed) throws IOException {
    var checkpoint = signed.claimed();
    folder.lines((line, _, ended) -> take(Bytes.copyOf(line), ended, checkpoint.size()));
    long size = store.tree().size();
    if (size < checkpoint.size() || !linesEnd) {
      return refused(
          AuditFolder.LINES,
          "the checkpoint was signed over "
              + checkpoint.size()
              + " lines; not all of them are there");
    }
    if (!store.tree().root().equals(checkpoint.root())) {
      return refused(
          AuditFolder.LINES, "the lines are not those that the checkpoint was signed over");
    }
    dropUnacknowledged();
    removeLeftovers();
    repairTiles();
    return Outcome.ok(new Recovered(store, signed), findings);
  }

  private void take(Bytes line, boolean ended, long size) throws IOException {
    if (store.tree().size() == size) {
      return; // beyond the checkpoint
    }
    linesEnd &= ended;
    store.remember(line);
    if ((store.isAtTileEnd() || store.tree().size() == size) && !isWhole(store.lastBundle())) {
      doubtful.add(store.lastBundle());
    }
  }

  private boolean isWhole(TilePath tile) throws IOException {
    var content = folder.read(tile.toString(), TileWitness.MOST_BYTES);
    return content.isPresent() && Arrays.equals(content.get(), store.content(tile));
  }

  private void dropUnacknowledged() throws IOException {
    long excess = folder.lineBytes() - store.lineBytes();
    if (excess > 0) {
      var file = folder.of(AuditFolder.LINES);
      disk.truncate(file, store.lineBytes());
      disk.force(file);
      found(
          AuditFolder.LINES + ":" + (store.tree().size() + 1),
          "dropped " + excess + " bytes of an append that was cut off before its checkpoint");
    }
  }

  private void removeLeftovers() throws IOException {
    var present = new TreeSet<String>();
    TilePath.ofTree(store.tree().size()).forEach(tile -> present.add(tile.toString()));
    for (var name : folder.files().keySet()) {
      boolean oldTile = TilePath.parse(name).isPresent() && !present.contains(name);
      boolean unfinished =
          name.equals(AuditFolder.CHECKPOINT + AuditFolder.UNFINISHED)
              || (name.startsWith(AuditFolder.EVIDENCE + "/")
                  && name.endsWith(AuditFolder.UNFINISHED));
      if (unfinished) {
        disk.delete(folder.of(name));
      } else if (oldTile) {
        store.remove(folder.of(name));
      }
    }
  }

  private void repairTiles() throws IOException {
    disk.makeFolder(folder.of(TilePath.FOLDER));
    disk.makeFolder(folder.of(AuditFolder.EVIDENCE));
    for (var tile : TilePath.ofTree(store.tree().size())) {
      if (!tile.isEntries() && !isWhole(tile)) {
        store.writeTile(tile);
        found(tile.toString(), "the tile was not what the lines say, and was written again");
      }
    }
    if (!doubtful.isEmpty()) {
      rewriteBundles();
    }
  }

  /** A second reading, because of all bundles only the last one is kept in memory. */
  private void rewriteBundles() throws IOException {
    var again = new LogStore(folder, disk);
    long size = store.tree().size();
    folder.lines((line, _, _) -> {
      again.remember(Bytes.copyOf(line));
      boolean last = again.isAtTileEnd() || again.tree().size() == size;
      if (last && doubtful.contains(again.lastBundle())) {
        again.writeTile(again.lastBundle());
        found(
            again.lastBundle().toString(),
            "the entries were not what the lines say, and were written again");
      }
    });
  }

  private void found(String where, String message) {
    findings.add(
        new Problem(
            Code.AUDIT_TAMPERED,
            message,
            where,
            "nothing has to be done after a crash; without one, find out who wrote there"));
  }

  private static Outcome<Recovered> refused(String where, String message) {
    return Outcome.refused(new Problem(Code.AUDIT_TAMPERED, message, where, REMEDY));
  }
}

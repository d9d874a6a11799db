package xps.crypto.orchestrator.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The audit log in a directory: records go in, signed checkpoints and proofs come out.
 *
 * <p>Guaranteed: what {@link #append} has acknowledged is on the disk, in the order of the calls,
 * and is covered by every later checkpoint; no two checkpoints contradict each other; an append
 * that is cut off anywhere leaves either all of its records or none; only one process writes (a
 * lock file beside the directory holds the others off). Not guaranteed: that nobody replaces the
 * whole directory by an older copy of itself. That shows at whoever has seen a later checkpoint.
 *
 * <p>An append that fails may have succeeded on the disk all the same; the next call finds out, and
 * goes on from what is there. May be used by several threads.
 */
public final class AuditLog implements AutoCloseable {
  private static final int MOST_EVIDENCE_BYTES = 64 << 20;

  private final AuditFolder folder;
  private final Disk disk;
  private final LogSigner signer;
  private final FileChannel lock;
  private LogStore store;
  private SignedCheckpoint checkpoint;

  /** Whether memory and disk may differ, because an append didn't come to its end. */
  private boolean doubtful;

  private AuditLog(
      AuditFolder folder,
      Disk disk,
      LogSigner signer,
      FileChannel lock,
      LogRecovery.Recovered recovered) {
    this.folder = folder;
    this.disk = disk;
    this.signer = signer;
    this.lock = lock;
    this.store = recovered.store();
    this.checkpoint = recovered.checkpoint();
  }

  /**
   * Opens the log in this directory, or begins one. What a crash has left is put in order; findings
   * say what was done.
   *
   * <p>{@code AUDIT_TAMPERED}: the directory isn't what its checkpoint was signed over, or belongs
   * to another key. {@code ROLLOUT_CONFLICT}: another process has it open.
   */
  public static Outcome<AuditLog> open(Path dir, LogSigner signer) throws IOException {
    return open(dir, signer, new LocalDisk());
  }

  static Outcome<AuditLog> open(Path dir, LogSigner signer, Disk disk) throws IOException {
    var folder = new AuditFolder(dir);
    Files.createDirectories(AuditFolder.parent(folder.root()));
    var lock =
        FileChannel.open(folder.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean opened = false;
    try {
      if (!isLocked(lock)) {
        return Outcome.refused(
            new Problem(
                Code.ROLLOUT_CONFLICT,
                "another process writes to this audit log",
                folder.root().toString(),
                "wait until the other one has finished, or stop it"));
      }
      var log =
          new LogRecovery(folder, disk, signer)
              .run()
              .map(recovered -> new AuditLog(folder, disk, signer, lock, recovered));
      opened = log.isOk();
      return log;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private static boolean isLocked(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another part of this very process
    }
  }

  /**
   * Appends records in this order under one new checkpoint: many at once cost hardly more than one.
   * Returns when they are on the disk.
   */
  public synchronized Appended append(List<AuditRecord> records) throws IOException {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("no records to append");
    }
    putInOrder();
    doubtful = true;
    long first = store.tree().size();
    checkpoint = store.append(records.stream().map(AuditRecord::leaf).toList(), signer);
    store.removeReplacedTiles(first);
    doubtful = false;
    return new Appended(first, checkpoint);
  }

  private void putInOrder() throws IOException {
    if (doubtful) {
      var recovered = new LogRecovery(folder, disk, signer).run().orThrow();
      store = recovered.store();
      checkpoint = recovered.checkpoint();
      doubtful = false;
    }
  }

  /**
   * Keeps what a record names by its digest, and returns that digest. Do this before the record is
   * appended.
   */
  public synchronized Sha256 evidence(Bytes content) throws IOException {
    if (content.size() > MOST_EVIDENCE_BYTES) {
      throw new IllegalArgumentException("evidence has at most " + MOST_EVIDENCE_BYTES + " bytes");
    }
    var digest = content.sha256();
    var file = folder.evidence(digest);
    if (!Files.exists(file)) {
      store.replace(file, content);
    }
    return digest;
  }

  /** The proof that the record at this index is in the log, under the newest checkpoint. */
  public synchronized TlogProof inclusion(long index) throws IOException {
    putInOrder();
    var path = MerkleTree.inclusion(Math.toIntExact(index), store.tree().leaves());
    return new TlogProof(index, path, checkpoint);
  }

  /**
   * The proof that the log of {@code oldSize} records is the beginning of the newest checkpoint's.
   */
  public synchronized List<Sha256> consistency(long oldSize) throws IOException {
    putInOrder();
    return MerkleTree.consistency(Math.toIntExact(oldSize), store.tree().leaves());
  }

  /** The newest checkpoint. */
  public synchronized SignedCheckpoint checkpoint() throws IOException {
    putInOrder();
    return checkpoint;
  }

  /**
   * The records of one rollout, by their indexes: how whoever was cut off finds out what it has
   * logged already.
   */
  public synchronized SortedMap<Long, AuditRecord> ofRollout(String rollout) throws IOException {
    putInOrder();
    return new AuditReader(folder).ofRollout(rollout).orThrow();
  }

  /** The records of that action, in order. */
  public synchronized List<AuditRecord> ofAction(Action action) throws IOException {
    putInOrder();
    return new AuditReader(folder).ofAction(action).orThrow();
  }

  /** What was kept under this digest, if it is there. It isn't hashed here. */
  public synchronized Optional<Bytes> evidence(Sha256 digest, int mostBytes) throws IOException {
    return new AuditReader(folder).evidence(digest, mostBytes).map(Bytes::copyOf);
  }

  /** How many records there are. */
  public long size() throws IOException {
    return checkpoint().claimed().size();
  }

  /** What others verify this log with. */
  public LogKey key() {
    return signer.key();
  }

  /** Lets others write; what is in the log stays. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}

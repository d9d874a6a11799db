package xps.crypto.orchestrator.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** Reads a log's directory without its private key: to show it, and to prove single records. */
public final class AuditReader {
  private final AuditFolder folder;

  AuditReader(AuditFolder folder) {
    this.folder = folder;
  }

  /** The reader of this directory. It believes what is there; {@link AuditVerification} doesn't. */
  public static AuditReader of(Path dir) {
    return new AuditReader(new AuditFolder(dir));
  }

  /** All records in order; a line that is none is a problem. */
  public Outcome<List<AuditRecord>> records() throws IOException {
    var records = new ArrayList<AuditRecord>();
    var problems = new ArrayList<Problem>();
    int[] line = {0};
    folder.lines((content, _, _) -> {
      line[0]++;
      var where = AuditFolder.LINES + ":" + line[0];
      switch (AuditRecordReader.read(where, content, Code.AUDIT_TAMPERED)) {
        case Outcome.Ok<AuditRecord>(var record, _) -> records.add(record);
        case Outcome.Refused<AuditRecord>(var reasons) ->
            problems.add(inLine(where, reasons.getFirst()));
      }
    });
    return Outcome.unless(problems, () -> List.copyOf(records));
  }

  /** The records of one rollout, by their indexes in the log, which count from 0. */
  public Outcome<SortedMap<Long, AuditRecord>> ofRollout(String rollout) throws IOException {
    return those(record -> record.rollout().equals(Optional.of(rollout)));
  }

  /** The records of that action, in order. */
  public Outcome<List<AuditRecord>> ofAction(Action action) throws IOException {
    return those(record -> record.action() == action).map(found -> List.copyOf(found.values()));
  }

  private Outcome<SortedMap<Long, AuditRecord>> those(Predicate<AuditRecord> wanted)
      throws IOException {
    var records = new TreeMap<Long, AuditRecord>();
    var problems = new ArrayList<Problem>();
    long[] index = {0};
    folder.lines((content, _, ended) -> {
      if (!ended) {
        return; // Somebody is writing it just now, and nobody was told yet that it is there.
      }
      var where = AuditFolder.LINES + ":" + (index[0] + 1);
      switch (AuditRecordReader.read(where, content, Code.AUDIT_TAMPERED)) {
        case Outcome.Ok<AuditRecord>(var record, _) when wanted.test(record) ->
            records.put(index[0], record);
        case Outcome.Ok<AuditRecord> _ -> {}
        case Outcome.Refused<AuditRecord>(var reasons) ->
            problems.add(inLine(where, reasons.getFirst()));
      }
      index[0]++;
    });
    return Outcome.unless(problems, () -> Collections.unmodifiableSortedMap(records));
  }

  /**
   * A proof that the record at this index is in the log. It isn't checked here: whoever gets it
   * verifies it.
   */
  public Outcome<TlogProof> prove(long index) throws IOException {
    var checkpoint =
        folder.read(AuditFolder.CHECKPOINT, Note.MOST_BYTES).flatMap(SignedCheckpoint::read);
    if (checkpoint.isEmpty()) {
      return refused(AuditFolder.CHECKPOINT, "there is no checkpoint here");
    }
    long size = checkpoint.get().claimed().size();
    var leaves = new LeafHashes();
    folder.lines((content, _, _) -> {
      if (leaves.size() < size) {
        leaves.add(MerkleTree.leafHash(content));
      }
    });
    if (index < 0 || index >= leaves.size() || leaves.size() < size) {
      return refused(AuditFolder.LINES, "there is no record " + index + " among " + leaves.size());
    }
    List<Sha256> path = MerkleTree.inclusion((int) index, leaves);
    return Outcome.ok(new TlogProof(index, path, checkpoint.get()));
  }

  /** What was kept under this digest, if it is (still) there. */
  public Optional<byte[]> evidence(Sha256 digest, int mostBytes) throws IOException {
    return folder.read(AuditFolder.EVIDENCE + "/" + digest.hex(), mostBytes);
  }

  /** A record is a document of one line, and its line in the log is the one to look at. */
  private static Problem inLine(String where, Problem problem) {
    var place = problem.where();
    return place.startsWith(where + ":1:")
        ? new Problem(
            problem.code(),
            problem.message(),
            where + place.substring(where.length() + 2),
            problem.remedy())
        : problem;
  }

  private static Outcome<TlogProof> refused(String where, String message) {
    return Outcome.refused(Problem.of(Code.AUDIT_TAMPERED, message, where));
  }
}

package xps.crypto.orchestrator.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A claim that a record is in a log, that can be checked offline (C2SP tlog-proof): where it
 * stands, the siblings on its way up the tree, and the signed checkpoint.
 *
 * @param index from 0
 * @param path the siblings, from the leaf to the root
 */
public record TlogProof(long index, List<Sha256> path, SignedCheckpoint checkpoint) {
  private static final String HEADER = "c2sp.org/tlog-proof@v1";
  private static final String INDEX = "index ";
  private static final int MOST_SIBLINGS = 63; // a deeper tree has more leaves than a long counts
  private static final int HASH_BYTES = 32;

  public TlogProof {
    path = List.copyOf(path);
  }

  /** The text of the proof. */
  public String text() {
    var out = new StringBuilder(HEADER).append('\n').append(INDEX).append(index).append('\n');
    path.forEach(hash -> out.append(Bytes.copyOf(hash.bytes()).base64()).append('\n'));
    return out.append('\n').append(checkpoint.text()).toString();
  }

  /** The claim of a text; {@code LOG_PROOF_INVALID} when it has another form, or extra data. */
  public static Outcome<TlogProof> parse(String where, String text) {
    int gap = text.indexOf("\n\n");
    if (gap < 0 || text.length() > 2 * Note.MOST_BYTES) {
      return refused(where, "this is not a proof of the form " + HEADER);
    }
    var lines = text.substring(0, gap).split("\n", -1);
    if (lines.length < 2 || !lines[0].equals(HEADER) || lines.length > 2 + MOST_SIBLINGS) {
      return refused(where, "this is not a proof of the form " + HEADER);
    }
    if (!lines[1].startsWith(INDEX) || !Checkpoint.isNumber(lines[1].substring(INDEX.length()))) {
      return refused(where, "the second line has to be the record's index");
    }
    var path = new ArrayList<Sha256>();
    for (var line : List.of(lines).subList(2, lines.length)) {
      var hash = hash(line);
      if (hash.isEmpty()) {
        return refused(where, "a line of the path is not base64 of 32 bytes");
      }
      path.add(hash.get());
    }
    long index = Long.parseLong(lines[1].substring(INDEX.length()));
    return SignedCheckpoint.parse(where, text.substring(gap + 2))
        .map(checkpoint -> new TlogProof(index, path, checkpoint));
  }

  private static Optional<Sha256> hash(String line) {
    return Bytes.base64(line)
        .filter(bytes -> bytes.size() == HASH_BYTES)
        .map(bytes -> Sha256.ofDigest(bytes.toArray()));
  }

  /**
   * The record of this line, proven: the log's key has signed the checkpoint, and the very bytes of
   * the line are in the tree under its root.
   */
  public Outcome<VerifiedRecord> verify(String line, LogKey key) {
    return checkpoint
        .verify(key)
        .flatMap(proven -> {
          var bytes = Bytes.utf8(line).toArray();
          var leaf = MerkleTree.leafHash(bytes);
          if (!MerkleTree.verifyInclusion(leaf, index, proven.size(), path, proven.root())) {
            return refused("proof", "the record is not in the log under this checkpoint");
          }
          return AuditRecordReader.read("record", bytes, Code.LOG_PROOF_INVALID)
              .map(record -> new ProvenRecord(record, index, proven, key));
        });
  }

  private static <T> Outcome<T> refused(String where, String message) {
    return Outcome.refused(Problem.of(Code.LOG_PROOF_INVALID, message, where));
  }
}

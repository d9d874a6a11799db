package xps.crypto.orchestrator.audit;

import java.util.List;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Bytes;

/**
 * Signs the checkpoints of one log.
 *
 * @param origin the log's name
 */
public record LogSigner(String origin, SigningKey signingKey) {
  public LogSigner {
    LogKey.originFlaw(origin)
        .ifPresent(flaw -> {
          throw new IllegalArgumentException("an origin " + flaw);
        });
  }

  /** What others verify this log's checkpoints with. */
  public LogKey key() {
    return new LogKey(origin, signingKey.publicKey());
  }

  /**
   * The checkpoint, signed. Nothing here remembers what was signed before: {@link AuditLog} sees to
   * it that each checkpoint continues the one before.
   */
  SignedCheckpoint sign(Checkpoint checkpoint) {
    if (!checkpoint.origin().equals(origin)) {
      throw new IllegalArgumentException("a checkpoint of another log: " + checkpoint.origin());
    }
    var text = checkpoint.text();
    var signature = signingKey.sign(Bytes.utf8(text).toArray());
    var line = new Note.Signature(origin, key().keyId(), signature);
    return new SignedCheckpoint(checkpoint, new Note(text, List.of(line)));
  }
}

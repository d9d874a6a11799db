package xps.crypto.orchestrator.audit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** A checkpoint in a signed note. What it claims counts only after {@link #verify}. */
public final class SignedCheckpoint {
  private static final String REMEDY =
      "fetch the checkpoint again, and ask the log's owner if it stays like this";

  private final Checkpoint claimed;
  private final Note note;

  SignedCheckpoint(Checkpoint claimed, Note note) {
    this.claimed = claimed;
    this.note = note;
  }

  /** The checkpoint of a note's text; {@code LOG_PROOF_INVALID} when it has another form. */
  public static Outcome<SignedCheckpoint> parse(String where, String text) {
    return read(text)
        .<Outcome<SignedCheckpoint>>map(Outcome::ok)
        .orElseGet(() -> refused(where, "this is not a checkpoint in a signed note"));
  }

  /** The checkpoint of a file's bytes. */
  static Optional<SignedCheckpoint> read(byte[] content) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      return read(text);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Optional<SignedCheckpoint> read(String text) {
    return text.length() > Note.MOST_BYTES
        ? Optional.empty()
        : Note.parse(text)
            .flatMap(note ->
                Checkpoint.parse(note.text())
                    .map(checkpoint -> new SignedCheckpoint(checkpoint, note)));
  }

  /** The checkpoint, when it is of this key's log and this key has signed it. */
  public Outcome<Checkpoint> verify(LogKey key) {
    if (!claimed.origin().equals(key.origin())) {
      return refused(
          "checkpoint",
          "the checkpoint is of the log "
              + Escape.quote(claimed.origin())
              + ", not of "
              + key.origin());
    }
    return note.isSignedBy(key)
        ? Outcome.ok(claimed)
        : refused("checkpoint", "the checkpoint is not signed by the log's key " + key);
  }

  private static <T> Outcome<T> refused(String where, String message) {
    return Outcome.refused(new Problem(Code.LOG_PROOF_INVALID, message, where, REMEDY));
  }

  /** What the note says, whoever may have written it. */
  public Checkpoint claimed() {
    return claimed;
  }

  /** The whole note, as it is written in a file. */
  public String text() {
    return note.toString();
  }

  Bytes bytes() {
    return Bytes.utf8(text());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedCheckpoint that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}

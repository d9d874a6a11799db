package xps.crypto.orchestrator.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/**
 * A signed note (C2SP signed-note): a text, and lines with signatures over exactly that text.
 *
 * @param text what is signed; ends with an LF
 */
record Note(String text, List<Signature> signatures) {
  /** A note with a few cosignatures has 2 KiB. */
  static final int MOST_BYTES = 64 * 1024;

  /** C2SP wants at least 16 to be accepted. */
  private static final int MOST_SIGNATURES = 64;

  private static final String DASH = "— ";
  private static final int KEY_ID_BYTES = 4;

  /** One line of signature: who, under which key, and the signature's own bytes. */
  record Signature(String name, Bytes keyId, Bytes signature) {
    String line() {
      var both = Arrays.copyOf(keyId.toArray(), KEY_ID_BYTES + signature.size());
      System.arraycopy(signature.toArray(), 0, both, KEY_ID_BYTES, signature.size());
      return DASH + name + " " + Bytes.copyOf(both).base64() + "\n";
    }

    boolean isOf(LogKey key) {
      return name.equals(key.origin()) && keyId.equals(key.keyId());
    }
  }

  Note {
    signatures = List.copyOf(signatures);
  }

  /** The note of a text; nothing when it doesn't have the form. */
  static Optional<Note> parse(String note) {
    int gap = note.lastIndexOf("\n\n");
    if (gap < 0 || !note.endsWith("\n") || note.chars().anyMatch(c -> c < ' ' && c != '\n')) {
      return Optional.empty();
    }
    var lines = note.substring(gap + 2).split("\n", -1);
    var signatures = new ArrayList<Signature>();
    for (var line : Arrays.asList(lines).subList(0, lines.length - 1)) { // the last one is empty
      var signature = signature(line);
      if (signature.isEmpty() || signatures.size() == MOST_SIGNATURES) {
        return Optional.empty();
      }
      signatures.add(signature.get());
    }
    return signatures.isEmpty()
        ? Optional.empty()
        : Optional.of(new Note(note.substring(0, gap + 1), signatures));
  }

  private static Optional<Signature> signature(String line) {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(DASH) || space < DASH.length()) {
      return Optional.empty();
    }
    var name = line.substring(DASH.length(), space);
    boolean isName =
        !name.isEmpty()
            && name.codePoints()
                .noneMatch(c -> c == '+' || Character.isSpaceChar(c) || Character.isWhitespace(c));
    return Bytes.base64(line.substring(space + 1))
        .filter(both -> isName && both.size() > KEY_ID_BYTES)
        .map(both -> {
          var bytes = both.toArray();
          return new Signature(
              name,
              Bytes.copyOf(Arrays.copyOf(bytes, KEY_ID_BYTES)),
              Bytes.copyOf(Arrays.copyOfRange(bytes, KEY_ID_BYTES, bytes.length)));
        });
  }

  /**
   * Whether this key has signed. Signatures of other keys don't matter; of this key's, one that is
   * wrong spoils the note.
   */
  boolean isSignedBy(LogKey key) {
    var message = Bytes.utf8(text).toArray();
    var own = signatures.stream().filter(signature -> signature.isOf(key)).toList();
    return !own.isEmpty()
        && own.stream()
            .allMatch(signature -> key.key().verifies(message, signature.signature().toArray()));
  }

  /** The whole note, as it is written. */
  @Override
  public String toString() {
    var out = new StringBuilder(text).append('\n');
    signatures.forEach(signature -> out.append(signature.line()));
    return out.toString();
  }
}

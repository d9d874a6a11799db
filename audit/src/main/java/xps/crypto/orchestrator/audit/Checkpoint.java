package xps.crypto.orchestrator.audit;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What a log says about itself: its name, how many records it has, and the root over all of them
 * (C2SP tlog-checkpoint). Anybody can make one; {@link SignedCheckpoint#verify} proves whose it is.
 *
 * @param size the number of leaves
 */
public record Checkpoint(String origin, long size, Sha256 root) {
  private static final int LINES = 3;
  private static final int SIZE_DIGITS = 16;
  private static final int ROOT_BYTES = 32;

  public Checkpoint {
    if (size < 0) {
      throw new IllegalArgumentException("a tree has no " + size + " leaves");
    }
  }

  /** The text that is signed: three lines. */
  public String text() {
    return origin + "\n" + size + "\n" + Bytes.copyOf(root.bytes()).base64() + "\n";
  }

  /** The checkpoint of a note's text; nothing when it has another form, or extension lines. */
  static Optional<Checkpoint> parse(String text) {
    var lines = text.split("\n", -1);
    if (lines.length != LINES + 1 || !lines[LINES].isEmpty()) {
      return Optional.empty();
    }
    var root = Bytes.base64(lines[2]).filter(bytes -> bytes.size() == ROOT_BYTES);
    if (LogKey.originFlaw(lines[0]).isPresent() || !isNumber(lines[1]) || root.isEmpty()) {
      return Optional.empty();
    }
    var size = Long.parseLong(lines[1]);
    return Optional.of(new Checkpoint(lines[0], size, Sha256.ofDigest(root.get().toArray())));
  }

  /** Decimal digits without a leading zero. */
  static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= SIZE_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9')
        && (text.length() == 1 || text.charAt(0) != '0');
  }
}

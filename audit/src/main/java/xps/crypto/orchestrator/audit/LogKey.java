package xps.crypto.orchestrator.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Ed25519Key;
import xps.crypto.orchestrator.attest.TrustedLog;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * The public key of a log, with the log's name: a note verifier key of C2SP signed-note, type 01
 * (Ed25519).
 *
 * @param origin the log's name, the first line of its checkpoints
 */
public record LogKey(String origin, Ed25519Key key) {
  private static final byte ED25519 = 1;
  private static final int KEY_ID_BYTES = 4;
  private static final int MOST_ORIGIN_CHARACTERS = 255;
  private static final String STATEMENTS = "xps-";

  public LogKey {
    originFlaw(origin)
        .ifPresent(flaw -> {
          throw new IllegalArgumentException("an origin " + flaw);
        });
  }

  /** The key of a log that a trust store names. */
  public static Outcome<LogKey> of(TrustedLog log) {
    var flaw = originFlaw(log.name());
    if (flaw.isPresent()) {
      return Outcome.refused(
          Problem.at(
              log.place(),
              Code.TRUST_STORE_INVALID,
              "the log's name " + Escape.quote(log.name()) + " " + flaw.get(),
              "give the log's origin, like example.com/audit"));
    }
    return Outcome.ok(new LogKey(log.name(), log.key()));
  }

  /**
   * Says why a text can't be an origin; nothing when it can. One that begins like a signed
   * statement ({@code xps-approval/v1}…) is refused: a checkpoint under that name could be taken
   * for the statement.
   */
  public static Optional<String> originFlaw(String origin) {
    if (origin.isEmpty() || origin.length() > MOST_ORIGIN_CHARACTERS) {
      return Optional.of("has to have 1 to " + MOST_ORIGIN_CHARACTERS + " characters");
    }
    if (origin.startsWith(STATEMENTS)) {
      return Optional.of("must not begin with " + STATEMENTS + ", as signed statements do");
    }
    boolean plain =
        origin
            .codePoints()
            .noneMatch(point ->
                point == '+'
                    || Character.isSpaceChar(point)
                    || Character.isWhitespace(point)
                    || !Escape.printable(Character.toString(point))
                        .equals(Character.toString(point)));
    return plain ? Optional.empty() : Optional.of("must not hold spaces, control characters or +");
  }

  /** The key of a {@code log.vkey} line, without its LF. */
  public static Outcome<LogKey> parse(String where, String vkey) {
    int first = vkey.indexOf('+');
    int second = vkey.indexOf('+', first + 1);
    if (first < 0 || second < 0) {
      return refused(where, "a verifier key is NAME+HASH+KEY");
    }
    var origin = vkey.substring(0, first);
    var flaw = originFlaw(origin);
    if (flaw.isPresent()) {
      return refused(where, "the log's name " + flaw.get());
    }
    var typed = Bytes.base64(vkey.substring(second + 1)).map(Bytes::toArray);
    if (typed.isEmpty() || typed.get().length == 0 || typed.get()[0] != ED25519) {
      return refused(where, "the key is not base64 of a type 01 (Ed25519) key");
    }
    var raw = Bytes.copyOf(Arrays.copyOfRange(typed.get(), 1, typed.get().length));
    var key = Ed25519Key.ofRaw(raw);
    if (key.isEmpty()) {
      return refused(where, "the key " + Ed25519Key.flaw(raw).orElse("is none"));
    }
    var logKey = new LogKey(origin, key.get());
    return logKey.text().equals(vkey)
        ? Outcome.ok(logKey)
        : refused(where, "the hash in the middle is not that of this name and key");
  }

  private static Outcome<LogKey> refused(String where, String message) {
    return Outcome.refused(
        new Problem(
            Code.LOG_PROOF_INVALID,
            message,
            where,
            "get the log's key again from the log's owner, one line as in log.vkey"));
  }

  /** {@code origin+hash+base64(01 ‖ key)}: the line of {@code log.vkey}, without its LF. */
  public String text() {
    return origin + "+" + keyId().hex() + "+" + Bytes.copyOf(typed()).base64();
  }

  /** The first four bytes of SHA-256(origin ‖ LF ‖ 01 ‖ key), by which a note names its signer. */
  Bytes keyId() {
    var name = (origin + "\n").getBytes(StandardCharsets.UTF_8);
    var typed = typed();
    var hashed = Arrays.copyOf(name, name.length + typed.length);
    System.arraycopy(typed, 0, hashed, name.length, typed.length);
    return Bytes.copyOf(Arrays.copyOf(Bytes.copyOf(hashed).sha256().bytes(), KEY_ID_BYTES));
  }

  private byte[] typed() {
    return HexFormat.of().parseHex(HexFormat.of().toHexDigits(ED25519) + key.hex());
  }

  @Override
  public String toString() {
    return text();
  }
}

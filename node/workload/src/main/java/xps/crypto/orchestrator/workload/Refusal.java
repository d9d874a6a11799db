package xps.crypto.orchestrator.workload;

import java.util.Arrays;
import java.util.Optional;

/** Why something was not done: nothing has changed then. The message fits one line of a log. */
public record Refusal(Code code, String message) {
  private static final int MAX_MESSAGE_CHARS = 500;

  /** Codes of the product's one catalogue; this room has no more than it needs. */
  public enum Code {
    /** There is no such object in the store. */
    ARTIFACT_MISSING(10),
    /** The object is larger than a module can be. */
    SIZE_MISMATCH(11),
    /** The object's bytes aren't those that its name promises. */
    DIGEST_MISMATCH(12),
    /** Not built for this machine, this ABI, or what this machine has to link against. */
    ABI_MISMATCH(13),
    /** Another module than its name says. */
    MODULE_NAME_MISMATCH(14),
    /** Its self-test, or a known answer of its interface, is wrong. */
    SELFTEST_FAILED(15),
    /** It could not be made active, or the other end doesn't answer. */
    SWAP_FAILED(16),
    /** A file, folder or peer belongs to somebody who has no say here. */
    PERMISSION_DENIED(17),
    /** A request that this end doesn't understand. */
    USAGE(2);

    /** How a self-test that ends with this code says so. */
    private final int exitCode;

    Code(int exitCode) {
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }

    static Optional<Code> ofExit(int exitCode) {
      return Arrays.stream(values()).filter(code -> code.exitCode == exitCode).findFirst();
    }
  }

  public Refusal {
    message = printable(message);
  }

  private static String printable(String message) {
    var cut = message.length() > MAX_MESSAGE_CHARS;
    var text = new StringBuilder();
    message
        .substring(0, cut ? MAX_MESSAGE_CHARS : message.length())
        .chars()
        .map(c -> c < 0x20 || c > 0x7e ? '?' : c)
        .forEach(c -> text.append((char) c));
    return cut ? text.append("...").toString() : text.toString();
  }

  @Override
  public String toString() {
    return code + ": " + message;
  }
}

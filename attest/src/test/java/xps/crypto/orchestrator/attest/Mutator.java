package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes foreign bytes of honest ones: flips, cuts, copies, grafts of other documents, and the words
 * that parsers stumble over. The same seed makes the same bytes.
 */
final class Mutator {
  private static final int MOST_CHANGES = 6;
  private static final int MOST_BYTES = 64 * 1024;

  private static final List<String> WORDS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ",",
          ":",
          "\\u0000",
          "\\ud800",
          "\\udc00\\ud800",
          "null",
          "true",
          "-0",
          "1e999",
          "9007199254740992",
          "-9223372036854775808",
          "0.1",
          "\uFEFF",
          "\u202E",
          "\r\n",
          "\n---\n",
          "&a ",
          "*a",
          "!!int ",
          "<<: ",
          "? ",
          "| ",
          "%YAML 1.1\n",
          "\t",
          "#",
          "//",
          "/*",
          "NaN",
          "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
          "%zz",
          "%",
          "@",
          "pkg:",
          "SPDXRef-",
          "urn:uuid:",
          "AAAA=",
          "====",
          "2026-02-30T25:61:61Z",
          "Z",
          "+",
          "v0");

  private final Random random;
  private final List<byte[]> corpus;

  Mutator(long seed, List<byte[]> corpus) {
    random = new Random(seed);
    this.corpus = corpus;
  }

  byte[] next() {
    var bytes = pick().clone();
    for (int changes = random.nextInt(MOST_CHANGES); changes >= 0; changes--) {
      bytes = change(bytes);
    }
    return bytes.length <= MOST_BYTES ? bytes : Arrays.copyOf(bytes, MOST_BYTES);
  }

  private byte[] pick() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] change(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int length = random.nextInt(bytes.length - at + 1);
    return switch (random.nextInt(7)) {
      case 0 -> replaced(bytes, at, Math.min(length, 1), new byte[] {(byte) random.nextInt(256)});
      case 1 -> replaced(bytes, at, Math.min(length, random.nextInt(2)), word());
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> replaced(bytes, at, Math.min(length, 64), new byte[0]);
      case 4 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + Math.min(length, 200)));
      case 5 -> grafted(bytes, at, length);
      default -> flipped(bytes);
    };
  }

  private byte[] word() {
    return WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] grafted(byte[] bytes, int at, int length) {
    var other = pick();
    int from = random.nextInt(other.length + 1);
    var graft = Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from + 1));
    return replaced(bytes, at, length, graft);
  }

  private byte[] flipped(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    var flipped = bytes.clone();
    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
    var replaced = new byte[bytes.length - length + by.length];
    System.arraycopy(bytes, 0, replaced, 0, at);
    System.arraycopy(by, 0, replaced, at, by.length);
    System.arraycopy(bytes, at + length, replaced, at + by.length, bytes.length - at - length);
    return replaced;
  }
}

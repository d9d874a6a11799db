package xps.crypto.orchestrator.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns the bytes of a document into characters, or says where they are none. */
final class Decoded {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private Decoded() {}

  /** The text; too long, empty, with a byte order mark or not UTF-8 is a problem with its place. */
  static Outcome<String> utf8(String file, byte[] content, Code invalid, int maxBytes) {
    if (content.length > maxBytes) {
      return refused(file, 1, 1, invalid, tooLong(content.length, maxBytes), "make it shorter");
    }
    if (content.length == 0) {
      return refused(
          file, 1, 1, invalid, "the document is empty", "write the document, or name another file");
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var in = ByteBuffer.wrap(content);
    var out = CharBuffer.allocate(content.length);
    var result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      var before = out.toString();
      int byteValue = content[in.position()] & 0xFF;
      return refused(
          file,
          lineAt(before),
          before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1,
          invalid,
          "the byte " + String.format("0x%02x", byteValue) + " is not UTF-8",
          "save the file in UTF-8");
    }
    if (out.get(0) == BYTE_ORDER_MARK) {
      return refused(
          file,
          1,
          1,
          invalid,
          "the document begins with a byte order mark",
          "save the file in UTF-8 without one");
    }
    return Outcome.ok(out.toString());
  }

  static String tooLong(long bytes, int maxBytes) {
    // Who reads with a bound stops one byte after it, and doesn't know how many there are.
    if (bytes == maxBytes + 1L) {
      return "the document is longer than the " + maxBytes + " bytes that are read";
    }
    return "the document is " + bytes + " bytes long; at most " + maxBytes + " are read";
  }

  private static int lineAt(String before) {
    return (int) before.chars().filter(c -> c == '\n').count() + 1;
  }

  private static Outcome<String> refused(
      String file, int line, int column, Code invalid, String message, String remedy) {
    return Outcome.refused(
        List.of(Problem.at(new Place(file, line, column), invalid, message, remedy)));
  }
}

package xps.crypto.orchestrator.guard;

import java.nio.charset.StandardCharsets;
import java.util.List;
import xps.crypto.orchestrator.document.Place;

/**
 * The lines of a document, to find where in it a part of one of its texts stands: a text may be
 * quoted, or stand in a block below its name.
 */
final class SourceText {
  private final List<String> lines;

  SourceText(byte[] text) {
    this.lines = new String(text, StandardCharsets.UTF_8).lines().toList();
  }

  /**
   * Where a line and column of a text stand that begins at {@code start}; where it begins, if that
   * can't be found because it is written with escapes or folded.
   */
  Place within(Place start, String text, int line, int column) {
    var textLines = text.lines().toList();
    if (line < 1 || line > textLines.size() || column < 1) {
      return start;
    }
    var wanted = textLines.get(line - 1);
    // A block begins in the line below its | or >, a quoted or plain text at once.
    int first = start.line() - 1;
    for (int at : List.of(first + line - 1, first + line)) {
      if (at >= lines.size()) {
        continue;
      }
      var source = lines.get(at);
      int from = at == first ? Math.min(start.column() - 1, source.length()) : 0;
      int found = source.indexOf(wanted, from);
      if (found >= 0) {
        int before = source.codePointCount(0, found);
        return new Place(start.file(), at + 1, before + column);
      }
    }
    return start;
  }
}

package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import xps.crypto.orchestrator.document.Sha256;

/** The head of an HTTP/1.1 answer, as far as a probe wants it. The body is never read. */
sealed interface HttpHead {

  /** What a probe reads at most (FORMATS §6). */
  int MAX_BYTES = 64 * 1024;

  Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( [^\\r\\n]*)?");
  String ACTIVE = "xps-active:";

  /** A well-formed head, and the digests that it names. */
  record Answer(int status, SortedSet<Sha256> active) implements HttpHead {}

  record Malformed(String why) implements HttpHead {}

  static HttpHead read(InputStream stream) throws IOException {
    var in = new BufferedInputStream(stream);
    var head = new ByteArrayOutputStream();
    int last4 = 0;
    while (head.size() < MAX_BYTES) {
      int next = in.read();
      if (next < 0) {
        return new Malformed("the answer ended in the middle of its head");
      }
      head.write(next);
      last4 = last4 << 8 | next;
      if (last4 == 0x0d0a0d0a) {
        return parse(head.toString(ISO_8859_1));
      }
    }
    return new Malformed("the answer's head is over 64 KiB");
  }

  private static HttpHead parse(String head) {
    String[] lines = head.split("\r\n", -1);
    var status = STATUS.matcher(lines[0]);
    if (!status.matches()) {
      return new Malformed("the answer isn't HTTP/1.1");
    }
    var active =
        Stream.of(lines)
            .skip(1)
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(ACTIVE))
            .map(line -> line.substring(ACTIVE.length()))
            .toList();
    return NamedDigests.of(active)
        .<HttpHead>map(digests -> new Answer(Integer.parseInt(status.group(1)), digests))
        .orElseGet(() -> new Malformed(NamedDigests.MALFORMED));
  }
}

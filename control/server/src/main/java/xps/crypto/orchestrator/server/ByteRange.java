package xps.crypto.orchestrator.server;

import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * The part of an object that a request wants: RFC 9110 §14, one range of bytes.
 *
 * @param first the first byte wanted
 * @param length how many; nothing when the range lies outside
 */
record ByteRange(Kind kind, long first, long length, long size) {

  private static final Pattern RANGE =
      Pattern.compile("bytes=(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))");

  private enum Kind {
    WHOLE,
    PART,
    OUTSIDE
  }

  /** A header that is missing or that we don't serve gives the whole object, as the RFC allows. */
  static ByteRange of(@Nullable String header, long size) {
    var whole = new ByteRange(Kind.WHOLE, 0, size, size);
    if (header == null) {
      return whole;
    }
    var match = RANGE.matcher(header);
    if (!match.matches()) {
      return whole;
    }
    long first;
    long last = size - 1;
    if (match.group(1) == null) {
      first = Math.max(0, size - Long.parseLong(match.group(3)));
    } else {
      first = Long.parseLong(match.group(1));
      if (!match.group(2).isEmpty()) {
        last = Math.min(last, Long.parseLong(match.group(2)));
      }
    }
    if (first >= size || first > last) {
      return new ByteRange(Kind.OUTSIDE, 0, 0, size);
    }
    return new ByteRange(Kind.PART, first, last - first + 1, size);
  }

  boolean isEmpty() {
    return length == 0;
  }

  void describe(Response response) {
    var headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
    headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
    headers.put(HttpHeader.CONTENT_LENGTH, length);
    switch (kind) {
      case WHOLE -> response.setStatus(200);
      case PART -> {
        response.setStatus(206);
        headers.put(
            HttpHeader.CONTENT_RANGE, "bytes " + first + "-" + (first + length - 1) + "/" + size);
      }
      case OUTSIDE -> {
        response.setStatus(416);
        headers.put(HttpHeader.CONTENT_RANGE, "bytes */" + size);
      }
    }
  }
}

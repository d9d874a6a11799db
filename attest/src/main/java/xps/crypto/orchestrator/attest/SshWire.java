package xps.crypto.orchestrator.attest;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import xps.crypto.orchestrator.document.Bytes;

/** The data types of SSH (RFC 4251, section 5), as far as keys and signatures consist of them. */
final class SshWire {
  private SshWire() {}

  /**
   * Reads one after the other. What isn't there is read as empty, and {@link #isWhole} says so in
   * the end: a caller looks once, and can't forget a length.
   */
  static final class Reader {
    private final ByteBuffer rest;
    private boolean broken;

    Reader(Bytes content) {
      rest = ByteBuffer.wrap(content.toArray());
    }

    /** Whether everything was there that was asked for, and nothing more. */
    boolean isWhole() {
      return !broken && !rest.hasRemaining();
    }

    /** So many bytes. */
    Bytes bytes(int count) {
      if (count < 0 || count > rest.remaining()) {
        broken = true;
        return Bytes.empty();
      }
      var taken = new byte[count];
      rest.get(taken);
      return Bytes.copyOf(taken);
    }

    int uint32() {
      var bytes = bytes(Integer.BYTES);
      return bytes.size() == Integer.BYTES ? ByteBuffer.wrap(bytes.toArray()).getInt() : 0;
    }

    /** A string: its length, and as many bytes. A length of 2^31 or more is more than there are. */
    Bytes string() {
      return bytes(uint32());
    }

    /** A string of ASCII that can be seen; any other is as good as none. */
    String name() {
      var name = string().text();
      boolean visible = name.chars().allMatch(c -> c > 0x20 && c < 0x7F);
      broken |= !visible;
      return visible ? name : "";
    }

    /** A positive number in the one form that RFC 4251 allows. */
    BigInteger mpint() {
      var bytes = string();
      var number = bytes.size() == 0 ? BigInteger.ZERO : new BigInteger(bytes.toArray());
      boolean strict = number.signum() > 0 && Bytes.copyOf(number.toByteArray()).equals(bytes);
      broken |= !strict;
      return strict ? number : BigInteger.ZERO;
    }
  }

  /** Writes one after the other. */
  static final class Writer {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    Writer bytes(byte[] bytes) {
      written.writeBytes(bytes);
      return this;
    }

    Writer uint32(int number) {
      return bytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    Writer string(Bytes content) {
      return uint32(content.size()).bytes(content.toArray());
    }

    Writer string(String text) {
      return string(Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
    }

    Bytes done() {
      return Bytes.copyOf(written.toByteArray());
    }
  }
}

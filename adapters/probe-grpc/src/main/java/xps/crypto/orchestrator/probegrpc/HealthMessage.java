package xps.crypto.orchestrator.probegrpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * The two messages of {@code grpc.health.v1.Health/Check}, each of one field:
 *
 * <pre>
 * message HealthCheckRequest { string service = 1; }
 * message HealthCheckResponse { ServingStatus status = 1; }
 * </pre>
 *
 * as gRPC frames them: a byte that says whether it is compressed, its length, the message.
 */
final class HealthMessage {
  static final int UNKNOWN = 0;
  static final int SERVING = 1;
  static final int NOT_SERVING = 2;
  static final int SERVICE_UNKNOWN = 3;

  /** No status of the protocol: what came was no such message. */
  static final int MALFORMED = -1;

  /** No status of the protocol: a number that it doesn't have. */
  static final int ANOTHER = -2;

  private static final int PREFIX = 5;
  private static final int LONGEST_VARINT = 10;
  private static final int SERVICE = (1 << 3) | 2;
  private static final int STATUS = 1 << 3;

  private HealthMessage() {}

  /** Asks for a service; for the server as a whole where it is empty. */
  static byte[] request(String service) {
    var name = service.getBytes(US_ASCII);
    var message = ByteBuffer.allocate(PREFIX + 3 + name.length);
    message.position(PREFIX);
    if (name.length > 0) {
      message.put((byte) SERVICE);
      if (name.length > 0x7f) {
        message.put((byte) ((name.length & 0x7f) | 0x80)).put((byte) (name.length >> 7));
      } else {
        message.put((byte) name.length);
      }
      message.put(name);
    }
    message.put(0, (byte) 0).putInt(1, message.position() - PREFIX).flip();
    var bytes = new byte[message.remaining()];
    message.get(bytes);
    return bytes;
  }

  /** The status that a body of exactly one message says, or that it is none. */
  static int status(byte[] body) {
    var message = ByteBuffer.wrap(body);
    try {
      boolean isPlain = message.get() == 0;
      return isPlain && message.getInt() == message.remaining() ? statusIn(message) : MALFORMED;
    } catch (BufferUnderflowException | IllegalArgumentException _) {
      return MALFORMED; // it ends within a field, or has what is no field
    }
  }

  /** As in every message of protobuf the last one counts, and what isn't known is passed over. */
  private static int statusIn(ByteBuffer message) {
    long status = UNKNOWN;
    while (message.hasRemaining()) {
      long tag = varint(message);
      if (tag == STATUS) {
        status = varint(message);
      } else {
        skip(message, tag);
      }
    }
    return status < UNKNOWN || status > SERVICE_UNKNOWN ? ANOTHER : (int) status;
  }

  private static void skip(ByteBuffer message, long tag) {
    if (tag >>> 3 == 0) {
      throw new IllegalArgumentException("no field has the number 0");
    }
    long length =
        switch ((int) tag & 7) {
          case 0 -> {
            varint(message);
            yield 0;
          }
          case 1 -> Long.BYTES;
          case 2 -> varint(message);
          case 5 -> Integer.BYTES;
          default -> throw new IllegalArgumentException("no such kind of field");
        };
    if (length < 0 || length > message.remaining()) {
      throw new BufferUnderflowException();
    }
    message.position(message.position() + (int) length);
  }

  private static long varint(ByteBuffer message) {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      byte next = message.get();
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number that doesn't end");
  }
}

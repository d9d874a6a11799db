package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static xps.crypto.orchestrator.workload.Streaming.CRITICAL_MAX_BYTES;
import static xps.crypto.orchestrator.workload.Streaming.IN_THE_HEAP;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** {@code struct xps_hash_v1}. */
record HashFunctions(MemorySegment digest, Streaming streaming, MemorySegment finish)
    implements Functions {
  private static final FunctionDescriptor DIGEST_TYPE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS);
  private static final MethodHandle DIGEST = Libc.handle(DIGEST_TYPE);
  private static final MethodHandle DIGEST_SHORT = Libc.handle(DIGEST_TYPE, IN_THE_HEAP);
  private static final MethodHandle FINISH =
      Libc.handle(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS), IN_THE_HEAP);

  /** False when the module says that it failed. */
  boolean digest(MemorySegment message, byte[] output) {
    try {
      if (message.byteSize() <= CRITICAL_MAX_BYTES) {
        return (int)
                DIGEST_SHORT.invokeExact(
                    digest, message, message.byteSize(), MemorySegment.ofArray(output))
            == 0;
      }
      try (var arena = Arena.ofConfined()) {
        var outside =
            message.isNative() ? message : arena.allocate(message.byteSize()).copyFrom(message);
        var answer = arena.allocate(output.length);
        var ok = (int) DIGEST.invokeExact(digest, outside, outside.byteSize(), answer) == 0;
        MemorySegment.copy(answer, JAVA_BYTE, 0, output, 0, output.length);
        return ok;
      }
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  boolean finish(MemorySegment context, byte[] output) {
    try {
      return (int) FINISH.invokeExact(finish, context, MemorySegment.ofArray(output)) == 0;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  @Override
  public Optional<String> wrongAnswer() {
    return KnownAnswers.firstWrong(KnownAnswers.SHA256, this::atOnce)
        .or(() -> KnownAnswers.firstWrong(KnownAnswers.SHA256, this::inTwoParts));
  }

  private Optional<byte[]> atOnce(MemorySegment message, int outputBytes) {
    var output = new byte[outputBytes];
    return digest(message, output) ? Optional.of(output) : Optional.empty();
  }

  private Optional<byte[]> inTwoParts(MemorySegment message, int outputBytes) {
    var output = new byte[outputBytes];
    return KnownAnswers.inTwoParts(streaming, message, context -> finish(context, output))
        ? Optional.of(output)
        : Optional.empty();
  }
}

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

/** {@code struct xps_xof_v1}. */
record XofFunctions(MemorySegment digest, Streaming streaming, MemorySegment squeeze)
    implements Functions {
  private static final FunctionDescriptor DIGEST_TYPE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
  private static final FunctionDescriptor SQUEEZE_TYPE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
  private static final MethodHandle DIGEST = Libc.handle(DIGEST_TYPE);
  private static final MethodHandle DIGEST_SHORT = Libc.handle(DIGEST_TYPE, IN_THE_HEAP);
  private static final MethodHandle SQUEEZE = Libc.handle(SQUEEZE_TYPE);
  private static final MethodHandle SQUEEZE_SHORT = Libc.handle(SQUEEZE_TYPE, IN_THE_HEAP);

  /** False when the module says that it failed. */
  boolean digest(MemorySegment message, byte[] output) {
    try {
      if (message.byteSize() <= CRITICAL_MAX_BYTES && output.length <= CRITICAL_MAX_BYTES) {
        var answer = MemorySegment.ofArray(output);
        return (int)
                DIGEST_SHORT.invokeExact(
                    digest, message, message.byteSize(), answer, answer.byteSize())
            == 0;
      }
      try (var arena = Arena.ofConfined()) {
        var outside =
            message.isNative() ? message : arena.allocate(message.byteSize()).copyFrom(message);
        var answer = arena.allocate(output.length);
        var ok =
            (int) DIGEST.invokeExact(digest, outside, outside.byteSize(), answer, answer.byteSize())
                == 0;
        MemorySegment.copy(answer, JAVA_BYTE, 0, output, 0, output.length);
        return ok;
      }
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  boolean squeeze(MemorySegment context, byte[] output) {
    try {
      if (output.length <= CRITICAL_MAX_BYTES) {
        var answer = MemorySegment.ofArray(output);
        return (int) SQUEEZE_SHORT.invokeExact(squeeze, context, answer, answer.byteSize()) == 0;
      }
      try (var arena = Arena.ofConfined()) {
        var answer = arena.allocate(output.length);
        var ok = (int) SQUEEZE.invokeExact(squeeze, context, answer, answer.byteSize()) == 0;
        MemorySegment.copy(answer, JAVA_BYTE, 0, output, 0, output.length);
        return ok;
      }
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  @Override
  public Optional<String> wrongAnswer() {
    return KnownAnswers.firstWrong(KnownAnswers.SHAKE256, this::atOnce)
        .or(() -> KnownAnswers.firstWrong(KnownAnswers.SHAKE256, this::inTwoParts));
  }

  private Optional<byte[]> atOnce(MemorySegment message, int outputBytes) {
    var output = new byte[outputBytes];
    return digest(message, output) ? Optional.of(output) : Optional.empty();
  }

  private Optional<byte[]> inTwoParts(MemorySegment message, int outputBytes) {
    var output = new byte[outputBytes];
    return KnownAnswers.inTwoParts(streaming, message, context -> squeeze(context, output))
        ? Optional.of(output)
        : Optional.empty();
  }
}

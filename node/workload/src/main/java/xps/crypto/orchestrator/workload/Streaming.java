package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The part of a function table that every interface with contexts has.
 *
 * <p>Here and in its neighbours the method handles are constants that take the function's address
 * as an argument: so the JIT compiler can inline a call, whichever version it goes to.
 */
record Streaming(MemorySegment open, MemorySegment update, MemorySegment close) {
  /**
   * Up to here a message is read where it lies in the heap, without a copy. The garbage collector
   * waits for such a call, so it has to be short: 4 KiB take some 20 µs in plain C.
   */
  static final int CRITICAL_MAX_BYTES = 4096;

  static final Linker.Option IN_THE_HEAP = Linker.Option.critical(true);

  private static final FunctionDescriptor UPDATE_TYPE =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
  private static final MethodHandle OPEN = Libc.handle(FunctionDescriptor.of(ADDRESS));
  private static final MethodHandle UPDATE = Libc.handle(UPDATE_TYPE);
  private static final MethodHandle UPDATE_SHORT = Libc.handle(UPDATE_TYPE, IN_THE_HEAP);
  private static final MethodHandle CLOSE = Libc.handle(FunctionDescriptor.ofVoid(ADDRESS));

  /** Address 0 when the module has no memory for it. */
  MemorySegment openContext() {
    try {
      return (MemorySegment) OPEN.invokeExact(open);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  boolean update(MemorySegment context, MemorySegment part) {
    try {
      if (part.isNative() && part.byteSize() > CRITICAL_MAX_BYTES) {
        return (int) UPDATE.invokeExact(update, context, part, part.byteSize()) == 0;
      }
      var at = 0L;
      do {
        var piece = part.asSlice(at, Math.min(CRITICAL_MAX_BYTES, part.byteSize() - at));
        if ((int) UPDATE_SHORT.invokeExact(update, context, piece, piece.byteSize()) != 0) {
          return false;
        }
        at += piece.byteSize();
      } while (at < part.byteSize());
      return true;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  void closeContext(MemorySegment context) {
    try {
      CLOSE.invokeExact(close, context);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }
}

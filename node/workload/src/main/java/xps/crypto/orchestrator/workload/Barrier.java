package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.function.BooleanSupplier;

/**
 * What keeps a caller and a swap from missing each other. A caller first counts itself and then
 * looks whether its version is still active; a swap first makes another version active and then
 * looks whether anybody is counted. Each has to see what the other did first, so both need a fence
 * in between, which orders a store before a load: the dearest there is, and callers come a million
 * times as often as swaps.
 *
 * <p>Linux takes it from the callers: membarrier(2) makes every thread of the process that runs
 * just now pass a full fence, wherever it is; one that doesn't run passes one before it runs again.
 * So when the swap's call returns, each caller's fence falls either after its counting, which the
 * swap then sees, or before its look, which then sees the swap.
 *
 * <p>That holds for the order in which a processor is told to do both. The Java memory model has no
 * word for "in this order, without a fence"; HotSpot's compilers move nothing across an opaque
 * store, and its interpreter fences there. So this is done on HotSpot alone; everywhere else, and
 * where the kernel or a filter doesn't let it, callers fence themselves.
 */
final class Barrier {
  /** Every caller fences itself. */
  static final Barrier OF_CALLERS = new Barrier(true, () -> true);

  // linux/membarrier.h
  private static final int PRIVATE_EXPEDITED = 1 << 3;
  private static final int REGISTER_PRIVATE_EXPEDITED = 1 << 4;

  private static final int NO_SUCH_CALL = -1;

  private static final Barrier OF_PROCESS =
      isHotSpotOnLinux() && isDone(REGISTER_PRIVATE_EXPEDITED) && isDone(PRIVATE_EXPEDITED)
          ? new Barrier(false, () -> isDone(PRIVATE_EXPEDITED))
          : OF_CALLERS;

  private final boolean isOfCallers;
  private final BooleanSupplier pass;

  Barrier(boolean isOfCallers, BooleanSupplier pass) {
    this.isOfCallers = isOfCallers;
    this.pass = pass;
  }

  /** The cheapest for callers that this process can have. */
  static Barrier ofProcess() {
    return OF_PROCESS;
  }

  /** Whether callers have to fence themselves. */
  boolean isOfCallers() {
    return isOfCallers;
  }

  /**
   * Returns when every thread has passed a fence since this was called, or passes one of its own at
   * each call.
   *
   * @return false when the kernel doesn't do it any more: then nobody knows who is where
   */
  boolean passAll() {
    return pass.getAsBoolean();
  }

  private static boolean isHotSpotOnLinux() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("java.vm.name", "").contains("64-Bit Server VM");
  }

  private static boolean isDone(int command) {
    if (Kernel.MEMBARRIER == NO_SUCH_CALL) {
      return false;
    }
    try {
      return (long) Kernel.SYSCALL.invokeExact((long) Kernel.MEMBARRIER, command, 0, 0) == 0;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** Not looked for elsewhere than on Linux. */
  private static final class Kernel {
    /** Its number in asm/unistd.h. */
    static final int MEMBARRIER =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> 324;
          case "aarch64", "riscv64" -> 283;
          default -> NO_SUCH_CALL;
        };

    static final MethodHandle SYSCALL =
        Libc.function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(1));
  }
}

package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** A process and all that it has started, which Java can only end one by one. */
public final class ProcessGroup {
  private static final int SIGKILL = 9;

  private static final MethodHandle KILL =
      Libc.function("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

  private ProcessGroup() {}

  /**
   * Ends every process of the group that this one leads or led, as after setsid(1). Where there is
   * none left nothing happens.
   */
  public static void end(long leader) {
    if (leader <= 1) {
      throw new IllegalArgumentException("no group of a program's own: " + leader);
    }
    try {
      // What is gone already is what was wanted; so the result doesn't count.
      var _ = (int) KILL.invokeExact((int) -leader, SIGKILL);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }
}

package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * What Linux offers to change a process' view of the file system; each call fails with its errno.
 */
final class Mounts {
  /** sys/mount.h. */
  private static final int MNT_DETACH = 2;

  private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle MOUNT =
      function(
          "mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle UMOUNT =
      function("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CHDIR =
      function("chdir", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle SYSCALL =
      function(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS),
          Linker.Option.firstVariadicArg(1));

  private static final MethodHandle SYSCALL_OF_NUMBERS =
      function(
          "syscall",
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(1));

  private Mounts() {}

  /** A call for which the C library has no function, with two numbers and a structure. */
  static void systemCall(String name, long number, long first, long second, MemorySegment struct)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(ERRNO);
      check(
          (long) SYSCALL_OF_NUMBERS.invokeExact(errno, number, first, second, struct), name, errno);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** mount(2). */
  static void mount(String source, String target, String type, long flags, String options)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(ERRNO);
      int result =
          (int)
              MOUNT.invokeExact(
                  errno,
                  arena.allocateFrom(source),
                  arena.allocateFrom(target),
                  arena.allocateFrom(type),
                  flags,
                  arena.allocateFrom(options));
      check(result, "mount of " + source + " on " + target, errno);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** chdir(2). */
  static void changeFolder(String folder) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(ERRNO);
      int result = (int) CHDIR.invokeExact(errno, arena.allocateFrom(folder));
      check(result, "chdir to " + folder, errno);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /**
   * {@code pivot_root(".", ".")}, and the old root is unmounted: pivot_root(2), its last example.
   */
  static void makeThisFolderTheOnlyRoot() throws IOException {
    try (var arena = Arena.ofConfined()) {
      var errno = arena.allocate(ERRNO);
      var here = arena.allocateFrom(".");
      long pivoted = (long) SYSCALL.invokeExact(errno, pivotRoot(), here, here);
      check(pivoted, "pivot_root", errno);
      int unmounted = (int) UMOUNT.invokeExact(errno, here, MNT_DETACH);
      check(unmounted, "umount2", errno);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /** Its number: the C library has no function for it. */
  private static long pivotRoot() throws IOException {
    var machine = System.getProperty("os.arch");
    return switch (machine) {
      case "amd64" -> 155;
      case "aarch64" -> 41;
      default -> throw new IOException("no cage is known for machines of kind " + machine);
    };
  }

  private static void check(long result, String what, MemorySegment errno) throws IOException {
    if (result != 0) {
      throw new IOException(what + " failed with errno " + (int) ERRNO_VALUE.get(errno, 0L));
    }
  }

  private static IOException thrown(Throwable e) {
    if (e instanceof IOException failed) {
      return failed;
    }
    throw Libc.unexpected(e);
  }

  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    var all = new ArrayList<>(List.of(options));
    all.add(Linker.Option.captureCallState("errno"));
    var address = Linker.nativeLinker().defaultLookup().findOrThrow(name);
    return Libc.handle(type, all.toArray(Linker.Option[]::new)).bindTo(address);
  }
}

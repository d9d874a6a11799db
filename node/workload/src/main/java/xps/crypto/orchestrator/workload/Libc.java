package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The C library's loader. {@code SymbolLookup.libraryLookup} would bind lazily: a missing import
 * would show at the first call, in the application, instead of here.
 */
final class Libc {
  /** dlfcn.h of Linux: resolve everything now, and offer nothing to other libraries. */
  private static final int RTLD_NOW = 2;

  private static final int RTLD_LOCAL = 0;
  private static final int RTLD_NOLOAD = 4;
  private static final int MAX_ERROR_BYTES = 512;

  private static final MethodHandle DLOPEN =
      function("dlopen", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  private static final MethodHandle DLSYM =
      function("dlsym", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  private static final MethodHandle DLCLOSE =
      function("dlclose", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle DLERROR = function("dlerror", FunctionDescriptor.of(ADDRESS));
  private static final MethodHandle CLEARENV =
      function("clearenv", FunctionDescriptor.of(JAVA_INT));
  private static final MethodHandle GETEUID = function("geteuid", FunctionDescriptor.of(JAVA_INT));

  private Libc() {}

  /** Maps a library, runs its constructors, resolves all that it needs. */
  static Attempt<MemorySegment> open(Path library) {
    try (var arena = Arena.ofConfined()) {
      var path = arena.allocateFrom(library.toString());
      var handle = (MemorySegment) DLOPEN.invokeExact(path, RTLD_NOW | RTLD_LOCAL);
      return handle.address() == 0
          ? Attempt.refused(Refusal.Code.ABI_MISMATCH, "it can't be loaded: " + lastError())
          : Attempt.done(handle);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static Optional<MemorySegment> symbol(MemorySegment library, String name) {
    try (var arena = Arena.ofConfined()) {
      var symbol = (MemorySegment) DLSYM.invokeExact(library, arena.allocateFrom(name));
      return symbol.address() == 0 ? Optional.empty() : Optional.of(symbol);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void close(MemorySegment library) {
    try {
      // What counts is whether it is still mapped, and that is asked for; so the result isn't.
      var _ = (int) DLCLOSE.invokeExact(library);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static boolean isMapped(Path library) {
    try (var arena = Arena.ofConfined()) {
      var path = arena.allocateFrom(library.toString());
      var handle = (MemorySegment) DLOPEN.invokeExact(path, RTLD_NOW | RTLD_NOLOAD);
      if (handle.address() == 0) {
        return false;
      }
      close(handle); // that was one reference more
      return true;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Whatever is loaded from here on finds an empty environment. */
  static void forgetEnvironment() {
    try {
      // It fails for want of memory only, and needs none.
      var _ = (int) CLEARENV.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int effectiveUser() {
    try {
      return (int) GETEUID.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The loader's own words about the last failure in this thread. */
  private static String lastError() throws Throwable {
    var text = (MemorySegment) DLERROR.invokeExact();
    return text.address() == 0 ? "no reason given" : text(text, MAX_ERROR_BYTES);
  }

  /** A string of C, cut where it becomes longer than allowed. */
  static String text(MemorySegment address, int maxBytes) {
    var bytes = memory(address, maxBytes);
    var text = new StringBuilder();
    for (var i = 0; i < maxBytes; i++) {
      var b = bytes.get(JAVA_BYTE, i);
      if (b == 0) {
        break;
      }
      text.append((char) (b & 0xff));
    }
    return text.toString();
  }

  /** A downcall throws nothing of its own: what comes out of it is a bug, here or in the JVM. */
  static RuntimeException unexpected(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return e instanceof RuntimeException mistake ? mistake : new IllegalStateException(e);
  }

  /** A function of the C library. */
  static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
    var address = Linker.nativeLinker().defaultLookup().findOrThrow(name);
    return handle(type, options).bindTo(address);
  }

  /** A call of a function whose address is the first argument. */
  @SuppressWarnings("restricted") // to call native code is what this room is for
  static MethodHandle handle(FunctionDescriptor type, Linker.Option... options) {
    return Linker.nativeLinker().downcallHandle(type, options);
  }

  /** So many bytes from an address on, which the ABI promises to be there. */
  @SuppressWarnings("restricted") // to read what native code points to is what this room is for
  static MemorySegment memory(MemorySegment address, long bytes) {
    return address.reinterpret(bytes);
  }
}

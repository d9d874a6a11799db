package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static xps.crypto.orchestrator.workload.Refusal.Code.ABI_MISMATCH;
import static xps.crypto.orchestrator.workload.Refusal.Code.MODULE_NAME_MISMATCH;
import static xps.crypto.orchestrator.workload.Refusal.Code.SELFTEST_FAILED;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** One version of a module, mapped into this process, with who is inside and what became of it. */
final class NativeModule implements Seat {
  /** What every module exports. */
  static final String ENTRY = "xps_module_v1";

  private static final int ABI = 1;
  private static final int MAX_TEXT_BYTES = 64;

  // struct xps_module of xps_module.h
  private static final int ABI_AT = 0;
  private static final int INTERFACE_VERSION_AT = 4;
  private static final int INTERFACE_NAME_AT = 8;
  private static final int VERSION_AT = 16;
  private static final int FUNCTIONS_AT = 24;
  private static final int SELFTEST_AT = 32;
  private static final int STRUCT_BYTES = 40;

  private static final MethodHandle ENTER = Libc.handle(FunctionDescriptor.of(ADDRESS));
  private static final MethodHandle SELFTEST = Libc.handle(FunctionDescriptor.of(JAVA_INT));

  private final ModuleVersion version;
  private final Path path;
  private final MemorySegment library;
  private final MemorySegment selftest;
  private final Functions functions;
  private final InFlight inFlight;
  private final AtomicInteger contexts = new AtomicInteger();
  private final LongAdder errors = new LongAdder();

  private NativeModule(
      StagedModule staged,
      String version,
      MemorySegment library,
      MemorySegment selftest,
      Functions functions) {
    this.version = new ModuleVersion(staged.name(), staged.sha256(), version);
    this.path = staged.path();
    this.library = library;
    this.selftest = selftest;
    this.functions = functions;
    this.inFlight = new InFlight(this);
  }

  /** Maps it and reads what it says of itself. Its constructors run; nothing else of it does. */
  static Attempt<NativeModule> load(StagedModule staged, ModuleKind kind) {
    return Libc.open(staged.path())
        .then(library -> {
          var linked = link(staged, kind, library);
          if (linked.refusal().isPresent()) {
            Libc.close(library);
          }
          return linked;
        });
  }

  private static Attempt<NativeModule> link(
      StagedModule staged, ModuleKind kind, MemorySegment library) {
    var entry = Libc.symbol(library, ENTRY);
    if (entry.isEmpty()) {
      return Attempt.refused(ABI_MISMATCH, "it doesn't export " + ENTRY);
    }
    var described = describe(entry.get());
    if (described.address() == 0) {
      return Attempt.refused(ABI_MISMATCH, ENTRY + " gives nothing");
    }
    var struct = Libc.memory(described, STRUCT_BYTES);
    var abi = struct.get(JAVA_INT, ABI_AT);
    if (abi != ABI) {
      return Attempt.refused(ABI_MISMATCH, "expected ABI " + ABI + ", found " + abi);
    }
    var name = text(struct, INTERFACE_NAME_AT);
    if (!name.equals(kind.interfaceName())) {
      return Attempt.refused(
          MODULE_NAME_MISMATCH,
          "expected the interface %s, found %s".formatted(kind.interfaceName(), name));
    }
    var interfaceVersion = struct.get(JAVA_INT, INTERFACE_VERSION_AT);
    if (interfaceVersion != ModuleKind.INTERFACE_VERSION) {
      return Attempt.refused(
          ABI_MISMATCH,
          "expected version %d of %s, found %d"
              .formatted(ModuleKind.INTERFACE_VERSION, name, interfaceVersion));
    }
    var version = text(struct, VERSION_AT);
    var table = struct.get(ADDRESS, FUNCTIONS_AT);
    var selftest = struct.get(ADDRESS, SELFTEST_AT);
    if (!Field.VERSION.accepts(version) || table.address() == 0 || selftest.address() == 0) {
      return Attempt.refused(ABI_MISMATCH, "its version, functions or self-test are missing");
    }
    return kind.link(table)
        .then(functions ->
            Attempt.done(new NativeModule(staged, version, library, selftest, functions)));
  }

  private static MemorySegment describe(MemorySegment entry) {
    try {
      return (MemorySegment) ENTER.invokeExact(entry);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  private static String text(MemorySegment struct, int at) {
    var address = struct.get(ADDRESS, at);
    return address.address() == 0 ? "" : Libc.text(address, MAX_TEXT_BYTES);
  }

  /** The module's own word that it is right. */
  Optional<Refusal> selfTest() {
    try {
      var answer = (int) SELFTEST.invokeExact(selftest);
      return answer == 0
          ? Optional.empty()
          : Optional.of(new Refusal(SELFTEST_FAILED, "its self-test answers " + answer));
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /** What the interface demands of whoever stands behind it. */
  Optional<Refusal> wrongAnswer() {
    return functions.wrongAnswer().map(wrong -> new Refusal(SELFTEST_FAILED, wrong));
  }

  ModuleVersion version() {
    return version;
  }

  Functions functions() {
    return functions;
  }

  /** The slot that it sits in was made for this kind, as {@link #load} has checked. */
  HashFunctions hash() {
    return (HashFunctions) functions;
  }

  /** The slot that it sits in was made for this kind, as {@link #load} has checked. */
  XofFunctions xof() {
    return (XofFunctions) functions;
  }

  InFlight inFlight() {
    return inFlight;
  }

  AtomicInteger contexts() {
    return contexts;
  }

  /** Turns the module's own "failed" into what an application sees. */
  void expect(boolean ok) {
    if (!ok) {
      errors.increment();
      throw new IllegalStateException(version.name() + " " + version.version() + " failed");
    }
  }

  long errors() {
    return errors.sum();
  }

  /**
   * Gives back the mapping. Only when nobody is inside, and nobody can come any more.
   *
   * @return whether the code is still mapped all the same
   */
  boolean unload() {
    Libc.close(library);
    return Libc.isMapped(path);
  }
}

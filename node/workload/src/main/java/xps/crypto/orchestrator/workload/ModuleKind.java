package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static xps.crypto.orchestrator.workload.Refusal.Code.ABI_MISMATCH;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The interfaces that this library knows, with the function table that each has in C. */
enum ModuleKind {
  SHA256("hash.sha256", it -> new HashFunctions(it.get(0), streaming(it), it.get(3))),
  SHAKE256("hash.shake256", it -> new XofFunctions(it.get(0), streaming(it), it.get(3)));

  /** Every interface is in its first version, and every table has five functions. */
  static final int INTERFACE_VERSION = 1;

  private static final int TABLE_FUNCTIONS = 5;

  private final String interfaceName;
  private final Function<List<MemorySegment>, Functions> table;

  ModuleKind(String interfaceName, Function<List<MemorySegment>, Functions> table) {
    this.interfaceName = interfaceName;
    this.table = table;
  }

  static Optional<ModuleKind> of(ModuleName name) {
    return Arrays.stream(values()).filter(kind -> kind.artifact().equals(name)).findFirst();
  }

  String interfaceName() {
    return interfaceName;
  }

  /** The artifact that carries a module of this kind. */
  ModuleName artifact() {
    return new ModuleName("xps.crypto." + interfaceName + ".so");
  }

  Attempt<Functions> link(MemorySegment address) {
    var pointers = Libc.memory(address, TABLE_FUNCTIONS * ADDRESS.byteSize());
    var functions =
        IntStream.range(0, TABLE_FUNCTIONS).mapToObj(i -> pointers.getAtIndex(ADDRESS, i)).toList();
    return functions.stream().anyMatch(function -> function.address() == 0)
        ? Attempt.refused(ABI_MISMATCH, "a function of " + interfaceName + " is missing")
        : Attempt.done(table.apply(functions));
  }

  /** The place of a module of this kind in an application. */
  Slot slot(Modules modules, int index) {
    return switch (this) {
      case SHA256 -> new SwappableSha256(modules, index);
      case SHAKE256 -> new SwappableShake256(modules, index);
    };
  }

  private static Streaming streaming(List<MemorySegment> functions) {
    return new Streaming(functions.get(1), functions.get(2), functions.get(4));
  }
}

package xps.crypto.orchestrator.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import xps.crypto.orchestrator.workload.Modules;
import xps.crypto.orchestrator.workload.Sha256;

/**
 * What a call that can be swapped costs above a plain downcall of the same function, which does
 * nothing here. The plain call is what javac's constant folding makes the fastest: a handle in a
 * static final field, bound to the address.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
public class Calls {
  /** Where the modules are compiled; the benchmark's own process has nobody to ask. */
  static final String FOLDER = "xps.bench.folder";

  private static final BenchModules MODULES =
      BenchModules.in(Path.of(System.getProperty(FOLDER, "")));
  private static final MethodHandle PLAIN = plain();

  private final byte[] message = new byte[BenchModules.NOTHING_BYTES];
  private final Sha256 sha256 = bound();

  private static Sha256 bound() {
    var modules = Modules.open(MODULES.store());
    var bound = modules.bind(Sha256.class);
    modules
        .activate(1, MODULES.generation(0))
        .refusal()
        .ifPresent(why -> {
          throw new IllegalStateException(why.toString());
        });
    return bound;
  }

  /** The address of {@code digest} lies first in the table that the module gives. */
  private static MethodHandle plain() {
    var linker = Linker.nativeLinker();
    try {
      var library = SymbolLookup.libraryLookup(MODULES.object(0), Arena.global());
      var enter =
          linker.downcallHandle(
              library.findOrThrow("xps_module_v1"), FunctionDescriptor.of(ADDRESS));
      var module = ((MemorySegment) enter.invokeExact()).reinterpret(40);
      var functions = module.get(ADDRESS, 24).reinterpret(8);
      return linker.downcallHandle(
          functions.get(ADDRESS, 0),
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS),
          Linker.Option.critical(true));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] plainly() {
    var output = new byte[Sha256.DIGEST_BYTES];
    try {
      int answer =
          (int)
              PLAIN.invokeExact(
                  MemorySegment.ofArray(message),
                  (long) message.length,
                  MemorySegment.ofArray(output));
      if (answer != 0) {
        throw new IllegalStateException();
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return output;
  }

  @Benchmark
  @Threads(1)
  public byte[] plain_on_one_thread() {
    return plainly();
  }

  @Benchmark
  @Threads(1)
  public byte[] swappable_on_one_thread() {
    return sha256.digest(message);
  }

  @Benchmark
  @Threads(2)
  public byte[] plain_on_two_threads() {
    return plainly();
  }

  @Benchmark
  @Threads(2)
  public byte[] swappable_on_two_threads() {
    return sha256.digest(message);
  }
}

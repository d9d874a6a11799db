package xps.crypto.orchestrator.workload;

import java.lang.foreign.MemorySegment;

/**
 * SHAKE256 (FIPS 202) through a module that can be swapped while it is called. Safe for any number
 * of threads. Every method throws {@link IllegalStateException} when no version is active, or when
 * the module says that it failed.
 */
public sealed interface Shake256 extends CryptoModule permits SwappableShake256 {
  byte[] digest(byte[] message, int outputBytes);

  /** For messages outside the heap: they aren't copied. */
  byte[] digest(MemorySegment message, int outputBytes);

  /** A message that comes in parts, or an output that is taken in parts. */
  Context newContext();

  /**
   * One message, in the version that was active when the context was made: a swap doesn't change
   * it, but waits for it. So close it soon, and always. One thread at a time goes in; others wait.
   */
  sealed interface Context extends AutoCloseable permits XofContext {
    /** Not after the first {@link #squeeze}. */
    void update(byte[] part);

    /** Not after the first {@link #squeeze}. */
    void update(MemorySegment part);

    /** The next bytes of the output. */
    byte[] squeeze(int outputBytes);

    /** The version that this context stays with. */
    ModuleVersion module();

    @Override
    void close();
  }
}

package xps.crypto.orchestrator.workload;

import java.lang.foreign.MemorySegment;

/**
 * SHA-256 (FIPS 180-4) through a module that can be swapped while it is called. Safe for any number
 * of threads. Every method throws {@link IllegalStateException} when no version is active, or when
 * the module says that it failed.
 */
public sealed interface Sha256 extends CryptoModule permits SwappableSha256 {
  int DIGEST_BYTES = 32;

  byte[] digest(byte[] message);

  /** For messages outside the heap: they aren't copied. */
  byte[] digest(MemorySegment message);

  /** A message that comes in parts. */
  Context newContext();

  /**
   * One message, in the version that was active when the context was made: a swap doesn't change
   * it, but waits for it. So close it soon, and always. One thread at a time goes in; others wait.
   */
  sealed interface Context extends AutoCloseable permits HashContext {
    void update(byte[] part);

    void update(MemorySegment part);

    /** The digest. Afterwards there is nothing left to do but close. */
    byte[] finish();

    /** The version that this context stays with. */
    ModuleVersion module();

    @Override
    void close();
  }
}

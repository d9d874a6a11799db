package xps.crypto.orchestrator.attest;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.Arrays;

/**
 * Hands a generator of keys a seed instead of chance: the JDK computes a public key only while it
 * generates a pair.
 */
final class GivenSeed extends SecureRandom {
  private static final long serialVersionUID = 1L;

  GivenSeed(byte[] seed) {
    super(new Given(seed), null);
  }

  /** Gives the same bytes again and again. */
  private static final class Given extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    private final transient byte[] seed;

    Given(byte[] seed) {
      this.seed = seed;
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException(
            "a seed has " + seed.length + " bytes, not " + bytes.length);
      }
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      return Arrays.copyOf(seed, count);
    }

    @Override
    protected void engineSetSeed(byte[] more) {
      throw new UnsupportedOperationException("this seed is given");
    }
  }
}

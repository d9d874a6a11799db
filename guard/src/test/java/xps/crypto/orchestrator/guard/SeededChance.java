package xps.crypto.orchestrator.guard;

import java.security.SecureRandom;
import java.util.Random;

/**
 * Chance that is the same in every run: keys and mutations of a failing test can be made again from
 * the seed.
 */
final class SeededChance extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient Random random;

  SeededChance(long seed) {
    random = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}

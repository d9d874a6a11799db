package xps.crypto.orchestrator.bench;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import xps.crypto.orchestrator.workload.Modules;
import xps.crypto.orchestrator.workload.Sha256;

/**
 * Swaps under load: whether a call is lost, mixed or wrong, and what a caller notices. A process of
 * its own, because modules come and go in it.
 */
final class Swaps {
  private static final int SWAPS = 1_000;
  private static final int CALLERS = 2;
  private static final int CALLS_A_SECOND = 100_000;
  private static final int SECONDS = 10;
  private static final int ROUNDS = 3;
  private static final long BETWEEN_SWAPS_NANOS = 20_000_000;

  /** Of this length the two versions' digests differ in their last byte. */
  private static final int MARKED_BYTES = 150;

  private final BenchModules versions;
  private final Modules modules;
  private final Sha256 sha256;
  private final byte[] message = new byte[MARKED_BYTES];
  private final List<byte[]> digests = new ArrayList<>();
  private long generation;

  private Swaps(BenchModules versions) {
    this.versions = versions;
    this.modules = Modules.open(versions.store());
    this.sha256 = modules.bind(Sha256.class);
    new Random(1).nextBytes(message);
    for (int mark : BenchModules.MARKS) {
      var digest = jdk(message);
      digest[digest.length - 1] ^= (byte) mark;
      digests.add(digest);
    }
  }

  private static byte[] jdk(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Argument: a folder to work in, below the sources. */
  public static void main(String... arguments) throws InterruptedException {
    var swaps = new Swaps(BenchModules.in(Path.of(arguments[0])));
    swaps.swap();
    swaps.underFullLoad();
    swaps.latency();
    System.exit(0);
  }

  private void swap() {
    generation++;
    modules
        .activate(generation, versions.generation((int) (generation & 1)))
        .refusal()
        .ifPresent(why -> {
          throw new IllegalStateException(why.toString());
        });
  }

  /** What callers saw. */
  private static final class Seen {
    long calls;
    long lost;
    long mixed;
    long wrong;
  }

  private void underFullLoad() throws InterruptedException {
    var end = new AtomicBoolean();
    var all = new ArrayList<Seen>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < CALLERS; i++) {
      var seen = new Seen();
      all.add(seen);
      threads.add(Thread.ofPlatform().start(() -> call(seen, end)));
    }
    long began = System.nanoTime();
    var times = new long[SWAPS];
    for (int i = 0; i < SWAPS; i++) {
      long before = System.nanoTime();
      swap();
      times[i] = System.nanoTime() - before;
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    end.set(true);
    for (var thread : threads) {
      thread.join();
    }
    Arrays.sort(times);
    System.out.println();
    System.out.println(
        "%d swaps in %.1f s under full load of %d threads".formatted(SWAPS, seconds, CALLERS));
    System.out.println(
        "  %d calls: %d lost, %d mixed, %d wrong (bounds: 0, 0, 0)"
            .formatted(
                all.stream().mapToLong(it -> it.calls).sum(),
                all.stream().mapToLong(it -> it.lost).sum(),
                all.stream().mapToLong(it -> it.mixed).sum(),
                all.stream().mapToLong(it -> it.wrong).sum()));
    System.out.println(
        "  a swap with loading, known answers and drain: median %.2f ms, longest %.2f ms"
            .formatted(times[SWAPS / 2] / 1e6, times[SWAPS - 1] / 1e6));
  }

  /** By turns a whole message, and one in two parts, between which swaps may fall. */
  private void call(Seen seen, AtomicBoolean end) {
    var half = Arrays.copyOf(message, MARKED_BYTES / 2);
    var rest = Arrays.copyOfRange(message, MARKED_BYTES / 2, MARKED_BYTES);
    while (!end.get()) {
      seen.calls += 2;
      try {
        if (versionOf(sha256.digest(message)) < 0) {
          seen.wrong++;
        }
        try (var context = sha256.newContext()) {
          context.update(half);
          var began = context.module();
          context.update(rest);
          int version = versionOf(context.finish());
          if (version < 0) {
            seen.wrong++;
          } else if (!began.sha256().equals(versions.generation(version).get(BenchModules.NAME))) {
            seen.mixed++;
          }
        }
      } catch (IllegalStateException e) {
        seen.lost++;
      }
    }
  }

  private int versionOf(byte[] digest) {
    for (int version = 0; version < digests.size(); version++) {
      if (Arrays.equals(digest, digests.get(version))) {
        return version;
      }
    }
    return -1;
  }

  private void latency() throws InterruptedException {
    System.out.println();
    System.out.println(
        "%,d calls/s for %d s, each timed from when it was due; a swap every %d ms or none"
            .formatted(CALLS_A_SECOND, SECONDS, BETWEEN_SWAPS_NANOS / 1_000_000));
    System.out.println("                    p50       p99     p99.9   longest (µs)");
    var without = new double[ROUNDS];
    var with = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      without[round] = line("without swaps", steadily(false));
      with[round] = line("with swaps", steadily(true));
    }
    Arrays.sort(without);
    Arrays.sort(with);
    System.out.println(
        "  p99.9 with swaps above that without, medians: %.0f µs (bound: 1000)"
            .formatted(with[ROUNDS / 2] - without[ROUNDS / 2]));
  }

  private static double line(String what, long[] nanos) {
    Arrays.sort(nanos);
    double high = nanos[(int) (nanos.length * 0.999)] / 1e3;
    System.out.println(
        "  %-14s %8.1f  %8.1f  %8.1f  %8.1f"
            .formatted(
                what,
                nanos[nanos.length / 2] / 1e3,
                nanos[(int) (nanos.length * 0.99)] / 1e3,
                high,
                nanos[nanos.length - 1] / 1e3));
    return high;
  }

  /** Whoever is late doesn't shift what comes after: a call that waited has that in its time. */
  private long[] steadily(boolean swapping) throws InterruptedException {
    var nanos = new long[CALLS_A_SECOND * SECONDS];
    System.gc(); // or a collection in between would move these 8 MB, and be what is measured
    var end = new AtomicBoolean();
    var swapper =
        Thread.ofPlatform()
            .start(() -> {
              while (swapping && !end.get()) {
                swap();
                LockSupport.parkNanos(BETWEEN_SWAPS_NANOS);
              }
            });
    long began = System.nanoTime();
    for (int i = 0; i < nanos.length; i++) {
      long due = began + i * (1_000_000_000L / CALLS_A_SECOND);
      while (System.nanoTime() < due) {
        Thread.onSpinWait();
      }
      if (versionOf(sha256.digest(message)) < 0) {
        throw new IllegalStateException("a wrong digest");
      }
      nanos[i] = System.nanoTime() - due;
    }
    end.set(true);
    swapper.join();
    return nanos;
  }
}

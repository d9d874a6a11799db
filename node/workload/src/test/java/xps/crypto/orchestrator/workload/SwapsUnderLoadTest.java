package xps.crypto.orchestrator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Safety: however calls and swaps meet, each call ends in one version, and no version is unloaded
 * under it. A version that was would take the process with it.
 */
class SwapsUnderLoadTest {
  private static final int SWAPS = 1_000;
  private static final int SOME_SWAPS = 100;
  private static final Duration DRAIN = Duration.ofSeconds(20);

  /** Of this length the two versions' digests differ in their last byte. */
  private static final byte[] MESSAGE = new byte[150];

  @TempDir Path folder;
  private Store store;
  private ObjectDigest one;
  private ObjectDigest other;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicLong calls = new AtomicLong();

  @BeforeEach
  void two_versions() {
    var compiler = new Compiler(folder);
    store = Store.in(folder);
    one = store.put(compiler.sha256("3.2.0", "-DXPS_MARK=1"));
    other = store.put(compiler.sha256("3.2.1", "-DXPS_MARK=2"));
    store.activate(1, Store.only(Store.SHA256, one));
  }

  static Stream<Barrier> barriers() {
    return Stream.of(Barrier.ofProcess(), Barrier.OF_CALLERS);
  }

  private static byte[] marked(int mark) {
    var digest = Store.jdkSha256(MESSAGE);
    digest[digest.length - 1] ^= (byte) mark;
    return digest;
  }

  @ParameterizedTest
  @MethodSource("barriers")
  void in_some_swaps_no_call_is_lost_mixed_or_wrong_whoever_calls(Barrier barrier)
      throws Exception {
    swap(SOME_SWAPS, barrier);
  }

  @ParameterizedTest
  @MethodSource("barriers")
  @Tag("long")
  void in_a_thousand_swaps_no_call_is_lost_mixed_or_wrong_whoever_calls(Barrier barrier)
      throws Exception {
    swap(SWAPS, barrier);
  }

  private void swap(int swaps, Barrier barrier) throws Exception {
    try (var modules = Modules.open(store.asRead(), DRAIN, barrier)) {
      var sha256 = modules.bind(Sha256.class);
      var callers = callers(sha256);
      callers.forEach(Thread::start);
      for (int swap = 0; swap < swaps; swap++) {
        var next = Store.only(Store.SHA256, swap % 2 == 0 ? other : one);
        var done = modules.activate(swap + 2, next).value().orElseThrow();
        assertThat(done.draining()).isZero();
      }
      over.set(true);
      for (var caller : callers) {
        assertThat(caller.join(DRAIN)).isTrue();
      }
      assertThat(wrong).hasValue(0);
      assertThat(calls.get()).isGreaterThan(swaps);
      assertThat(modules.status(Store.SHA256))
          .hasValueSatisfying(status -> {
            assertThat(status.leaked()).isZero();
            assertThat(status.draining()).isZero();
          });
    }
  }

  /** With threads that stay, that come and go, that are virtual, and contexts that change hands. */
  private List<Thread> callers(Sha256 sha256) {
    var contexts = new SynchronousQueue<Sha256.Context>();
    var callers = new ArrayList<Thread>();
    callers.add(caller(() -> call(sha256)));
    callers.add(caller(() -> call(sha256)));
    callers.add(caller(() -> Thread.ofPlatform().start(() -> call(sha256)).join()));
    callers.add(caller(() -> Thread.ofVirtual().start(() -> call(sha256)).join()));
    callers.add(caller(() -> begin(sha256, contexts)));
    callers.add(caller(() -> end(contexts)));
    return callers;
  }

  /** What a caller does again and again. */
  @FunctionalInterface
  private interface Turn {
    void take() throws InterruptedException;
  }

  private Thread caller(Turn turn) {
    return Thread.ofPlatform()
        .daemon()
        .unstarted(() -> {
          try {
            while (!over.get()) {
              turn.take();
              calls.incrementAndGet();
            }
          } catch (InterruptedException | RuntimeException e) {
            wrong.incrementAndGet();
          }
        });
  }

  private void call(Sha256 sha256) {
    var digest = sha256.digest(MESSAGE);
    if (Stream.of(1, 2).noneMatch(mark -> Arrays.equals(digest, marked(mark)))) {
      wrong.incrementAndGet();
    }
  }

  private static void begin(Sha256 sha256, SynchronousQueue<Sha256.Context> contexts)
      throws InterruptedException {
    var context = sha256.newContext();
    context.update(new byte[MESSAGE.length / 2]);
    if (!contexts.offer(context, 1, TimeUnit.MILLISECONDS)) {
      context.close();
    }
  }

  private void end(SynchronousQueue<Sha256.Context> contexts) throws InterruptedException {
    var given = contexts.poll(1, TimeUnit.MILLISECONDS);
    if (given == null) {
      return;
    }
    try (given) {
      given.update(new byte[MESSAGE.length - MESSAGE.length / 2]);
      int mark = Map.of(one, 1, other, 2).get(given.module().sha256());
      if (!Arrays.equals(given.finish(), marked(mark))) {
        wrong.incrementAndGet();
      }
    }
  }

  @Test
  void calls_are_counted_whoever_makes_them() throws Exception {
    try (var modules = Modules.open(store.asRead(), DRAIN)) {
      var sha256 = modules.bind(Sha256.class);
      for (int i = 0; i < 300; i++) { // more than there are cells for threads
        sha256.digest(MESSAGE);
        Thread.ofPlatform().start(() -> sha256.digest(MESSAGE)).join();
        Thread.ofVirtual().start(() -> sha256.digest(MESSAGE)).join();
      }
      assertThat(modules.status(Store.SHA256)).map(ModuleStatus::calls).contains(900L);
    }
  }

  @Test
  void where_the_kernel_stops_helping_nothing_is_unloaded() {
    var barrier = new Barrier(false, () -> false);
    try (var modules = Modules.open(store.asRead(), DRAIN, barrier)) {
      var sha256 = modules.bind(Sha256.class);
      sha256.digest(MESSAGE);

      assertThat(modules.activate(2, Store.only(Store.SHA256, other)).refusal()).isEmpty();

      assertThat(sha256.digest(MESSAGE)).isEqualTo(marked(2));
      assertThat(Libc.isMapped(store.object(one))).isTrue();
      assertThat(modules.status(Store.SHA256)).map(ModuleStatus::leaked).contains(1);
    }
  }

  @Test
  void on_linux_the_kernel_takes_the_fence_from_callers() {
    assertThat(Barrier.ofProcess().passAll()).isTrue();
    assertThat(Barrier.ofProcess().isOfCallers())
        .as("on " + System.getProperty("os.name"))
        .isNotEqualTo(System.getProperty("os.name").equals("Linux"));
  }
}

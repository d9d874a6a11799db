package xps.crypto.orchestrator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manifest's {@code requires} (FORMATS §3): what an artifact requires becomes active first. Here
 * all become active at once, so whichever requires whichever, nobody finds one without the other.
 */
class RequiredModulesTest {
  private static final int SWAPS = 20;

  @TempDir Path folder;
  private SortedMap<ModuleName, ObjectDigest> old;
  private SortedMap<ModuleName, ObjectDigest> fresh;
  private Modules modules;

  @BeforeEach
  void open() {
    var compiler = new Compiler(folder);
    var store = Store.in(folder);
    old = both(store.put(compiler.sha256("3.2.0")), store.put(compiler.shake256("3.2.0")));
    fresh = both(store.put(compiler.sha256("3.2.1")), store.put(compiler.shake256("3.2.1")));
    store.activate(1, old);
    modules = Modules.open(store.root());
    modules.bind(Sha256.class);
    modules.bind(Shake256.class);
  }

  private static SortedMap<ModuleName, ObjectDigest> both(
      ObjectDigest sha256, ObjectDigest shake256) {
    var modules = new TreeMap<ModuleName, ObjectDigest>();
    modules.put(Store.SHA256, sha256);
    modules.put(Store.SHAKE256, shake256);
    return modules;
  }

  @AfterEach
  void close() {
    modules.close();
  }

  @Test
  void whoever_finds_the_new_version_of_one_module_finds_that_of_every_other()
      throws InterruptedException, ExecutionException {
    var over = new AtomicBoolean();
    var wrong = new ArrayList<Future<List<String>>>();
    try (var onlookers = Executors.newFixedThreadPool(2)) {
      wrong.add(onlookers.submit(() -> watch(Store.SHA256, Store.SHAKE256, over)));
      wrong.add(onlookers.submit(() -> watch(Store.SHAKE256, Store.SHA256, over)));
      for (long generation = 2; generation < 2 + SWAPS; generation++) {
        var swapped = modules.activate(generation, generation % 2 == 0 ? fresh : old);
        assertThat(swapped.refusal()).isEmpty();
      }
      over.set(true);
    }
    assertThat(wrong.get(0).get()).isEmpty();
    assertThat(wrong.get(1).get()).isEmpty();
  }

  /** Looks at one and then at what it requires; later is never older. */
  private List<String> watch(ModuleName first, ModuleName required, AtomicBoolean over) {
    var wrong = new ArrayList<String>();
    do {
      var one = modules.status(first).orElseThrow();
      var other = modules.status(required).orElseThrow();
      for (var status : List.of(one, other)) {
        var expected = status.generation() % 2 == 0 ? "3.2.1" : "3.2.0";
        if (!status.active().version().equals(expected)) {
          wrong.add(status + " isn't of its generation");
        }
      }
      if (other.generation() < one.generation()) {
        wrong.add(one + " ran before " + other);
      }
    } while (!over.get());
    return wrong;
  }

  @Test
  void where_one_of_them_can_not_be_loaded_none_becomes_active() {
    for (var broken : List.of(Store.SHA256, Store.SHAKE256)) {
      var generation = new TreeMap<>(fresh);
      generation.put(broken, Store.digestOf(new byte[] {1}));

      assertThat(modules.activate(2, generation).refusal())
          .map(Refusal::code)
          .contains(Refusal.Code.ARTIFACT_MISSING);
      for (var name : old.keySet()) {
        assertThat(modules.status(name))
            .map(status -> status.active().sha256())
            .contains(old.get(name));
      }
    }
  }
}

package xps.crypto.orchestrator.workload;

import static xps.crypto.orchestrator.workload.Refusal.Code.SWAP_FAILED;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The modules of one generation that are loaded and tried, and that nobody calls yet. What isn't
 * committed is unloaded when this closes, or when another generation is begun. For one thread.
 */
final class Preparation implements AutoCloseable {
  private final Modules modules;
  private final Map<ModuleName, NativeModule> loaded = new TreeMap<>();

  /** What the new generation has in common with the one that runs isn't loaded again. */
  private final Map<ModuleName, ObjectDigest> kept = new TreeMap<>();

  private long generation;

  Preparation(Modules modules) {
    this.modules = modules;
  }

  Attempt<ModuleVersion> add(long generation, ModuleName name, ObjectDigest sha256) {
    if (generation != this.generation) {
      close();
      this.generation = generation;
    }
    var prepared = Optional.ofNullable(loaded.get(name));
    if (prepared.map(NativeModule::version).filter(it -> it.sha256().equals(sha256)).isPresent()) {
      return Attempt.done(prepared.get().version());
    }
    kept.remove(name);
    Optional.ofNullable(loaded.remove(name)).ifPresent(modules::discard);
    var running =
        modules
            .slotOf(name)
            .flatMap(Slot::now)
            .map(NativeModule::version)
            .filter(it -> it.sha256().equals(sha256));
    if (running.isPresent()) {
      kept.put(name, sha256);
      return Attempt.done(running.get());
    }
    return modules
        .load(name, sha256)
        .then(module -> {
          loaded.put(name, module);
          return Attempt.done(module.version());
        });
  }

  /**
   * The same commit twice is answered the same way twice: the agent may not have heard the first.
   */
  Attempt<Activation> commit(long generation) {
    var nothing = loaded.isEmpty() && kept.isEmpty();
    if (nothing && modules.view().generation() == generation) {
      return Attempt.done(new Activation(generation, 0, 0));
    }
    if (nothing || generation != this.generation) {
      return Attempt.refused(SWAP_FAILED, "generation " + generation + " isn't prepared");
    }
    var activation = modules.swap(generation, loaded.values(), kept);
    if (activation.value().isPresent()) {
      loaded.clear();
      kept.clear();
    }
    return activation;
  }

  @Override
  public void close() {
    loaded.values().forEach(modules::discard);
    loaded.clear();
    kept.clear();
  }
}

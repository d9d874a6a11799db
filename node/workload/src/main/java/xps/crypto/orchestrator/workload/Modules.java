package xps.crypto.orchestrator.workload;

import static xps.crypto.orchestrator.workload.Refusal.Code.MODULE_NAME_MISMATCH;
import static xps.crypto.orchestrator.workload.Refusal.Code.SWAP_FAILED;

import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The modules that an application calls, and the swap that it doesn't notice.
 *
 * <pre>{@code
 * try (var modules = Modules.open(Path.of("/var/lib/xps"))) {
 *   Sha256 sha256 = modules.bind(Sha256.class);
 *   byte[] digest = sha256.digest(message);
 * }
 * }</pre>
 *
 * <p>Guarantees: a swap is one step for all threads and all modules of a generation; a call ends in
 * the version in which it began; callers are never blocked, and none of their calls fails because
 * of a swap. The version that was left is unloaded after its last call and its last context have
 * ended; if that takes longer than the drain deadline, the swap says so and the version stays
 * mapped until they have.
 *
 * <p>A module is loaded only from the agent's store, by its digest, and called only after it has
 * given the known answers of its interface.
 */
public final class Modules implements AutoCloseable {
  private static final Duration DRAIN_DEADLINE = Duration.ofSeconds(2);
  private static final long SHORTEST_WAIT_NANOS = 20_000;
  private static final long LONGEST_WAIT_NANOS = 1_000_000;

  private final ModuleStore store;
  private final Duration drainDeadline;
  private final Barrier barrier;
  private final boolean isFencedByCallers;
  private final ReentrantLock changing = new ReentrantLock();
  private final List<Slot> slots = new CopyOnWriteArrayList<>();
  private final List<Refusal> refusals = new CopyOnWriteArrayList<>();

  /** Left, but not yet by everybody. */
  private final List<NativeModule> leaving = new CopyOnWriteArrayList<>();

  private final AtomicInteger leaked = new AtomicInteger();
  private volatile View view = View.NOTHING;

  private Modules(ModuleStore store, Duration drainDeadline, Barrier barrier) {
    this.store = store;
    this.drainDeadline = drainDeadline;
    this.barrier = barrier;
    this.isFencedByCallers = barrier.isOfCallers();
  }

  /** For a store that belongs to root, or to the user of this process. */
  public static Modules open(Path root) {
    return open(ModuleStore.at(root, Uid.mine()), DRAIN_DEADLINE);
  }

  /**
   * The modules of a store, none of them loaded yet.
   *
   * @param drainDeadline how long a swap waits for the calls and contexts of the version it left
   */
  public static Modules open(ModuleStore store, Duration drainDeadline) {
    return open(store, drainDeadline, Barrier.ofProcess());
  }

  static Modules open(ModuleStore store, Duration drainDeadline, Barrier barrier) {
    return new Modules(store, drainDeadline, barrier);
  }

  /**
   * A handle whose calls always go to the active version. If the store's active generation has this
   * module, it is loaded now; otherwise calls throw until the agent hands one in. What the store
   * has and doesn't get loaded is in {@link #refusals}.
   */
  public <T extends CryptoModule> T bind(Class<T> type) {
    if (type == Sha256.class) {
      return type.cast(slot(ModuleKind.SHA256));
    }
    if (type == Shake256.class) {
      return type.cast(slot(ModuleKind.SHAKE256));
    }
    throw new IllegalArgumentException(type + " is not a kind of module");
  }

  /** Why modules of the store's active generation were not loaded when they were bound. */
  public List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /** Makes these modules active together, all of them or none; and no others. */
  public Attempt<Activation> activate(
      long generation, SortedMap<ModuleName, ObjectDigest> modules) {
    try (var preparation = new Preparation(this)) {
      for (Map.Entry<ModuleName, ObjectDigest> module : modules.entrySet()) {
        var refusal = preparation.add(generation, module.getKey(), module.getValue()).refusal();
        if (refusal.isPresent()) {
          return new Attempt.Refused<>(refusal.get());
        }
      }
      return preparation.commit(generation);
    }
  }

  /** Nothing, when nothing is active under that name. */
  public Optional<ModuleStatus> status(ModuleName name) {
    unloadTheEmpty();
    var seen = view;
    return slotOf(name)
        .flatMap(slot -> slot.in(seen))
        .map(module ->
            new ModuleStatus(
                seen.generation(),
                module.version(),
                module.inFlight().ended(),
                module.errors(),
                (int) leaving.stream().filter(old -> old.version().name().equals(name)).count(),
                leaked.get()));
  }

  View view() {
    return view;
  }

  /** Whether nothing was swapped since. Asked by a caller who has counted itself. */
  boolean isStill(View seen) {
    if (isFencedByCallers) {
      VarHandle.fullFence();
    }
    return view == seen;
  }

  Optional<Slot> slotOf(ModuleName name) {
    return slots.stream().filter(slot -> slot.name().equals(name)).findFirst();
  }

  /** Loads a module beside what is called, and has it give the known answers. */
  Attempt<NativeModule> load(ModuleName name, ObjectDigest sha256) {
    var slot = slotOf(name);
    if (slot.isEmpty()) {
      return Attempt.refused(MODULE_NAME_MISMATCH, "this application hasn't bound " + name);
    }
    return store
        .stage(name, sha256)
        .then(staged -> NativeModule.load(staged, slot.get().kind()))
        .then(module -> {
          var wrong = module.wrongAnswer();
          if (wrong.isEmpty()) {
            return Attempt.done(module);
          }
          module.unload();
          return new Attempt.Refused<>(wrong.get());
        });
  }

  /**
   * The swap: one volatile store. Takes over the modules that are handed in; those of {@code kept}
   * have to be there still, and stay; whatever else was active is left, for a generation is all
   * that is called. Then waits, without holding up callers or another swap, for whoever is inside
   * the versions that were left.
   */
  Attempt<Activation> swap(
      long generation, Collection<NativeModule> modules, Map<ModuleName, ObjectDigest> kept) {
    var left = new ArrayList<NativeModule>();
    changing.lock();
    try {
      for (var module : kept.entrySet()) {
        if (!runs(module.getKey(), module.getValue())) {
          return Attempt.refused(SWAP_FAILED, module.getKey() + " was swapped in the meantime");
        }
      }
      var seats = new ArrayList<Seat>();
      for (var slot : slots) {
        var now = slot.now();
        var next = successor(slot, modules, kept);
        now.filter(old -> old != next).ifPresent(left::add);
        seats.add(next);
      }
      leave(left, new View(generation, seats));
    } finally {
      changing.unlock();
    }
    waitUntilEmpty(left);
    unloadTheEmpty();
    left.retainAll(leaving);
    var contexts = left.stream().mapToInt(module -> module.contexts().get()).sum();
    return Attempt.done(new Activation(generation, left.size(), contexts));
  }

  /**
   * Makes another view the active one, and who isn't in it leave. Under the lock: nobody may find a
   * version empty before the barrier.
   */
  private void leave(Collection<NativeModule> left, View next) {
    view = next;
    if (barrier.passAll()) {
      leaving.addAll(left);
    } else {
      leaked.addAndGet(left.size()); // somebody may be inside for all we know, and for ever
    }
  }

  private static Seat successor(
      Slot slot, Collection<NativeModule> modules, Map<ModuleName, ObjectDigest> kept) {
    Optional<NativeModule> brought =
        modules.stream().filter(module -> module.version().name().equals(slot.name())).findFirst();
    var stays = brought.isEmpty() && kept.containsKey(slot.name());
    return brought
        .or(() -> stays ? slot.now() : Optional.empty())
        .<Seat>map(module -> module)
        .orElseGet(Seat.Empty::new);
  }

  private boolean runs(ModuleName name, ObjectDigest sha256) {
    return slotOf(name)
        .flatMap(Slot::now)
        .filter(module -> module.version().sha256().equals(sha256))
        .isPresent();
  }

  private Slot slot(ModuleKind kind) {
    changing.lock();
    try {
      var bound = slotOf(kind.artifact());
      if (bound.isPresent()) {
        return bound.get();
      }
      var slot = kind.slot(this, slots.size());
      slots.add(slot);
      var stored =
          switch (store.active()) {
            case Attempt.Done<StoredGeneration>(var found) -> found;
            case Attempt.Refused<StoredGeneration>(var refusal) -> {
              refusals.add(refusal);
              yield StoredGeneration.NONE;
            }
          };
      var seats = new ArrayList<>(view.seats());
      seats.add(seat(kind, stored));
      view = new View(slots.size() == 1 ? stored.number() : view.generation(), seats);
      return slot;
    } finally {
      changing.unlock();
    }
  }

  private Seat seat(ModuleKind kind, StoredGeneration stored) {
    var sha256 = Optional.ofNullable(stored.modules().get(kind.artifact()));
    var loaded = sha256.map(digest -> load(kind.artifact(), digest));
    loaded.flatMap(Attempt::refusal).ifPresent(refusals::add);
    return loaded.flatMap(Attempt::value).<Seat>map(module -> module).orElseGet(Seat.Empty::new);
  }

  private void waitUntilEmpty(List<NativeModule> left) {
    var deadline = System.nanoTime() + drainDeadline.toNanos();
    var wait = SHORTEST_WAIT_NANOS;
    while (!left.stream().allMatch(module -> module.inFlight().isEmpty())
        && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(wait);
      wait = Math.min(2 * wait, LONGEST_WAIT_NANOS);
    }
  }

  private void unloadTheEmpty() {
    changing.lock();
    try {
      for (var module : List.copyOf(leaving)) {
        if (module.inFlight().isEmpty()) {
          leaving.remove(module);
          discard(module);
        }
      }
    } finally {
      changing.unlock();
    }
  }

  /** Unloads what nobody calls, and counts it if the loader keeps it. */
  void discard(NativeModule module) {
    changing.lock();
    try {
      var stillMapped = module.unload();
      if (stillMapped && !isElsewhere(module.version().sha256())) {
        leaked.incrementAndGet();
      }
    } finally {
      changing.unlock();
    }
  }

  /** The same object can be mapped twice: left, and made active again before it was empty. */
  private boolean isElsewhere(ObjectDigest sha256) {
    return Stream.concat(leaving.stream(), view.modules())
        .anyMatch(module -> module.version().sha256().equals(sha256));
  }

  /** Waits for calls in flight, within the drain deadline. Later calls throw. */
  @Override
  public void close() {
    var left = new ArrayList<NativeModule>();
    changing.lock();
    try {
      view.modules().forEach(left::add);
      leave(left, view.emptied());
    } finally {
      changing.unlock();
    }
    waitUntilEmpty(left);
    unloadTheEmpty();
  }
}

package xps.crypto.orchestrator.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The place of one bound module among all that an application has bound: what it calls. */
abstract sealed class Slot permits SwappableSha256, SwappableShake256 {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Cell[].class);
  private static final int LEAST_CELLS = 64;
  private static final int MOST_CELLS = 256;
  private static final int CELLS_OF_A_PROCESSOR = 8;

  /** A power of two. */
  private static final int CELLS =
      Math.clamp(
          CELLS_OF_A_PROCESSOR
              * (long) Integer.highestOneBit(Runtime.getRuntime().availableProcessors()),
          LEAST_CELLS,
          MOST_CELLS);

  private final Modules modules;
  private final int index;
  private final ModuleKind kind;

  /**
   * By the last bits of their ids, cells of threads that have called before. Read without any
   * order: what a thread needs of a cell is final, or was written by that thread.
   */
  private final @Nullable Cell[] cells = new Cell[CELLS];

  Slot(Modules modules, int index, ModuleKind kind) {
    this.modules = modules;
    this.index = index;
    this.kind = kind;
  }

  ModuleKind kind() {
    return kind;
  }

  public final ModuleName name() {
    return kind.artifact();
  }

  public final Optional<ModuleVersion> active() {
    return now().map(NativeModule::version);
  }

  final Optional<NativeModule> now() {
    return in(modules.view());
  }

  /** Nothing, too, in a view from before this was bound. */
  final Optional<NativeModule> in(View view) {
    return index < view.seats().size() && view.seats().get(index) instanceof NativeModule module
        ? Optional.of(module)
        : Optional.empty();
  }

  /**
   * The active version, for a call that ends in this thread: it stays mapped until the caller goes.
   * Goes round once more for each swap that falls in between.
   */
  final Cell come() {
    long me = Thread.currentThread().threadId();
    var own = cells[(int) me & (CELLS - 1)];
    if (own != null && own.isOf(me)) {
      own.come();
      if (modules.isStill(own.view())) {
        return own;
      }
      own.goAgain();
    }
    while (true) {
      var seen = modules.view();
      var cell = cell(me, active(seen), seen);
      cell.come();
      if (modules.isStill(seen)) {
        return cell;
      }
      cell.goAgain();
    }
  }

  /** The same for something that may end in any thread. */
  final Cell comeToStay() {
    while (true) {
      var seen = modules.view();
      var cell = active(seen).inFlight().cellForEverybody();
      cell.come();
      if (modules.isStill(seen)) {
        return cell;
      }
      cell.goAgain();
    }
  }

  private NativeModule active(View seen) {
    return in(seen)
        .orElseThrow(() -> new IllegalStateException("no version of " + name() + " is active"));
  }

  /**
   * The thread's own cell, if its place isn't taken by another thread that calls this version. A
   * virtual thread has none: there may be too many of them.
   */
  private Cell cell(long me, NativeModule module, View seen) {
    int place = (int) me & (CELLS - 1);
    var there = (@Nullable Cell) CELL.getVolatile(cells, place);
    if (there != null && there.module() == module) {
      if (!there.isOf(me)) {
        return module.inFlight().cellForEverybody();
      }
      there.foundIn(seen);
      return there;
    }
    if (Thread.currentThread().isVirtual()) {
      return module.inFlight().cellForEverybody();
    }
    var own = Cell.ofThisThread(module);
    if (!CELL.compareAndSet(cells, place, there, own)) {
      return module.inFlight().cellForEverybody();
    }
    module.inFlight().add(own);
    own.foundIn(seen);
    return own;
  }
}

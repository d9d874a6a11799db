package xps.crypto.orchestrator.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts who comes to one version and who goes: one thread, which needs no atomic step because
 * nobody else writes here, or whoever else. Beside the counts lies what a call needs of the
 * version, because a processor waits for each step from one thing to the next.
 */
final class Cell extends Padding {
  /** An owner's id that no thread has. */
  private static final long EVERYBODY = 0;

  private static final VarHandle CAME = handle("came");
  private static final VarHandle WENT = handle("went");
  private static final VarHandle RETRIED = handle("retried");

  private final long owner;
  private final NativeModule module;
  private final Functions functions;

  /** The owner's alone. */
  private View view = View.NOTHING;

  private long came;
  private long went;
  private long retried;

  private Cell(long owner, NativeModule module) {
    this.owner = owner;
    this.module = module;
    this.functions = module.functions();
  }

  /** For the calling thread. */
  static Cell ofThisThread(NativeModule module) {
    return new Cell(Thread.currentThread().threadId(), module);
  }

  static Cell ofEverybody(NativeModule module) {
    return new Cell(EVERYBODY, module);
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(Cell.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  boolean isOf(long thread) {
    return owner == thread;
  }

  NativeModule module() {
    return module;
  }

  /** The slot that this is for was made for this kind, as {@link NativeModule#load} has checked. */
  HashFunctions hash() {
    return (HashFunctions) functions;
  }

  /** The slot that this is for was made for this kind, as {@link NativeModule#load} has checked. */
  XofFunctions xof() {
    return (XofFunctions) functions;
  }

  /** In which its owner found the version active. */
  View view() {
    return view;
  }

  void foundIn(View active) {
    view = active;
  }

  /** Opaque: {@link Barrier}. */
  void come() {
    if (isMine()) {
      CAME.setOpaque(this, came + 1);
    } else {
      CAME.getAndAdd(this, 1L);
    }
  }

  /** After all that was done in the module. */
  void go() {
    if (isMine()) {
      WENT.setRelease(this, went + 1);
    } else {
      WENT.getAndAdd(this, 1L);
    }
  }

  /** Goes without having called: a swap came in between. */
  void goAgain() {
    if (isMine()) {
      RETRIED.setOpaque(this, retried + 1);
    } else {
      RETRIED.getAndAdd(this, 1L);
    }
    go();
  }

  private boolean isMine() {
    return owner == Thread.currentThread().threadId();
  }

  /** Who went is read before who came: if they are equal, nobody was inside in that moment. */
  boolean isEmpty() {
    long left = (long) WENT.getVolatile(this);
    return left == (long) CAME.getVolatile(this);
  }

  /** Calls that have ended. */
  long ended() {
    long again = (long) RETRIED.getVolatile(this);
    return Math.max(0, (long) WENT.getVolatile(this) - again);
  }
}

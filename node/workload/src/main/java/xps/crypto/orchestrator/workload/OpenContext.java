package xps.crypto.orchestrator.workload;

import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * A context of a native module: from its making to its close it counts as one call, so the version
 * that made it stays mapped. Not safe for two threads at once: its owners are.
 */
final class OpenContext {
  private final Cell cell;
  private final NativeModule module;
  private final Streaming streaming;
  private final MemorySegment address;
  private boolean closed;

  OpenContext(Slot slot, Function<NativeModule, Streaming> streaming) {
    this.cell = slot.comeToStay();
    this.module = cell.module();
    this.streaming = streaming.apply(module);
    this.address = this.streaming.openContext();
    if (address.address() == 0) {
      cell.go();
      module.expect(false);
    }
    module.contexts().incrementAndGet();
  }

  NativeModule module() {
    return module;
  }

  void update(MemorySegment part) {
    module.expect(streaming.update(address(), part));
  }

  MemorySegment address() {
    if (closed) {
      throw new IllegalStateException("this context is closed");
    }
    return address;
  }

  void close() {
    if (closed) {
      return;
    }
    closed = true;
    streaming.closeContext(address);
    module.contexts().decrementAndGet();
    cell.go();
  }
}

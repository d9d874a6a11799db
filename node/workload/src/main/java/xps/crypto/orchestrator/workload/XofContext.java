package xps.crypto.orchestrator.workload;

import java.lang.foreign.MemorySegment;

/** {@link Shake256.Context}: locked, because a close beside an update would free what is in use. */
final class XofContext implements Shake256.Context {
  private final OpenContext context;
  private boolean squeezed;

  XofContext(Slot slot) {
    this.context = new OpenContext(slot, module -> module.xof().streaming());
  }

  @Override
  public void update(byte[] part) {
    update(MemorySegment.ofArray(part));
  }

  @Override
  public synchronized void update(MemorySegment part) {
    if (squeezed) {
      throw new IllegalStateException("this context gives its output already");
    }
    context.update(part);
  }

  @Override
  public synchronized byte[] squeeze(int outputBytes) {
    var module = context.module();
    var output = new byte[outputBytes];
    module.expect(module.xof().squeeze(context.address(), output));
    squeezed = true;
    return output;
  }

  @Override
  public ModuleVersion module() {
    return context.module().version();
  }

  @Override
  public synchronized void close() {
    context.close();
  }
}

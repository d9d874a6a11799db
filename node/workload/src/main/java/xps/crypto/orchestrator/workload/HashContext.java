package xps.crypto.orchestrator.workload;

import java.lang.foreign.MemorySegment;

/** {@link Sha256.Context}: locked, because a close beside an update would free what is in use. */
final class HashContext implements Sha256.Context {
  private final OpenContext context;
  private boolean finished;

  HashContext(Slot slot) {
    this.context = new OpenContext(slot, module -> module.hash().streaming());
  }

  @Override
  public void update(byte[] part) {
    update(MemorySegment.ofArray(part));
  }

  @Override
  public synchronized void update(MemorySegment part) {
    refuseWhenFinished();
    context.update(part);
  }

  @Override
  public synchronized byte[] finish() {
    refuseWhenFinished();
    var module = context.module();
    var output = new byte[Sha256.DIGEST_BYTES];
    module.expect(module.hash().finish(context.address(), output));
    finished = true;
    return output;
  }

  private void refuseWhenFinished() {
    if (finished) {
      throw new IllegalStateException("this context is finished");
    }
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

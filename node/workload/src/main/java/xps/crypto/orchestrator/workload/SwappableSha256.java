package xps.crypto.orchestrator.workload;

import java.lang.foreign.MemorySegment;

/** {@link Sha256} over a slot. */
final class SwappableSha256 extends Slot implements Sha256 {
  SwappableSha256(Modules modules, int index) {
    super(modules, index, ModuleKind.SHA256);
  }

  @Override
  public byte[] digest(byte[] message) {
    return digest(MemorySegment.ofArray(message));
  }

  @Override
  public byte[] digest(MemorySegment message) {
    var output = new byte[DIGEST_BYTES];
    var cell = come();
    try {
      cell.module().expect(cell.hash().digest(message, output));
      return output;
    } finally {
      cell.go();
    }
  }

  @Override
  public Context newContext() {
    return new HashContext(this);
  }
}

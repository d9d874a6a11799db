package xps.crypto.orchestrator.workload;

import java.lang.foreign.MemorySegment;

/** {@link Shake256} over a slot. */
final class SwappableShake256 extends Slot implements Shake256 {
  SwappableShake256(Modules modules, int index) {
    super(modules, index, ModuleKind.SHAKE256);
  }

  @Override
  public byte[] digest(byte[] message, int outputBytes) {
    return digest(MemorySegment.ofArray(message), outputBytes);
  }

  @Override
  public byte[] digest(MemorySegment message, int outputBytes) {
    var output = new byte[outputBytes];
    var cell = come();
    try {
      cell.module().expect(cell.xof().digest(message, output));
      return output;
    } finally {
      cell.go();
    }
  }

  @Override
  public Context newContext() {
    return new XofContext(this);
  }
}

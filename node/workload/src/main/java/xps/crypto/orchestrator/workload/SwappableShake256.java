package xps.crypto.orchestrator.workload;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** {@link Shake256} over a slot. */
record SwappableShake256(Slot slot) implements Shake256 {
  @Override
  public ModuleName name() {
    return slot.name();
  }

  @Override
  public Optional<ModuleVersion> active() {
    return slot.now().map(NativeModule::version);
  }

  @Override
  public byte[] digest(byte[] message, int outputBytes) {
    return digest(MemorySegment.ofArray(message), outputBytes);
  }

  @Override
  public byte[] digest(MemorySegment message, int outputBytes) {
    var output = new byte[outputBytes];
    var stripe = InFlight.myStripe();
    var module = slot.come(stripe);
    try {
      module.expect(module.xof().digest(message, output));
      return output;
    } finally {
      module.inFlight().go(stripe);
    }
  }

  @Override
  public Context newContext() {
    return new XofContext(slot);
  }
}

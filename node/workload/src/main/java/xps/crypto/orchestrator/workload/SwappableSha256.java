package xps.crypto.orchestrator.workload;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** {@link Sha256} over a slot. */
record SwappableSha256(Slot slot) implements Sha256 {
  @Override
  public ModuleName name() {
    return slot.name();
  }

  @Override
  public Optional<ModuleVersion> active() {
    return slot.now().map(NativeModule::version);
  }

  @Override
  public byte[] digest(byte[] message) {
    return digest(MemorySegment.ofArray(message));
  }

  @Override
  public byte[] digest(MemorySegment message) {
    var output = new byte[DIGEST_BYTES];
    var stripe = InFlight.myStripe();
    var module = slot.come(stripe);
    try {
      module.expect(module.hash().digest(message, output));
      return output;
    } finally {
      module.inFlight().go(stripe);
    }
  }

  @Override
  public Context newContext() {
    return new HashContext(slot);
  }
}

package xps.crypto.orchestrator.workload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What has to be known of a shared object before it is mapped: constructors run on {@code dlopen},
 * so what isn't for this machine, can't be linked here, or wants memory that is writable and
 * executable, must be found here.
 *
 * @param soname empty when it has none
 */
record Elf(String soname) {
  private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
  private static final int SHARED_OBJECT = 3;
  private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "aarch64", 183);

  private static final int SEGMENT_STACK = 0x6474e551;
  private static final int EXECUTABLE = 1;

  private static final long TEXT_RELOCATIONS = 22;
  private static final long FLAGS = 30;
  private static final long FLAGS_1 = 0x6ffffffbL;
  private static final long FLAG_TEXT_RELOCATIONS = 4;
  private static final long FLAG_1_NO_DELETE = 8;

  static Attempt<Elf> read(FileChannel file) throws IOException {
    var read = ElfImage.read(file);
    if (read.isEmpty()) {
      return refused("not an ELF file");
    }
    var image = read.get();
    var complaint = headerComplaint(image.header()).or(() -> mappingComplaint(image));
    if (complaint.isPresent()) {
      return refused(complaint.get());
    }
    var unlinked = MachineLibraries.here().complaint(image);
    if (unlinked.isPresent()) {
      return refused(unlinked.get());
    }
    if (image.exported(Set.of(NativeModule.ENTRY)).isEmpty()) {
      return refused("expected the symbol " + NativeModule.ENTRY + ", found it doesn't export it");
    }
    return Attempt.done(new Elf(image.texts(ElfImage.SONAME).stream().findFirst().orElse("")));
  }

  private static Optional<String> headerComplaint(ByteBuffer header) {
    if (header.getShort(4) != CLASS_64_LITTLE_ENDIAN) {
      return Optional.of("not a 64-bit little-endian object");
    }
    if (header.getShort(16) != SHARED_OBJECT) {
      return Optional.of("not a shared object");
    }
    var here = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    int expected = MACHINES.getOrDefault(here, -1);
    var found = header.getShort(18) & 0xffff;
    return found == expected
        ? Optional.empty()
        : Optional.of(
            "built for ELF machine " + found + ", this is " + expected + " (" + here + ")");
  }

  private static Optional<String> mappingComplaint(ElfImage image) {
    if (image.segments().isEmpty()) {
      return Optional.of("its segments can't be read");
    }
    var stacks = image.segments().stream().filter(it -> it.type() == SEGMENT_STACK).toList();
    if (stacks.isEmpty() || stacks.stream().anyMatch(it -> (it.flags() & EXECUTABLE) != 0)) {
      return Optional.of("it asks for an executable stack");
    }
    if (!image.isDynamic()) {
      return Optional.of("it has no dynamic section");
    }
    if (image.contradictsItself()) {
      return Optional.of("its dynamic section says one thing twice");
    }
    if (image.value(TEXT_RELOCATIONS).isPresent()
        || (image.value(FLAGS).orElse(0L) & FLAG_TEXT_RELOCATIONS) != 0) {
      return Optional.of("it wants to change its own code (TEXTREL)");
    }
    return (image.value(FLAGS_1).orElse(0L) & FLAG_1_NO_DELETE) != 0
        ? Optional.of("it could never be unloaded (NODELETE)")
        : Optional.empty();
  }

  private static Attempt<Elf> refused(String why) {
    return Attempt.refused(Refusal.Code.ABI_MISMATCH, why);
  }
}

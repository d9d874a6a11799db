package xps.crypto.orchestrator.workload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The versions of symbols that a shared object has, and those that it needs of others. */
final class ElfVersions {
  private static final long DEFINED = 0x6ffffffcL;
  private static final long DEFINED_COUNT = 0x6ffffffdL;
  private static final long NEEDED = 0x6ffffffeL;
  private static final long NEEDED_COUNT = 0x6fffffffL;
  private static final int WEAK = 2;

  /** More than the C library has. */
  private static final int MOST = 4_096;

  private ElfVersions() {}

  /** A version that a library has to have. */
  record Need(String library, String version) {}

  static List<String> defined(ElfImage image) throws IOException {
    var versions = new ArrayList<String>();
    var table = image.tail(DEFINED);
    long count = Math.min(MOST, image.value(DEFINED_COUNT).orElse(0L));
    long at = 0;
    for (long i = 0; table.isPresent() && i < count && fits(table.get(), at, 20); i++) {
      long aux = at + unsigned(table.get(), at + 12);
      if (fits(table.get(), aux, 8)) {
        versions.add(image.text(unsigned(table.get(), aux)));
      }
      at += unsigned(table.get(), at + 16);
    }
    return versions;
  }

  static List<Need> needed(ElfImage image) throws IOException {
    var needs = new ArrayList<Need>();
    var table = image.tail(NEEDED);
    long count = Math.min(MOST, image.value(NEEDED_COUNT).orElse(0L));
    long at = 0;
    for (long i = 0; table.isPresent() && i < count && fits(table.get(), at, 16); i++) {
      var library = image.text(unsigned(table.get(), at + 4));
      int parts = table.get().getShort((int) at + 2) & 0xffff;
      long aux = at + unsigned(table.get(), at + 8);
      for (int part = 0; part < parts && fits(table.get(), aux, 16); part++) {
        need(image, table.get(), (int) aux, library).ifPresent(needs::add);
        aux += unsigned(table.get(), aux + 12);
      }
      at += unsigned(table.get(), at + 12);
    }
    return needs;
  }

  private static Optional<Need> need(ElfImage image, ByteBuffer table, int at, String library) {
    boolean isWeak = (table.getShort(at + 4) & WEAK) != 0;
    return isWeak
        ? Optional.empty()
        : Optional.of(new Need(library, image.text(unsigned(table, at + 8L))));
  }

  private static long unsigned(ByteBuffer table, long at) {
    return table.getInt((int) at) & 0xffff_ffffL;
  }

  private static boolean fits(ByteBuffer table, long at, int bytes) {
    return at >= 0 && at <= table.capacity() - bytes;
  }
}

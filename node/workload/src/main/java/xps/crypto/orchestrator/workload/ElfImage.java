package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The tables of a shared object that its loader would read. Whatever points outside of the file, or
 * is larger than any real table, isn't there. Source: System V ABI, chapters 4 and 5, and the Linux
 * Standard Base on symbol versions; only what a 64-bit little-endian object needs.
 */
final class ElfImage {
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int MAX_SEGMENTS = 64;
  private static final int MAX_TABLE_BYTES = 8 << 20;
  private static final int MAX_DYNAMIC_BYTES = 64 * 1024;
  private static final int SYMBOL_BYTES = 24;
  private static final int MAX_SYMBOLS = MAX_TABLE_BYTES / SYMBOL_BYTES;

  private static final int MAGIC = 0x464c457f;
  private static final int SEGMENT_LOAD = 1;
  private static final int SEGMENT_DYNAMIC = 2;
  private static final int LOCAL = 0;
  private static final int GLOBAL = 1;

  static final long NEEDED = 1;
  private static final long HASH = 4;
  private static final long STRING_TABLE = 5;
  private static final long SYMBOL_TABLE = 6;
  private static final long STRING_TABLE_BYTES = 10;
  static final long SONAME = 14;
  static final long RPATH = 15;
  static final long RUNPATH = 29;
  static final long GNU_HASH = 0x6ffffef5L;

  private final FileChannel file;
  private final ByteBuffer header;
  private final List<Segment> segments;
  private final List<Entry> dynamic;
  private final ByteBuffer strings;

  /** What is mapped where. */
  record Segment(int type, int flags, long offset, long address, long fileBytes) {}

  /** One line of the dynamic section. */
  record Entry(long tag, long value) {}

  private ElfImage(
      FileChannel file,
      ByteBuffer header,
      List<Segment> segments,
      List<Entry> dynamic,
      ByteBuffer strings) {
    this.file = file;
    this.header = header;
    this.segments = segments;
    this.dynamic = dynamic;
    this.strings = strings;
  }

  /** Nothing, when it isn't an ELF file; its tables are read while the file is open. */
  static Optional<ElfImage> read(FileChannel file) throws IOException {
    var header = bytes(file, 0, HEADER_BYTES);
    if (header.isEmpty() || header.get().getInt(0) != MAGIC) {
      return Optional.empty();
    }
    var segments = segments(file, header.get());
    var bare = new ElfImage(file, header.get(), segments, List.of(), ByteBuffer.allocate(0));
    var dynamic = bare.dynamicSection();
    var known = new ElfImage(file, header.get(), segments, dynamic, ByteBuffer.allocate(0));
    var size = Math.clamp(known.value(STRING_TABLE_BYTES).orElse(0L), 0, MAX_TABLE_BYTES);
    var strings = known.table(STRING_TABLE, size).orElseGet(() -> ByteBuffer.allocate(0));
    return Optional.of(new ElfImage(file, header.get(), segments, dynamic, strings));
  }

  private static List<Segment> segments(FileChannel file, ByteBuffer header) throws IOException {
    var count = header.getShort(56) & 0xffff;
    if (count > MAX_SEGMENTS || header.getShort(54) != SEGMENT_BYTES) {
      return List.of();
    }
    var table = bytes(file, header.getLong(32), count * SEGMENT_BYTES);
    if (table.isEmpty()) {
      return List.of();
    }
    var segments = new ArrayList<Segment>();
    for (var i = 0; i < count; i++) {
      var at = table.get().slice(i * SEGMENT_BYTES, SEGMENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      segments.add(
          new Segment(at.getInt(0), at.getInt(4), at.getLong(8), at.getLong(16), at.getLong(32)));
    }
    return segments;
  }

  private List<Entry> dynamicSection() throws IOException {
    var segment = segments.stream().filter(it -> it.type() == SEGMENT_DYNAMIC).findFirst();
    if (segment.isEmpty() || segment.get().fileBytes() > MAX_DYNAMIC_BYTES) {
      return List.of();
    }
    var section = bytes(file, segment.get().offset(), (int) segment.get().fileBytes());
    var entries = new ArrayList<Entry>();
    while (section.isPresent() && section.get().remaining() >= 16) {
      var entry = new Entry(section.get().getLong(), section.get().getLong());
      if (entry.tag() == 0) {
        break;
      }
      entries.add(entry);
    }
    return entries;
  }

  ByteBuffer header() {
    return header;
  }

  /** Whether both are of one class, byte order and machine. */
  boolean isForTheMachineOf(ElfImage other) {
    return header.getShort(4) == other.header.getShort(4)
        && header.getShort(18) == other.header.getShort(18);
  }

  List<Segment> segments() {
    return segments;
  }

  /** Whether its loader would find anything to do. */
  boolean isDynamic() {
    return !dynamic.isEmpty();
  }

  /**
   * Whether a tag stands there twice that has one meaning: loaders and readers needn't agree on
   * which of the two counts.
   */
  boolean contradictsItself() {
    var tags = dynamic.stream().map(Entry::tag).filter(tag -> tag != NEEDED).toList();
    return tags.stream().distinct().count() < tags.size();
  }

  /** The value of the first entry with a tag. */
  Optional<Long> value(long tag) {
    return dynamic.stream().filter(it -> it.tag() == tag).map(Entry::value).findFirst();
  }

  /** The strings that entries with a tag name. */
  List<String> texts(long tag) {
    return dynamic.stream().filter(it -> it.tag() == tag).map(it -> text(it.value())).toList();
  }

  /** A string of its table; empty where there is none. */
  String text(long offset) {
    if (offset < 0 || offset >= strings.capacity()) {
      return "";
    }
    int end = (int) offset;
    while (end < strings.capacity() && strings.get(end) != 0) {
      end++;
    }
    return ISO_8859_1.decode(strings.slice((int) offset, end - (int) offset)).toString();
  }

  /** So many bytes of a table whose address an entry gives. */
  Optional<ByteBuffer> table(long tag, int count) throws IOException {
    var address = value(tag);
    return address.isPresent() ? at(address.get(), count) : Optional.empty();
  }

  /** What is mapped from an address on: as much of it as there is in the file, up to a bound. */
  Optional<ByteBuffer> tail(long tag) throws IOException {
    var address = value(tag);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    var home = home(address.get());
    if (home.isEmpty()) {
      return Optional.empty();
    }
    var rest = home.get().fileBytes() - (address.get() - home.get().address());
    return at(address.get(), Math.clamp(rest, 0, MAX_TABLE_BYTES));
  }

  private Optional<ByteBuffer> at(long address, int count) throws IOException {
    var home = home(address);
    return home.isPresent()
        ? bytes(file, home.get().offset() + (address - home.get().address()), count)
        : Optional.empty();
  }

  private Optional<Segment> home(long address) {
    return segments.stream()
        .filter(it -> it.type() == SEGMENT_LOAD)
        .filter(it -> address >= it.address() && address - it.address() < it.fileBytes())
        .findFirst();
  }

  /** Those of these names that others can link against; found as a loader finds them. */
  Set<String> exported(Collection<String> names) throws IOException {
    var hash = tail(GNU_HASH);
    var table = tail(SYMBOL_TABLE);
    var found = new TreeSet<String>();
    if (hash.isEmpty() || table.isEmpty()) {
      found.addAll(symbols(ElfImage::isExport));
      found.retainAll(names);
      return found;
    }
    for (var name : names) {
      if (GnuHash.has(hash.get(), name, index -> isExport(table.get(), index, name))) {
        found.add(name);
      }
    }
    return found;
  }

  private boolean isExport(ByteBuffer table, long index, String name) {
    if (index < 1 || (index + 1) * SYMBOL_BYTES > table.capacity()) {
      return false;
    }
    var symbol =
        table.slice((int) index * SYMBOL_BYTES, SYMBOL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return isExport(symbol) && text(symbol.getInt(0) & 0xffff_ffffL).equals(name);
  }

  private static boolean isExport(ByteBuffer symbol) {
    return symbol.getShort(6) != 0 && binding(symbol) != LOCAL;
  }

  /** What others have to have; what it could do without isn't among it. */
  List<String> imports() throws IOException {
    return symbols(symbol -> symbol.getShort(6) == 0 && binding(symbol) == GLOBAL);
  }

  private static int binding(ByteBuffer symbol) {
    return (symbol.get(4) & 0xff) >> 4;
  }

  private List<String> symbols(Predicate<ByteBuffer> isMeant) throws IOException {
    var count = symbolCount();
    var table = table(SYMBOL_TABLE, count * SYMBOL_BYTES);
    var names = new ArrayList<String>();
    for (var i = 1; table.isPresent() && i < count; i++) {
      var symbol = table.get().slice(i * SYMBOL_BYTES, SYMBOL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      var name = text(symbol.getInt(0) & 0xffff_ffffL);
      if (!name.isEmpty() && isMeant.test(symbol)) {
        names.add(name);
      }
    }
    return names;
  }

  /** No table says how many symbols there are: a hash table does, by how far it reaches. */
  private int symbolCount() throws IOException {
    var old = table(HASH, 8);
    if (old.isPresent()) {
      return Math.clamp(old.get().getInt(4) & 0xffff_ffffL, 0, MAX_SYMBOLS);
    }
    var hash = tail(GNU_HASH);
    return hash.isPresent() ? GnuHash.symbols(hash.get(), MAX_SYMBOLS) : 0;
  }

  /** So many bytes from there on, or nothing when the file ends before. */
  private static Optional<ByteBuffer> bytes(FileChannel file, long from, int count)
      throws IOException {
    if (from < 0 || count < 0 || from > file.size() - count) {
      return Optional.empty();
    }
    var buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(buffer.flip());
  }
}

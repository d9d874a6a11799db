package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be known of a shared object before it is mapped: constructors run on {@code dlopen},
 * so what isn't for this machine, or wants memory that is writable and executable, must be found
 * here. Source: System V ABI, chapters 4 and 5; only what a 64-bit little-endian object needs.
 *
 * @param soname empty when it has none
 */
record Elf(String soname) {
  private static final int HEADER_BYTES = 64;
  private static final int SEGMENT_BYTES = 56;
  private static final int MAX_SEGMENTS = 64;
  private static final int MAX_DYNAMIC_BYTES = 64 * 1024;
  private static final int MAX_NAME_BYTES = 256;

  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
  private static final int SHARED_OBJECT = 3;
  private static final Map<String, Integer> MACHINES = Map.of("amd64", 62, "aarch64", 183);

  private static final int SEGMENT_LOAD = 1;
  private static final int SEGMENT_DYNAMIC = 2;
  private static final int SEGMENT_STACK = 0x6474e551;
  private static final int EXECUTABLE = 1;

  private static final long TAG_STRING_TABLE = 5;
  private static final long TAG_SONAME = 14;
  private static final long TAG_TEXT_RELOCATIONS = 22;
  private static final long TAG_FLAGS = 30;
  private static final long TAG_FLAGS_1 = 0x6ffffffbL;
  private static final long FLAG_TEXT_RELOCATIONS = 4;
  private static final long FLAG_1_NO_DELETE = 8;

  private record Segment(int type, int flags, long offset, long address, long fileBytes) {}

  static Attempt<Elf> read(FileChannel file) throws IOException {
    var header = bytes(file, 0, HEADER_BYTES);
    if (header.isEmpty() || header.get().getInt(0) != MAGIC) {
      return refused("not an ELF file");
    }
    var complaint = complaintAbout(header.get());
    if (complaint.isPresent()) {
      return refused(complaint.get());
    }
    var segments = segments(file, header.get());
    if (segments.isEmpty()) {
      return refused("its segments can't be read");
    }
    if (segments.stream().noneMatch(it -> it.type == SEGMENT_STACK)
        || segments.stream().anyMatch(it -> it.type == SEGMENT_STACK && executable(it))) {
      return refused("it asks for an executable stack");
    }
    var dynamic = dynamic(file, segments);
    if (dynamic.isEmpty()) {
      return refused("it has no dynamic section");
    }
    var tags = dynamic.get();
    if (tags.containsKey(TAG_TEXT_RELOCATIONS)
        || (tags.getOrDefault(TAG_FLAGS, 0L) & FLAG_TEXT_RELOCATIONS) != 0) {
      return refused("it wants to change its own code (TEXTREL)");
    }
    if ((tags.getOrDefault(TAG_FLAGS_1, 0L) & FLAG_1_NO_DELETE) != 0) {
      return refused("it could never be unloaded (NODELETE)");
    }
    return Attempt.done(new Elf(soname(file, segments, tags).orElse("")));
  }

  private static Optional<String> complaintAbout(ByteBuffer header) {
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

  private static boolean executable(Segment segment) {
    return (segment.flags & EXECUTABLE) != 0;
  }

  private static Optional<Map<Long, Long>> dynamic(FileChannel file, List<Segment> segments)
      throws IOException {
    var segment = segments.stream().filter(it -> it.type == SEGMENT_DYNAMIC).findFirst();
    if (segment.isEmpty() || segment.get().fileBytes > MAX_DYNAMIC_BYTES) {
      return Optional.empty();
    }
    var section = bytes(file, segment.get().offset, (int) segment.get().fileBytes);
    if (section.isEmpty()) {
      return Optional.empty();
    }
    var tags = new HashMap<Long, Long>();
    while (section.get().remaining() >= 16) {
      tags.putIfAbsent(section.get().getLong(), section.get().getLong());
    }
    return Optional.of(tags);
  }

  private static Optional<String> soname(
      FileChannel file, List<Segment> segments, Map<Long, Long> tags) throws IOException {
    if (!tags.containsKey(TAG_SONAME) || !tags.containsKey(TAG_STRING_TABLE)) {
      return Optional.empty();
    }
    long address = tags.get(TAG_STRING_TABLE);
    var home =
        segments.stream()
            .filter(it -> it.type == SEGMENT_LOAD)
            .filter(it -> address >= it.address && address - it.address < it.fileBytes)
            .findFirst();
    if (home.isEmpty()) {
      return Optional.empty();
    }
    var at = home.get().offset + (address - home.get().address) + tags.get(TAG_SONAME);
    var readable = Math.clamp(file.size() - at, 0, MAX_NAME_BYTES);
    return bytes(file, at, readable)
        .map(it -> ISO_8859_1.decode(it).toString())
        .map(text -> text.substring(0, Math.max(0, text.indexOf('\0'))));
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

  private static Attempt<Elf> refused(String why) {
    return Attempt.refused(Refusal.Code.ABI_MISMATCH, why);
  }
}

package xps.crypto.orchestrator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't be linked here, or isn't what it says, is found before any of it is loaded. */
@Timeout(120)
class ElfTest {
  private static final long FLAGS = 30;

  /** The linker takes a library although nothing before it on the command line needs it. */
  private static final String KEPT = "-Wl,--no-as-needed";

  @TempDir Path folder;
  private Compiler compiler;

  @BeforeEach
  void a_compiler() {
    compiler = new Compiler(folder);
  }

  private static Attempt<Elf> read(Path file) {
    try (var channel = FileChannel.open(file)) {
      return Elf.read(channel);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<String> refusal(Path file) {
    return read(file).refusal().map(Refusal::toString);
  }

  @Test
  void a_module_of_this_machine_can_be_linked_whatever_hash_table_it_has() {
    assertThat(read(compiler.sha256("3.2.1")).value().map(Elf::soname))
        .contains("xps.crypto.hash.sha256.so");
    assertThat(refusal(compiler.sha256("3.2.1", "-Wl,--hash-style=sysv"))).isEmpty();
    assertThat(refusal(compiler.sha256("3.2.1", "-Wl,--hash-style=gnu"))).isEmpty();
  }

  /** A library that only the linker sees, as on the machine of whoever built the module. */
  private Path stub(String soname, String symbol, String version) throws IOException {
    var script = Files.writeString(folder.resolve("versions"), version + " { " + symbol + "; };\n");
    return compiler.code(
        "__attribute__((visibility(\"default\"))) int %1$s(void); int %1$s(void) {return 1;}"
            .formatted(symbol),
        "-Wl,-soname," + soname,
        "-Wl,--version-script=" + script);
  }

  private static String calling(String symbol) {
    return "\nint %1$s(void); int more(void);\nint more(void) { return %1$s(); }\n"
        .formatted(symbol);
  }

  @Test
  void a_module_that_needs_a_newer_c_library_is_told_which_one_is_here() throws IOException {
    var stub = stub("libc.so.6", "xps_of_tomorrow", "GLIBC_2.99");

    assertThat(refusal(compiler.sha256With(calling("xps_of_tomorrow"), KEPT, stub.toString())))
        .hasValueSatisfying(why ->
            assertThat(why)
                .matches(
                    "ABI_MISMATCH: expected GLIBC_2.99 of libc.so.6,"
                        + " found none newer than GLIBC_2\\.[0-9.]+"));
  }

  @Test
  void a_module_that_needs_a_library_or_a_symbol_that_nobody_has_is_told_its_name()
      throws IOException {
    var stub = stub("libnobody.so.9", "xps_of_nobody", "NOBODY_1");
    assertThat(refusal(compiler.sha256With(calling("xps_of_nobody"), KEPT, stub.toString())))
        .contains("ABI_MISMATCH: expected the library libnobody.so.9, found none on this machine");

    assertThat(refusal(compiler.sha256With(calling("xps_of_nobody"))))
        .hasValueSatisfying(why ->
            assertThat(why)
                .startsWith("ABI_MISMATCH: expected the symbol xps_of_nobody, found it in none of")
                .contains("libc.so.6"));
  }

  @Test
  void a_library_of_another_word_length_or_machine_does_not_stand_in_the_way() throws IOException {
    var stub = stub("libours.so.1", "xps_of_ours", "OURS_1");
    var module = compiler.sha256With(calling("xps_of_ours"), KEPT, stub.toString());
    var other = Files.createDirectory(folder.resolve("lib"));
    var right = Files.createDirectory(folder.resolve("lib64"));
    var content = Files.readAllBytes(stub);
    Files.write(right.resolve("libours.so.1"), content);
    content[4] = 1;
    Files.write(other.resolve("libours.so.1"), content);

    assertThat(complaint(module, other, right)).isEmpty();
    assertThat(complaint(module, other))
        .hasValueSatisfying(it -> assertThat(it).contains("libours"));
  }

  /** What these folders, and no C library of a machine, lack of what a module needs. */
  private static Optional<String> complaint(Path module, Path... folders) throws IOException {
    try (var file = FileChannel.open(module)) {
      var libraries =
          new MachineLibraries(List.of(folders)).complaint(ElfImage.read(file).orElseThrow());
      return libraries.filter(why -> !why.contains("libc.so.6"));
    }
  }

  @Test
  void what_a_module_can_do_without_is_not_missed() {
    var weak =
        """

        __attribute__((weak)) int xps_maybe(void);
        int more(void);
        int more(void) { return xps_maybe ? xps_maybe() : 0; }
        """;

    assertThat(refusal(compiler.sha256With(weak))).isEmpty();
  }

  @Test
  void a_module_that_brings_its_own_places_for_libraries_is_refused() {
    assertThat(refusal(compiler.sha256("3.2.1", "-Wl,-rpath," + folder)))
        .hasValueSatisfying(why -> assertThat(why).contains("RUNPATH"));
    assertThat(refusal(compiler.sha256("3.2.1", "-Wl,-rpath," + folder, "-Wl,--disable-new-dtags")))
        .isPresent();
  }

  @Test
  void a_library_is_named_and_never_a_path() throws IOException {
    var stub = stub(folder + "/libevil.so", "xps_of_nobody", "NOBODY_1");
    Files.copy(stub, folder.resolve("libevil.so"));

    assertThat(refusal(compiler.sha256With(calling("xps_of_nobody"), KEPT, stub.toString())))
        .hasValueSatisfying(why -> assertThat(why).contains("expected the library " + folder));
  }

  @Test
  void a_library_without_the_modules_entry_is_no_module() {
    assertThat(refusal(compiler.code("int nothing(void); int nothing(void) { return 0; }")))
        .hasValueSatisfying(why -> assertThat(why).contains("xps_module_v1"));
  }

  @Test
  void an_executable_stack_is_refused() {
    assertThat(refusal(compiler.sha256("3.2.1", "-Wl,-z,execstack")))
        .hasValueSatisfying(why -> assertThat(why).contains("executable stack"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x7e, not an ELF file",
    "4, 1, not a 64-bit little-endian object",
    "5, 2, not a 64-bit little-endian object",
    "16, 2, not a shared object",
    "18, 0x14, built for ELF machine 20",
  })
  void another_machine_class_or_kind_of_file_is_refused(int at, String value, String why)
      throws IOException {
    var content = Files.readAllBytes(compiler.sha256("3.2.1"));
    content[at] = (byte) (int) Integer.decode(value);
    if (at == 18) {
      content[at + 1] = 0;
    }

    assertThat(refusal(Files.write(folder.resolve("changed.so"), content)))
        .hasValueSatisfying(said -> assertThat(said).contains(why));
  }

  @Test
  void a_module_that_wants_to_change_its_own_code_is_refused_also_when_it_says_so_second()
      throws IOException {
    var content = Files.readAllBytes(compiler.sha256("3.2.1"));
    var flags = entry(content, FLAGS);
    var plain = content.clone();
    ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).putLong(flags + 8, 8 | 4);
    assertThat(refusal(Files.write(folder.resolve("textrel.so"), plain)))
        .hasValueSatisfying(why -> assertThat(why).contains("TEXTREL"));

    // A linker that lets the last one win reads another file than one that takes the first.
    var twice = content.clone();
    var next = ByteBuffer.wrap(twice).order(ByteOrder.LITTLE_ENDIAN);
    next.putLong(flags + 16, FLAGS).putLong(flags + 24, 8 | 4);
    assertThat(refusal(Files.write(folder.resolve("twice.so"), twice)))
        .hasValueSatisfying(why -> assertThat(why).contains("twice"));
  }

  /** Where an entry of the dynamic section stands in a file. */
  private static int entry(byte[] content, long tag) {
    var file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int segments = (int) file.getLong(32);
    for (int i = 0; i < file.getShort(56); i++) {
      int at = segments + 56 * i;
      if (file.getInt(at) == 2) {
        for (int line = (int) file.getLong(at + 8); ; line += 16) {
          if (file.getLong(line) == tag) {
            return line;
          }
        }
      }
    }
    throw new AssertionError("no dynamic section");
  }

  @Test
  void whatever_is_broken_in_a_file_it_is_refused_or_read_and_nothing_else() throws IOException {
    var good = Files.readAllBytes(compiler.sha256("3.2.1"));
    var chance = new Random(7);
    var file = folder.resolve("broken.so");
    for (int i = 0; i < 400; i++) {
      var broken = good.clone();
      for (int flips = chance.nextInt(1, 40); flips > 0; flips--) {
        // Half of them where the tables are that lead to all others.
        int at = chance.nextBoolean() ? chance.nextInt(0x800) : chance.nextInt(broken.length);
        broken[at] = (byte) chance.nextInt();
      }
      broken = java.util.Arrays.copyOf(broken, chance.nextInt(1, broken.length + 1));

      read(Files.write(file, broken)); // throws nothing
    }
  }
}

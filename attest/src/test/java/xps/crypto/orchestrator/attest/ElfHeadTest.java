package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** The machine in the first bytes of a module against the one in its manifest. */
class ElfHeadTest {
  private static final int X86_64 = 62;
  private static final int S390X = 22;

  @Test
  void a_machine_of_either_byte_order_is_read() {
    assertThat(ElfHead.objectionTo(madeFor("x86_64"), head(1, X86_64, 0), "a.so")).isEmpty();
    assertThat(ElfHead.objectionTo(madeFor("s390x"), head(2, 0, S390X), "a.so")).isEmpty();
    assertThat(message("x86_64", head(1, 0x12, 0x83)))
        .isEqualTo("a.so is made for machine 33554; the manifest says x86_64");
    assertThat(message("x86_64", head(2, 0x83, 0x12)))
        .isEqualTo("a.so is made for machine 33554; the manifest says x86_64");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void what_does_not_begin_with_every_byte_of_the_magic_is_no_module(int at) {
    var head = head(1, X86_64, 0);
    head[at]++;

    assertThat(message("x86_64", head)).contains("no ELF file");
  }

  @Test
  void what_ends_before_its_machine_is_no_module() {
    var head = head(1, X86_64, 0);

    assertThat(message("x86_64", Arrays.copyOf(head, head.length - 1))).contains("no ELF file");
    assertThat(message("x86_64", new byte[0])).contains("no ELF file");
  }

  private static String message(String machine, byte[] head) {
    var problem = ElfHead.objectionTo(madeFor(machine), head, "a.so");
    assertThat(problem).map(Problem::code).contains(Code.ABI_MISMATCH);
    return problem.orElseThrow().message();
  }

  private static byte[] head(int order, int first, int second) {
    var head = new byte[ElfHead.BYTES];
    System.arraycopy(new byte[] {0x7F, 'E', 'L', 'F', 2, (byte) order}, 0, head, 0, 6);
    head[18] = (byte) first;
    head[19] = (byte) second;
    return head;
  }

  private static Artifact madeFor(String machine) {
    return new APatch()
        .file("a.so", new byte[] {1})
        .with("a.so", "\"abi\": {\"machine\": \"%s\", \"os\": \"linux\"}".formatted(machine))
        .manifest()
        .artifacts()
        .getFirst();
  }
}

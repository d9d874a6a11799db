package xps.crypto.orchestrator.attest;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * The first bytes of an ELF file: whether it is one, and for which machine (System V ABI, chapter
 * 4).
 */
final class ElfHead {
  /** Up to and with {@code e_machine}. */
  static final int BYTES = 20;

  private static final byte[] MAGIC = {0x7F, 'E', 'L', 'F'};
  private static final int DATA_AT = 5;
  private static final int BIG_ENDIAN = 2;
  private static final int MACHINE_AT = 18;

  /** {@code e_machine} by the name that {@code uname -m} gives the machine. */
  private static final Map<String, Integer> MACHINES =
      Map.of(
          "x86_64", 62, "aarch64", 183, "riscv64", 243, "ppc64le", 21, "s390x", 22, "i686", 3,
          "armv7l", 40);

  /** {@code EM_NONE}: no module is made for it. */
  private static final int NO_MACHINE = 0;

  private ElfHead() {}

  /** Keeps the first bytes of a file that passes by. */
  static final class Taker implements ContentCheck.Taker {
    private final byte[] head = new byte[BYTES];
    private int length;

    @Override
    public void take(byte[] bytes, int count) {
      int more = Math.min(count, BYTES - length);
      System.arraycopy(bytes, 0, head, length, more);
      length += more;
    }

    byte[] bytes() {
      return Arrays.copyOf(head, length);
    }
  }

  /** The machines that can be told from each other, sorted. */
  static List<String> machines() {
    return List.copyOf(new TreeSet<>(MACHINES.keySet()));
  }

  /** Only a module whose manifest gives an {@code abi} is looked at. */
  static Optional<Problem> objectionTo(Artifact artifact, byte[] head, String where) {
    if (artifact.abi().isEmpty() || artifact.kind() != Kind.MODULE) {
      return Optional.empty();
    }
    var machine = artifact.abi().get().machine();
    if (!isElf(head)) {
      return mismatch(
          artifact.name() + " is no ELF file; the manifest says it is a module for " + machine,
          where);
    }
    int found = machineOf(head);
    return found == MACHINES.getOrDefault(machine, NO_MACHINE)
        ? Optional.empty()
        : mismatch(
            artifact.name() + " is made for machine " + found + "; the manifest says " + machine,
            where);
  }

  private static boolean isElf(byte[] head) {
    if (head.length < BYTES) {
      return false;
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (head[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  private static int machineOf(byte[] head) {
    int first = head[MACHINE_AT] & 0xFF;
    int second = head[MACHINE_AT + 1] & 0xFF;
    return head[DATA_AT] == BIG_ENDIAN ? first << 8 | second : second << 8 | first;
  }

  private static Optional<Problem> mismatch(String message, String where) {
    return Optional.of(
        new Problem(
            Code.ABI_MISMATCH,
            message,
            where,
            "build the module for the machine in its abi, or correct the abi"));
  }
}

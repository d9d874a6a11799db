package xps.crypto.orchestrator.workload;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes from every thread of this process, at once and for good, the system calls by which a cage
 * could be changed from inside: whoever built the walls is root in the namespaces, and a module in
 * the same process would be, too. A filter (seccomp(2)) binds threads that run already, which a
 * change of capabilities doesn't.
 *
 * <p>Numbers are those of Linux' asm/unistd.h; the newest of them are the same on all machines.
 */
final class SyscallFilter {
  private static final int SET_MODE_FILTER = 1;
  private static final int ALL_THREADS = 1;

  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_AT_LEAST = 0x35;
  private static final int JUMP_IF_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  private static final int ALLOW = 0x7fff0000;
  private static final int KILL = 0x80000000;
  private static final int ERRNO = 0x00050000;
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;

  // struct seccomp_data
  private static final int NUMBER_AT = 0;
  private static final int MACHINE_AT = 4;
  private static final int FIRST_PARAMETER_AT = 16;

  /** Every CLONE_NEW… but the one of time, which clone(2) doesn't take. */
  private static final int NAMESPACES = 0x7e020000;

  /** Numbers from here on are of another kind of call on the same machine (x32). */
  private static final int OTHER_CALLS = 0x40000000;

  /** open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr; io_uring, three. */
  private static final List<Integer> NEW_CALLS =
      List.of(428, 429, 430, 431, 432, 433, 442, 425, 426, 427);

  private static final int CLONE3 = 435;

  private static final int INSTRUCTION_BYTES = 8;

  private final List<int[]> program = new ArrayList<>();

  private SyscallFilter() {}

  /**
   * A kind of machine.
   *
   * @param audit its number in linux/audit.h
   * @param denied mount, umount2, pivot_root, chroot, unshare, setns, ptrace, bpf, userfaultfd,
   *     perf_event_open, add_key, request_key, keyctl
   */
  private record Machine(int audit, int seccomp, int clones, List<Integer> denied) {
    static Machine mine() throws IOException {
      var name = System.getProperty("os.arch");
      return switch (name) {
        case "amd64" ->
            new Machine(
                0xc000003e,
                317,
                56,
                List.of(165, 166, 155, 161, 272, 308, 101, 321, 323, 298, 248, 249, 250));
        case "aarch64" ->
            new Machine(
                0xc00000b7,
                277,
                220,
                List.of(40, 39, 41, 51, 97, 268, 117, 280, 282, 241, 217, 218, 219));
        default -> throw new IOException("no filter is known for machines of kind " + name);
      };
    }
  }

  /** From here on nobody in this process mounts anything, or gets into another namespace. */
  static void close() throws IOException {
    var machine = Machine.mine();
    var filter = new SyscallFilter();
    filter.write(machine);
    filter.install(machine);
  }

  private void write(Machine machine) {
    add(LOAD_WORD, MACHINE_AT, 0, 0);
    add(JUMP_EQUAL, machine.audit(), 1, 0);
    add(RETURN, KILL, 0, 0);
    add(LOAD_WORD, NUMBER_AT, 0, 0);
    add(JUMP_AT_LEAST, OTHER_CALLS, 0, 1);
    add(RETURN, KILL, 0, 0);
    add(JUMP_EQUAL, CLONE3, 0, 1); // its flags are out of reach; the C library falls back
    add(RETURN, ERRNO | ENOSYS, 0, 0);
    for (int number : machine.denied()) {
      deny(number);
    }
    for (int number : NEW_CALLS) {
      deny(number);
    }
    add(JUMP_EQUAL, machine.clones(), 1, 0);
    add(RETURN, ALLOW, 0, 0);
    add(LOAD_WORD, FIRST_PARAMETER_AT, 0, 0);
    add(JUMP_IF_ANY_BIT, NAMESPACES, 1, 0);
    add(RETURN, ALLOW, 0, 0);
    add(RETURN, ERRNO | EPERM, 0, 0);
  }

  private void deny(int number) {
    add(JUMP_EQUAL, number, 0, 1);
    add(RETURN, ERRNO | EPERM, 0, 0);
  }

  private void add(int code, int value, int ifTrue, int ifFalse) {
    program.add(new int[] {code, ifTrue, ifFalse, value});
  }

  /** struct sock_filter, and struct sock_fprog that points to it. */
  private void install(Machine machine) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var code = arena.allocate((long) program.size() * INSTRUCTION_BYTES, INSTRUCTION_BYTES);
      for (int i = 0; i < program.size(); i++) {
        var instruction = code.asSlice((long) i * INSTRUCTION_BYTES, INSTRUCTION_BYTES);
        instruction.set(JAVA_SHORT, 0, (short) program.get(i)[0]);
        instruction.set(JAVA_BYTE, 2, (byte) program.get(i)[1]);
        instruction.set(JAVA_BYTE, 3, (byte) program.get(i)[2]);
        instruction.set(JAVA_INT, 4, program.get(i)[3]);
      }
      MemorySegment whole = arena.allocate(2 * ADDRESS.byteSize(), ADDRESS.byteAlignment());
      whole.set(JAVA_SHORT, 0, (short) program.size());
      whole.set(ADDRESS, ADDRESS.byteSize(), code);
      Mounts.systemCall("seccomp", machine.seccomp(), SET_MODE_FILTER, ALL_THREADS, whole);
    }
  }
}

package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Json;

/** Safety: attestation uses no socket, ever, and keeps nothing of a file in memory. */
@Timeout(300)
class OfflineTest {
  private static final int CHUNK = 1024 * 1024;
  private static final long LONG_TO_HASH = 1L << 30;

  /**
   * Whatever can be done with a socket. Making one isn't among it: the JDK's library behind file
   * channels makes one when it is loaded, to see whether there is IPv6, and drops it at once.
   */
  private static final String USES =
      "trace=connect,bind,listen,accept,accept4,sendto,sendmsg,sendmmsg,recvfrom,recvmsg,recvmmsg";

  @TempDir Path folder;

  @BeforeEach
  void lay_out_a_patch_with_everything() throws IOException {
    patch(6L * 1024 * 1024);
  }

  @Test
  void a_process_without_a_network_attests_what_one_with_a_network_attests() throws Exception {
    var apart = List.of("unshare", "--user", "--map-root-user", "--net");
    assumeTrue(works(apart), "this machine lets nobody have a network namespace of their own");
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = listener.getLocalPort();

      assertThat(run(List.of(), port, "")).containsExactly("network", "attested");
      assertThat(run(apart, port, "")).containsExactly("no network", "attested");
    }
  }

  @Test
  void no_system_call_of_an_attestation_reaches_for_a_network() throws Exception {
    var log = folder.resolve("calls.txt");
    var watched =
        List.of("strace", "-f", "-qq", "-e", USES, "-e", "signal=none", "-o", log.toString());
    assumeTrue(works(watched), "there is no strace on this machine, or it may not trace");

    assertThat(run(watched, 0, "")).containsExactly("no network", "attested");
    assertThat(networked(log)).isEmpty();

    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run(watched, listener.getLocalPort(), "")).contains("attested");
      assertThat(networked(log)).as("this test can fail").isNotEmpty();
    }
  }

  /** The C library asks a local name service for the user's home: that leaves no machine. */
  private static List<String> networked(Path log) throws IOException {
    return Files.readAllLines(log).stream().filter(call -> !call.contains("AF_UNIX")).toList();
  }

  @Test
  @Tag("long")
  void ten_gibibytes_are_attested_in_128_mebibytes_of_heap() throws Exception {
    patch(10L * 1024 * 1024 * 1024);

    assertThat(run(List.of(), 0, "-Xmx128m")).containsExactly("no network", "attested");
  }

  private void patch(long bytes) throws IOException {
    var big = folder.resolve("big.bin");
    try (var file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(bytes); // a hole: it is read, but takes up no disk
    }
    var draft = ManifestDraft.of("hotfix-7", "3.2.1", List.of("api"), List.of(big)).tree(CHUNK);
    if (bytes < LONG_TO_HASH) {
      var sbom = SpdxDraft.of("hotfix-7", "3.2.1", Instant.EPOCH, List.of(big)).orThrow();
      draft.sbom(write("sbom.spdx.json", Json.pretty(sbom)));
    }
    write(draft.draft().orThrow());
  }

  private void write(ManifestDraft.Draft draft) throws IOException {
    for (var leaves : draft.leaves().entrySet()) {
      Files.write(folder.resolve(leaves.getKey()), leaves.getValue().toArray());
    }
    var unsigned =
        Manifest.parse("patch", Json.pretty(draft.document()).getBytes(StandardCharsets.UTF_8));
    var signed =
        unsigned.flatMap(manifest -> ManifestSigner.sign(manifest, People.ALICE.key(), false));
    write("patch_manifest.json", Json.pretty(signed.orThrow()));
    write("trust_store.json", ATrustStore.of(People.ALICE).json());
    write("advisories.json", "[]");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** Whether this machine's kernel allows it. A program that isn't installed is no excuse in CI. */
  private static boolean works(List<String> wrapper) throws Exception {
    var command = new ArrayList<>(wrapper);
    command.add("true");
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      assertThat(System.getenv("CI")).as(wrapper.getFirst() + " isn't installed").isNull();
      return false;
    }
  }

  private List<String> run(List<String> wrapper, int port, String option) throws Exception {
    var command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (!option.isEmpty()) {
      command.add(option);
    }
    var here = OfflineTest.class.getProtectionDomain().getCodeSource().getLocation();
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-cp",
            String.join(
                System.getProperty("path.separator"),
                System.getProperty("jdk.module.path", ""),
                Path.of(here.toURI()).toString(),
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"))),
            AttestingProcess.class.getName(),
            folder.toString(),
            String.valueOf(port)));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return said.lines().toList();
  }
}

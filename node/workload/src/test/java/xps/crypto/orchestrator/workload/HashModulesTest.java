package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two example modules, called as an application calls them, against the JDK's own hashes. */
class HashModulesTest {
  private static final long SEED = 20251026;

  @TempDir Path folder;
  private Modules modules;
  private Sha256 sha256;
  private Shake256 shake256;

  @BeforeEach
  void open() {
    var compiler = new Compiler(folder);
    var store = Store.in(folder);
    var generation = new TreeMap<ModuleName, ObjectDigest>();
    generation.put(Store.SHA256, store.put(compiler.sha256("3.2.1")));
    generation.put(Store.SHAKE256, store.put(compiler.shake256("3.2.1")));
    store.activate(1, generation);
    modules = Modules.open(store.root());
    sha256 = modules.bind(Sha256.class);
    shake256 = modules.bind(Shake256.class);
    assertThat(modules.refusals()).isEmpty();
  }

  @AfterEach
  void close() {
    modules.close();
  }

  @Test
  void sha256_is_what_the_jdk_says_for_every_length_up_to_300_and_for_long_messages() {
    messages()
        .forEach(message -> {
          var expected = Store.jdkSha256(message);
          var as = message.length + " bytes";
          assertThat(sha256.digest(message)).as(as).isEqualTo(expected);
          assertThat(sha256Outside(message)).as(as + ", native").isEqualTo(expected);
          assertThat(sha256InParts(message)).as(as + ", in parts").isEqualTo(expected);
        });
  }

  @Test
  void shake256_is_what_the_jdk_says_for_every_length_up_to_300_and_for_long_messages() {
    messages()
        .forEach(message -> {
          var expected = jdkShake256(message);
          var as = message.length + " bytes";
          assertThat(shake256.digest(message, 64)).as(as).isEqualTo(expected);
          assertThat(shake256Outside(message)).as(as + ", native").isEqualTo(expected);
          assertThat(shake256InParts(message)).as(as + ", in parts").isEqualTo(expected);
        });
  }

  /** NIST's example for 1600 bits, whose output goes on for 4096 bits. */
  @Test
  void shake256_goes_on_for_as_long_as_it_is_asked() {
    var message = new byte[200];
    Arrays.fill(message, (byte) 0xa3);
    var last = "6a1a9d7846436e4dca5728b6f760eef0ca92bf0be5615e96959d767197a0beeb";

    var output = shake256.digest(message, 512);

    assertThat(HexFormat.of().formatHex(output, 480, 512)).isEqualTo(last);
    assertThat(shake256.digest(message, 100_000)).startsWith(output);
    assertThat(shake256.digest(message, 0)).isEmpty();
    try (var context = shake256.newContext()) {
      context.update(message);
      var taken = new byte[512];
      for (var at = 0; at < 512; at += 32) {
        System.arraycopy(context.squeeze(32), 0, taken, at, 32);
      }
      assertThat(taken).isEqualTo(output);
      assertThat(context.squeeze(5_000)).hasSize(5_000);
    }
  }

  @Test
  void a_finished_or_closed_context_says_so() {
    var context = sha256.newContext();
    context.update("abc".getBytes(US_ASCII));
    context.finish();
    assertThatThrownBy(context::finish).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> context.update(new byte[1])).isInstanceOf(IllegalStateException.class);
    context.close();
    context.close();

    var xof = shake256.newContext();
    xof.squeeze(1);
    assertThatThrownBy(() -> xof.update(new byte[1])).isInstanceOf(IllegalStateException.class);
    xof.close();
    assertThatThrownBy(() -> xof.squeeze(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_generation_is_all_that_is_active_and_what_it_lacks_is_left() {
    var both = new TreeMap<ModuleName, ObjectDigest>();
    modules.status(Store.SHA256).ifPresent(it -> both.put(Store.SHA256, it.active().sha256()));
    modules.status(Store.SHAKE256).ifPresent(it -> both.put(Store.SHAKE256, it.active().sha256()));
    var alone = Store.only(Store.SHA256, both.get(Store.SHA256));
    var open = shake256.newContext();

    var left = modules.activate(2, alone).value().orElseThrow();

    assertThat(left.contexts()).isEqualTo(1);
    assertThat(modules.status(Store.SHAKE256)).isEmpty();
    assertThat(modules.status(Store.SHA256)).map(ModuleStatus::generation).contains(2L);
    assertThat(sha256.digest(new byte[3])).isEqualTo(Store.jdkSha256(new byte[3]));
    assertThatThrownBy(() -> shake256.digest(new byte[3], 64))
        .isInstanceOf(IllegalStateException.class);
    assertThat(open.squeeze(64)).isEqualTo(jdkShake256(new byte[0]));
    open.close();

    assertThat(modules.activate(3, both).refusal()).isEmpty();
    assertThat(shake256.digest(new byte[3], 64)).isEqualTo(jdkShake256(new byte[3]));
  }

  @Test
  void each_version_counts_its_calls() {
    sha256.digest(new byte[0]);
    sha256.newContext().close();

    assertThat(modules.status(Store.SHA256))
        .hasValueSatisfying(status -> {
          assertThat(status.calls()).isEqualTo(2);
          assertThat(status.errors()).isZero();
          assertThat(status.generation()).isEqualTo(1);
          assertThat(status.active().version()).isEqualTo("3.2.1");
        });
  }

  private static Stream<byte[]> messages() {
    var random = new Random(SEED);
    var lengths =
        IntStream.concat(
            IntStream.rangeClosed(0, 300),
            IntStream.concat(
                IntStream.of(4095, 4096, 4097, 8192, 8193),
                IntStream.generate(() -> random.nextInt(300_000)).limit(20)));
    return lengths.mapToObj(length -> {
      var message = new byte[length];
      random.nextBytes(message);
      return message;
    });
  }

  private byte[] sha256Outside(byte[] message) {
    try (var arena = Arena.ofConfined()) {
      return sha256.digest(arena.allocate(message.length).copyFrom(MemorySegment.ofArray(message)));
    }
  }

  private byte[] shake256Outside(byte[] message) {
    try (var arena = Arena.ofConfined()) {
      return shake256.digest(
          arena.allocate(message.length).copyFrom(MemorySegment.ofArray(message)), 64);
    }
  }

  private byte[] sha256InParts(byte[] message) {
    try (var context = sha256.newContext()) {
      var cut = message.length / 2;
      context.update(Arrays.copyOf(message, cut));
      context.update(MemorySegment.ofArray(message).asSlice(cut));
      return context.finish();
    }
  }

  private byte[] shake256InParts(byte[] message) {
    try (var context = shake256.newContext()) {
      var cut = message.length / 2;
      context.update(Arrays.copyOf(message, cut));
      context.update(MemorySegment.ofArray(message).asSlice(cut));
      return context.squeeze(64);
    }
  }

  private static byte[] jdkShake256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHAKE256-512").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

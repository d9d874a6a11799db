package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the loader of Linux does that nobody expects of it, and what a module may do to it. */
@Timeout(60)
class DlopenTrapsTest {
  private static final byte[] MESSAGE = "abc".getBytes(UTF_8);

  @TempDir Path folder;
  private Store store;
  private Compiler compiler;
  private Modules modules;
  private Sha256 sha256;

  @BeforeEach
  void a_service_that_runs_the_first_version() {
    compiler = new Compiler(folder);
    store = Store.in(folder);
    store.activate(1, Store.only(Store.SHA256, store.put(compiler.sha256("3.2.0"))));
    modules = Modules.open(store.asRead(), Duration.ofMillis(200));
    sha256 = modules.bind(Sha256.class);
    assertThat(version()).isEqualTo("3.2.0");
  }

  @AfterEach
  void close() {
    modules.close();
  }

  private String version() {
    return sha256.active().orElseThrow().version();
  }

  private Attempt<Activation> swapTo(long generation, ObjectDigest object) {
    return modules.activate(generation, Store.only(Store.SHA256, object));
  }

  @Test
  void two_versions_with_the_same_soname_dont_stand_for_each_other() {
    assertThat(swapTo(2, store.put(compiler.sha256("3.2.1"))).refusal()).isEmpty();

    assertThat(version()).isEqualTo("3.2.1");
    assertThat(sha256.digest(MESSAGE)).isEqualTo(Store.jdkSha256(MESSAGE));
  }

  @Test
  void there_and_back_and_there_again_is_each_time_the_version_that_was_meant() {
    var old = sha256.active().orElseThrow().sha256();
    var next = store.put(compiler.sha256("3.2.1"));
    for (long generation = 2; generation < 12; generation += 2) {
      assertThat(swapTo(generation, next).refusal()).isEmpty();
      assertThat(version()).isEqualTo("3.2.1");
      assertThat(swapTo(generation + 1, old).refusal()).isEmpty();
      assertThat(version()).isEqualTo("3.2.0");
    }
    assertThat(modules.status(Store.SHA256).orElseThrow().leaked()).isZero();
  }

  @Test
  void a_path_that_was_written_anew_while_it_is_mapped_isnt_taken_for_what_it_was()
      throws IOException {
    var mapped = sha256.active().orElseThrow().sha256();
    try (var _ = sha256.newContext()) { // which keeps it mapped
      assertThat(swapTo(2, store.put(compiler.sha256("3.2.1"))).refusal()).isEmpty();
      Files.delete(store.object(mapped));
      Files.copy(compiler.sha256("3.2.2"), store.object(mapped));

      var swapped = swapTo(3, mapped);

      assertThat(swapped.refusal()).map(Refusal::code).hasValue(Refusal.Code.DIGEST_MISMATCH);
      assertThat(version()).isEqualTo("3.2.1");
    }
  }

  @Test
  void a_module_that_lacks_a_function_is_refused_when_it_is_loaded_and_not_when_it_is_called() {
    var lacking =
        "extern int xps_nobody_has_this(void); int xps_call(void); "
            + "__attribute__((visibility(\"default\"))) int xps_call(void) { return xps_nobody_has_this(); }";
    var module = store.put(compiler.sha256With(lacking));

    var swapped = swapTo(2, module);

    assertThat(swapped.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.ABI_MISMATCH);
    assertThat(swapped.refusal().orElseThrow().message()).contains("xps_nobody_has_this");
    assertThat(version()).isEqualTo("3.2.0");
  }

  @Test
  void a_module_that_could_never_be_unloaded_is_refused() {
    var module = store.put(compiler.sha256("3.2.1", "-Wl,-z,nodelete"));

    assertThat(swapTo(2, module).refusal().orElseThrow().message()).contains("NODELETE");
  }

  @Test
  void a_mapping_that_stays_because_somebody_else_holds_it_is_counted() {
    var old = sha256.active().orElseThrow().sha256();
    var held = Libc.open(store.object(old));

    assertThat(swapTo(2, store.put(compiler.sha256("3.2.1"))).refusal()).isEmpty();

    assertThat(modules.status(Store.SHA256).orElseThrow().leaked()).isEqualTo(1);
    held.value().ifPresent(Libc::close);
  }

  @Test
  void a_constructor_that_ends_the_process_ends_the_self_test_alone() throws Exception {
    var ending =
        "#include <stdlib.h>\n__attribute__((constructor)) static void e(void) { exit(0); }";

    assertThat(selfTest(ending))
        .hasValueSatisfying(why -> assertThat(why).contains("ended with 0"));
  }

  @Test
  void a_constructor_that_crashes_ends_the_self_test_alone() throws Exception {
    var crashing =
        "#include <stdlib.h>\n__attribute__((constructor)) static void e(void) { abort(); }";

    assertThat(selfTest(crashing)).isPresent();
  }

  @Test
  void a_module_that_starts_threads_doesnt_pass_its_self_test() throws Exception {
    var threads =
        """
        #include <pthread.h>
        #include <unistd.h>
        static void *run(void *nothing) { for (;;) pause(); return nothing; }
        __attribute__((constructor)) static void e(void) {
          pthread_t thread;
          pthread_create(&thread, 0, run, 0);
        }
        """;

    assertThat(selfTest(threads))
        .hasValueSatisfying(why -> assertThat(why).contains("it starts threads"));
  }

  @Test
  void a_thread_that_has_ended_before_the_test_does_is_no_harm() throws Exception {
    var threads =
        """
        #include <pthread.h>
        static void *run(void *nothing) { return nothing; }
        __attribute__((constructor)) static void e(void) {
          pthread_t thread;
          pthread_create(&thread, 0, run, 0);
          pthread_join(thread, 0);
        }
        """;

    assertThat(selfTest(threads)).isEmpty();
  }

  /** Why a module with more C in it doesn't pass; nothing when it does. */
  private Optional<String> selfTest(String code) throws Exception {
    var object = store.put(compiler.sha256With(code, "-D_GNU_SOURCE"));
    return CagedChild.test(store, object, folder, SelfTest.CAGE).refusal();
  }
}

package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.RefusedException;

/**
 * Every file under {@code bad/} is named after what is wrong with it, and lies beside the refusal
 * expected.
 */
class BadInputTest {
  private static final Path BAD = Path.of("src/test/resources/xps/crypto/orchestrator/attest/bad");

  @TempDir Path folder;

  static Stream<Path> manifests() throws Exception {
    return files("manifest");
  }

  static Stream<Path> trustStores() throws Exception {
    return files("trust_store");
  }

  private static Stream<Path> files(String kind) throws Exception {
    try (var files = Files.list(BAD.resolve(kind))) {
      return files
          .filter(file -> file.toString().endsWith(".json") && !file.endsWith("good.json"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void a_bad_manifest_is_refused_as_the_file_beside_it_says(Path file) throws Exception {
    assertRefusedAsExpected(file, Manifest::load);
  }

  @ParameterizedTest
  @MethodSource("trustStores")
  void a_bad_trust_store_is_refused_as_the_file_beside_it_says(Path file) throws Exception {
    assertRefusedAsExpected(file, TrustStore::load);
  }

  @Test
  void the_good_files_that_the_bad_ones_were_made_of_are_taken() {
    assertThat(Manifest.load(BAD.resolve("manifest/good.json")).id()).isEqualTo("hotfix-7");
    assertThat(TrustStore.load(BAD.resolve("trust_store/good.json")).signers()).hasSize(2);
  }

  @Test
  void a_file_of_2_mib_a_directory_and_no_file_are_refused_without_being_read_whole()
      throws Exception {
    var long2MiB = Files.write(folder.resolve("long.json"), spaces(2 << 20));
    for (var file : List.of(long2MiB, folder, folder.resolve("nowhere.json"))) {
      assertOneRefusal(Manifest::load, file, Code.MANIFEST_INVALID);
      assertOneRefusal(TrustStore::load, file, Code.TRUST_STORE_INVALID);
    }
  }

  private static byte[] spaces(int count) {
    var bytes = new byte[count];
    Arrays.fill(bytes, (byte) ' ');
    return bytes;
  }

  private static void assertOneRefusal(Consumer<Path> load, Path file, Code code) {
    var problems = refusal(load, file);
    assertThat(Codes.of(problems)).containsExactly(code);
    assertThat(problems.getFirst().where()).startsWith(file.toString());
    assertThat(problems.getFirst().remedy()).isNotBlank();
  }

  private static void assertRefusedAsExpected(Path file, Consumer<Path> load) throws Exception {
    var problems = refusal(load, file);
    var said = new ArrayList<String>();
    for (var problem : problems) {
      assertThat(problem.where())
          .as("%s has file, line and column", problem)
          .startsWith(file + ":");
      assertThat(problem.remedy()).as("remedy of %s", problem).isNotBlank();
      said.add(problem.code() + " " + problem.where().substring(file.toString().length() + 1));
    }
    var expected = Path.of(file.toString().replace(".json", ".refusal"));
    assertThat(String.join("\n", said) + "\n")
        .isEqualTo(Files.readString(expected, StandardCharsets.UTF_8));
  }

  private static List<Problem> refusal(Consumer<Path> load, Path file) {
    var refused = Assertions.catchThrowableOfType(RefusedException.class, () -> load.accept(file));
    assertThat(refused).as("%s is refused", file).isNotNull();
    return refused.problems();
  }
}

package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest {
  @TempDir Path folder;

  private Problem refusal(Path file) {
    var outcome = Source.read(file, Code.POLICY_INVALID);
    assertThat(outcome.problems()).hasSize(1);
    var problem = outcome.problems().getFirst();
    assertThat(problem.code()).isEqualTo(Code.POLICY_INVALID);
    assertThat(problem.where()).isEqualTo(file.toString());
    assertThat(problem.remedy()).isNotBlank();
    return problem;
  }

  @Test
  void a_file_is_read_as_it_is() throws IOException {
    var file = Files.write(folder.resolve("f"), new byte[] {1, 2, 3});

    assertThat(Source.read(file, Code.POLICY_INVALID).orThrow()).containsExactly(1, 2, 3);
  }

  @Test
  void an_empty_file_is_read_and_then_refused_as_a_document() throws IOException {
    var file = Files.createFile(folder.resolve("f.json"));

    var outcome =
        Source.read(file, Code.POLICY_INVALID)
            .flatMap(text -> Json.parse("f.json", text, Code.POLICY_INVALID));

    assertThat(outcome.problems())
        .extracting(Problem::message)
        .containsExactly("the document is empty");
  }

  @Test
  void a_directory_is_refused() {
    assertThat(refusal(folder).message()).isEqualTo("this is a directory");
  }

  @Test
  void a_missing_file_is_refused() {
    assertThat(refusal(folder.resolve("absent")).message()).isEqualTo("there is no such file");
  }

  @Test
  void a_file_of_2_mib_is_refused() throws IOException {
    var file = Files.write(folder.resolve("big"), new byte[2 << 20]);

    assertThat(refusal(file).message())
        .isEqualTo("the document is 2097152 bytes long; at most 1048576 are read");
  }

  @Test
  void a_file_of_exactly_the_bound_is_read_and_one_more_byte_is_not() throws IOException {
    var file = Files.write(folder.resolve("f"), new byte[100]);

    assertThat(Source.read(file, Code.POLICY_INVALID, 100).isOk()).isTrue();
    assertThat(Source.read(file, Code.POLICY_INVALID, 99).isOk()).isFalse();
  }

  @Test
  void an_endless_device_is_refused() {
    assertThat(refusal(Path.of("/dev/zero")).message()).isEqualTo("this is not a regular file");
  }
}

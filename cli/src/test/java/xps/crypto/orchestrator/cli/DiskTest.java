package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import xps.crypto.orchestrator.document.Code;

/** What a disk does is told in sentences; Java's names are no user's business. */
final class DiskTest {
  static Stream<IOException> everything() {
    return Stream.of(
        new FileAlreadyExistsException("f"),
        new NoSuchFileException("f"),
        new AccessDeniedException("f"),
        new NotDirectoryException("f"),
        new FileSystemException("f", null, "Not a directory"),
        new FileSystemException("f"),
        new IOException("Input/output error"),
        new IOException());
  }

  @ParameterizedTest
  @MethodSource("everything")
  void no_problem_of_a_disk_has_the_name_of_a_class(IOException e) {
    var problem = Disk.problem(e);

    assertThat(problem.code()).isEqualTo(Code.USAGE);
    assertThat(problem.message() + Disk.words(e)).doesNotContain("Exception", "null");
  }

  @Test
  void a_full_disk_has_its_own_code() {
    var full = new FileSystemException("f", null, "No space left on device");

    assertThat(Disk.problem(full).code()).isEqualTo(Code.DISK_FULL);
  }

  @Test
  void a_file_where_a_folder_has_to_be_is_told_in_words(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("file"), "");

    assertThat(xps("key", "generate", "--name", "n", "--out", file.resolve("k")).exits(2).err())
        .doesNotContain("Exception")
        .contains(file.toString());
  }
}

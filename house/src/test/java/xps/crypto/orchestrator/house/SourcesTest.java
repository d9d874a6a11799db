package xps.crypto.orchestrator.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the repository's text to the rules of the house, and shows that each rule can fail. */
class SourcesTest {
  /** Tests run in their module's folder, and the house stands in the repository's. */
  private static final Sources REPOSITORY = new Sources(Path.of("..").toAbsolutePath().normalize());

  @TempDir Path elsewhere;

  @Test
  void the_repository_is_looked_at() {
    assertThat(REPOSITORY.files(file -> file.toString().endsWith("module-info.java")))
        .as("every room but RULES_CEL, whose library no module path takes")
        .hasSizeGreaterThanOrEqualTo(Rooms.values().length - 1);
  }

  @Test
  void no_chapter_is_too_long() {
    assertThat(REPOSITORY.chapters_too_long()).isEmpty();
  }

  @Test
  void no_file_names_a_path_of_one_machine() {
    assertThat(REPOSITORY.machine_paths()).isEmpty();
  }

  @Test
  void no_test_sleeps() {
    assertThat(REPOSITORY.tests_that_sleep()).isEmpty();
  }

  @Test
  void a_chapter_of_401_lines_is_too_long_and_one_of_400_is_not() throws IOException {
    write("Long.java", "\n".repeat(401));
    write("Short.java", "\n".repeat(400));

    assertThat(new Sources(elsewhere).chapters_too_long())
        .containsExactly("Long.java has 401 lines; beyond 400 a file holds two chapters");
  }

  @Test
  void a_path_of_one_machine_is_found_where_it_stands() throws IOException {
    write("notes.md", "fine\nsee " + "/home" + "/alice/notes\n");
    write("fine.md", "the image's own " + "$HOME" + "/home is not one, nor /usr/lib/jvm\n");

    assertThat(new Sources(elsewhere).machine_paths())
        .singleElement()
        .asString()
        .startsWith("notes.md:2 ");
  }

  @Test
  void a_test_that_sleeps_is_found() throws IOException {
    write("src/test/SlowTest.java", "  Thread." + "sleep(100);\n");
    write("src/main/Slow.java", "  Thread." + "sleep(100);\n");

    assertThat(new Sources(elsewhere).tests_that_sleep())
        .containsExactly("src/test/SlowTest.java:1 sleeps; wait for the condition instead");
  }

  private void write(String name, String text) throws IOException {
    var file = elsewhere.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}

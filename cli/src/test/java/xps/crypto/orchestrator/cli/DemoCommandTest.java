package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo refuses. That it goes as its story says is for CI: it takes a whole machine. */
class DemoCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"--rotate", "--server", "--ha"})
  void what_comes_later_is_refused_by_its_name(String option) {
    var ran = xps("demo", option, "--json");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).contains("\"USAGE\"").contains(option + " comes with a later version");
  }

  @Test
  void nothing_in_a_folder_that_is_not_empty_is_touched(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("precious"), "mine");

    var ran = xps("demo", "--fast", "--json", "--keep", folder);

    assertThat(ran.exit()).isEqualTo(2);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("precious"));
    }
  }
}

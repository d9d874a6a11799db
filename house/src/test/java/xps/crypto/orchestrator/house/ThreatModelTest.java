package xps.crypto.orchestrator.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A threat that no test tries is an opinion; one whose test has gone is a promise. */
class ThreatModelTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Sources REPOSITORY = new Sources(ROOT);
  private static final Pattern REFERENCE = Pattern.compile("`(\\w+)\\.([a-z]\\w*)`");

  @Test
  void every_row_of_the_threat_model_names_a_test() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(30);
    assertThat(rows()).allMatch(row -> REFERENCE.matcher(lastColumn(row)).find());
  }

  @Test
  void every_test_that_the_threat_model_names_is_there() throws IOException {
    var missing =
        rows().stream()
            .flatMap(row -> REFERENCE.matcher(lastColumn(row)).results())
            .filter(found -> !exists(found.group(1), found.group(2)))
            .map(found -> found.group(1) + "." + found.group(2))
            .toList();

    assertThat(missing).isEmpty();
  }

  @Test
  void a_test_that_is_not_there_is_missed() {
    assertThat(exists("ThreatModelTest", "every_row_of_the_threat_model_names_a_test")).isTrue();
    assertThat(exists("ThreatModelTest", "exists")).as("no test").isFalse();
    assertThat(exists("NobodysTest", "every_row_of_the_threat_model_names_a_test")).isFalse();
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/threat-model.md")).stream()
        .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
        .filter(line -> !line.endsWith("| tests |"))
        .toList();
  }

  private static String lastColumn(String row) {
    var columns = row.split("\\|", -1);
    return columns[columns.length - 2];
  }

  private static boolean exists(String type, String method) {
    return REPOSITORY.files(file -> file.endsWith(type + ".java")).stream()
        .anyMatch(file -> isTest(text(file), method));
  }

  /** Between a test's annotation and its name no other method begins. */
  private static boolean isTest(String text, String method) {
    int at = text.indexOf(" void " + method + "(");
    var before = text.substring(Math.max(0, text.lastIndexOf(" void ", at - 1)), Math.max(0, at));
    return before.contains("@Test") || before.contains("@ParameterizedTest");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: every way in which a document can be wrong is refused at its place and in words that help.
 *
 * <p>Method: files named after what is wrong with them; beside each stands what has to be said
 * about it, {@code line:column: message} for each problem.
 */
class BadDocumentsTest {
  static Stream<Path> jsonFiles() throws IOException {
    return files("bad-json", ".json");
  }

  static Stream<Path> yamlFiles() throws IOException {
    return files("bad-yaml", ".yaml");
  }

  private static Stream<Path> files(String folder, String suffix) throws IOException {
    try {
      var path = Path.of(BadDocumentsTest.class.getResource(folder).toURI());
      try (var files = Files.list(path)) {
        return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList().stream();
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  @Test
  void there_are_files_to_refuse() throws IOException {
    assertThat(jsonFiles().count()).isGreaterThan(40);
    assertThat(yamlFiles().count()).isGreaterThan(40);
  }

  @ParameterizedTest
  @MethodSource("jsonFiles")
  void a_bad_json_document_is_refused_where_it_is_bad(Path file) {
    assertThat(told(Json.parse("f", bytes(file), Code.MANIFEST_INVALID))).isEqualTo(expected(file));
  }

  @ParameterizedTest
  @MethodSource("yamlFiles")
  void a_bad_yaml_document_is_refused_where_it_is_bad(Path file) {
    assertThat(told(Yaml.parse("f", bytes(file), Code.PLAN_INVALID))).isEqualTo(expected(file));
  }

  private static List<String> told(Outcome<Value> outcome) {
    assertThat(outcome.problems()).allSatisfy(problem -> assertThat(problem.remedy()).isNotBlank());
    return outcome.problems().stream()
        .map(problem -> problem.where().substring("f:".length()) + ": " + problem.message())
        .collect(Collectors.toList());
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> expected(Path file) {
    var name = file.getFileName().toString();
    var beside = file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".expected");
    return new String(bytes(beside), StandardCharsets.UTF_8).lines().toList();
  }
}

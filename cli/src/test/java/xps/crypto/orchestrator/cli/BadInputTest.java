package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every document with everything that can be wrong with it, through every command that reads it:
 * the code, the place, a remedy; no stack trace, and nothing written.
 */
final class BadInputTest {
  @TempDir Path folder;

  static Stream<BadFile> badFiles() {
    return BadFile.all();
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void a_bad_file_is_refused_with_its_code_its_place_and_a_remedy(BadFile bad) throws IOException {
    var change = AChange.in(folder);
    bad.damage().to(change.file(bad.document().file));
    var before = change.files();

    for (var words : readers(bad.document(), change)) {
      var json = xps(Stream.concat(Stream.of(words), Stream.of("--json")).toArray());

      json.exits(bad.document().exit);
      assertThat(json.problems()).isNotEmpty().containsOnly(bad.document().code.name());
      assertThat(json.problem("where")).matches(place(bad, change));
      assertThat(json.problem("remedy")).isNotBlank();
      assertThat(json.problem("message") + json.problem("remedy")).contains(bad.told());

      var people = xps(words).exits(bad.document().exit);
      assertThat(people.out()).isEmpty();
      assertThat(people.err())
          .contains(bad.document().code.name(), json.problem("where"), "→ ")
          .doesNotContain("Exception", "\tat ");
    }
    assertThat(change.files()).isEqualTo(before);
  }

  private static Pattern place(BadFile bad, AChange change) {
    var file = Pattern.quote(change.file(bad.document().file).toString());
    boolean hasLine = !List.of("2 MiB long", "a directory", "not there").contains(bad.wrong());
    var line = bad.line() == 0 ? "\\d+" : Integer.toString(bad.line());
    return Pattern.compile(file + (hasLine ? ":" + line + ":\\d+" : "(:1:1)?"));
  }

  private static List<Object[]> readers(BadFile.Document document, AChange change) {
    var readers = new ArrayList<Object[]>();
    readers.add(change.gate());
    switch (document) {
      case MANIFEST -> {
        readers.add(change.attest());
        readers.add(change.planCheck());
        readers.add(change.approve("bob"));
        readers.add(new Object[] {"sign", change.manifest(), "--key", change.key("alice")});
        readers.add(
            new Object[] {"repo", "push", change.manifest(), "--repo", change.file("repo")});
      }
      case TRUST_STORE -> {
        readers.add(change.attest());
        readers.add(change.simulate());
        readers.add(change.approve("bob"));
      }
      case POLICY ->
          readers.add(new Object[] {"policy", "check", change.file("orchestrator.policy.yaml")});
      case PLAN, FLEET -> {
        readers.add(change.planCheck());
        readers.add(change.simulate());
        readers.add(change.approve("bob"));
      }
    }
    return readers;
  }
}
